"""Patterns that auditors read with care (R-FLAG-…): shown among the checks, never a verdict.

A flag stops nothing. Each is counted when it is shown, by the rules of the order's day.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from marketplace.core import moments
from marketplace.core.models import Rule
from marketplace.core.money import rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_values
from marketplace.orders.lifecycle import VOID
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder
from marketplace.orders.rules import is_at_night
from marketplace.orders.splitting import WITH_ITS_OFFICER

CODES = (
    RuleCode.FLAG_PERIOD,
    RuleCode.FLAG_NIGHT_FROM,
    RuleCode.FLAG_NIGHT_UNTIL,
    RuleCode.FLAG_FAST,
    RuleCode.FLAG_NEW,
)
Flag = tuple[str, str]
Law = Mapping[RuleCode, Rule]


def flags(order: PurchaseOrder) -> Iterator[Flag]:
    """Yield title and detail of each pattern that an order shows. Raises: RuleMissing."""
    law = rule_values(*CODES, on=order.ordered_on)
    yield from _again_and_again(order, law)
    yield from _at_night(order, law)
    yield from _fast(order, law)
    yield from _just_listed(order, law)


def _again_and_again(order: PurchaseOrder, law: Law) -> Iterator[Flag]:
    """Yield where orders before this one pass its cap with it: of a shop, a package, an etalase."""
    cap, days = order.cap_rupiah, law[RuleCode.FLAG_PERIOD].value
    if cap is None:
        return
    before = _before(order, days)
    shelves = _of_the_same_etalase(order, before)
    patterns = (
        (
            _("Often from this vendor, %(days)s days (R-FLAG-PERIOD)"),
            [one["gross_rupiah"] for one in before if one["vendor_id"] == order.vendor_id],
        ),
        (
            _("Often under this package (RUP), %(days)s days (R-FLAG-PERIOD)"),
            [
                one["gross_rupiah"]
                for one in before
                if one["plan_package_id"] == order.plan_package_id
            ],
        ),
        (
            _("Often from this etalase, %(days)s days (R-FLAG-PERIOD)"),
            [one["gross_rupiah"] for one in before if one["pk"] in shelves],
        ),
    )
    for title, others in patterns:
        total = sum(others) + order.gross_rupiah
        if others and total > cap:
            words = _("%(number)s orders, together %(total)s; the cap of one order is %(cap)s")
            numbers = {"number": len(others) + 1, "total": rupiah(total), "cap": rupiah(cap)}
            yield title % {"days": days}, words % numbers


def _before(order: PurchaseOrder, days: int) -> list[dict[str, Any]]:
    """Return the agency's other orders of the channel in so many days before this one."""
    rows = PurchaseOrder.objects.filter(
        agency=order.agency_id,
        channel=order.channel,
        created_at__gt=order.created_at - timedelta(days=days),
        created_at__lte=order.created_at,
    ).exclude(pk=order.pk)
    counted = rows.exclude(status__in=WITH_ITS_OFFICER | VOID)
    columns = ("pk", "vendor_id", "plan_package_id", "gross_rupiah")
    return [dict(row) for row in counted.values(*columns)]


def _of_the_same_etalase(order: PurchaseOrder, before: list[dict[str, Any]]) -> set[int]:
    """Return which of the orders hold goods of an etalase of this one."""
    if not before:
        return set()
    shelves = {line.sku.product.etalase_id for line in order.lines.all()}
    lines = OrderLine.objects.filter(
        order__in=[one["pk"] for one in before], sku__product__etalase__in=shelves
    )
    return set(lines.values_list("order_id", flat=True))


def _at_night(order: PurchaseOrder, law: Law) -> Iterator[Flag]:
    zone = order.agency.time_zone
    hour = order.created_at.astimezone(ZoneInfo(zone)).hour
    first, end = law[RuleCode.FLAG_NIGHT_FROM].value, law[RuleCode.FLAG_NIGHT_UNTIL].value
    if is_at_night(hour, first=first, end=end):
        yield _("Placed at night (R-FLAG-NIGHT-FROM)"), moments.moment(order.created_at, zone)


def _fast(order: PurchaseOrder, law: Law) -> Iterator[Flag]:
    """Yield where an order was approved within minutes of being handed in."""
    at = {change.to_status: change.changed_at for change in order.status_changes.all()}
    handed, approved = at.get(OrderStatus.SUBMITTED), at.get(OrderStatus.APPROVED)
    if handed is None or approved is None:
        return
    taken = approved - handed
    if taken < timedelta(minutes=law[RuleCode.FLAG_FAST].value):
        words = _("%(minutes)s minutes after it was handed in; the flag rises below %(most)s")
        numbers = {
            "minutes": taken // timedelta(minutes=1),
            "most": law[RuleCode.FLAG_FAST].value,
        }
        yield _("Approved within minutes (R-FLAG-FAST)"), words % numbers


def _just_listed(order: PurchaseOrder, law: Law) -> Iterator[Flag]:
    """Yield the goods that had been on sale for a few days only when they were ordered."""
    since = order.created_at - timedelta(days=law[RuleCode.FLAG_NEW].value)
    fresh = [
        line.title
        for line in order.lines.all()
        if (live := line.sku.product.published_at) is not None and since < live <= order.created_at
    ]
    if fresh:
        title = _("Listed less than %(days)s days before the order (R-FLAG-NEW)")
        yield title % {"days": law[RuleCode.FLAG_NEW].value}, ", ".join(fresh)
