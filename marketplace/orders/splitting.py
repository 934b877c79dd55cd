"""Orders of one agency to one shop that pass the cap together within R-SPLIT-7 (I-06).

The database's twin is ``orders_split_total`` (migration 0033_split_guards).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.models import Agency
from marketplace.core import clock
from marketplace.core.models import Rule
from marketplace.core.money import rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.orders.bound_rules import rules_of
from marketplace.orders.lifecycle import VOID
from marketplace.orders.models import OrderStatus, PurchaseOrder, StatusChange
from marketplace.orders.rules import CapCheck, cap_check, split_check
from vendors.models import Vendor

WITH_ITS_OFFICER: Final = frozenset({OrderStatus.DRAFT, OrderStatus.RETURNED})
NAMED: Final = 5  # orders named in a sentence; more are counted


@dataclass(frozen=True)
class Split:
    """An order beside those of its agency, shop and channel that were handed in before it.

    ``together``: the rest of its own checkout that goes to the same shop, not saved yet.
    """

    order: PurchaseOrder
    earlier: Sequence[PurchaseOrder]
    together: Sequence[PurchaseOrder]
    check: CapCheck
    days: int

    @property
    def over(self) -> bool:
        """Whether they pass the cap together; an order that passes it alone is refused as such."""
        alone = cap_check(self.order.gross_rupiah, self.check.cap_rupiah)
        return bool(self.number) and alone.within and not self.check.within

    @property
    def number(self) -> int:
        """How many others count."""
        return len(self.earlier) + len(self.together)

    @property
    def words(self) -> str:
        """Which orders count, what they cost together, the cap and the days."""
        names = [f"{one.number} ({rupiah(one.gross_rupiah)})" for one in self.earlier[:NAMED]]
        names += [
            _("another order of this checkout (%(gross)s)") % {"gross": rupiah(one.gross_rupiah)}
            for one in self.together
        ]
        if more := len(self.earlier[NAMED:]):
            names.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
        return _(
            "Within %(days)s days your agency orders %(total)s from %(vendor)s: this order of "
            "%(gross)s, and %(orders)s. The cap is %(cap)s (rule R-SPLIT-7)."
        ) % {
            "days": self.days,
            "total": rupiah(self.check.gross_rupiah),
            "vendor": self.order.vendor,
            "gross": rupiah(self.order.gross_rupiah),
            "orders": ", ".join(names),
            "cap": rupiah(self.check.cap_rupiah or 0),
        }


def split_of(order: PurchaseOrder, *, together: Sequence[PurchaseOrder] = ()) -> Split | None:
    """Return an order beside those handed in before it; None where the rule does not bind.

    What is not saved, or is with its officer, would be handed in now. ``together``: unsaved orders
    of the same checkout, to the same shop in the same channel.
    """
    days = _days(order)
    if days is None:
        return None
    step = handed_in(order)
    moment = step.changed_at if step else clock.now()
    others = list(_before(order, step, since=moment - timedelta(days=days)))
    amounts = [(one.handed_at, one.gross_rupiah) for one in others]  # type: ignore[attr-defined]
    amounts += [(moment, one.gross_rupiah) for one in together]
    check = split_check(order.gross_rupiah, moment, amounts, cap_rupiah=order.cap_rupiah, days=days)
    return Split(order, others, together, check, days)


def split_if_ordered(
    gross_rupiah: int,
    *,
    agency: Agency,
    vendor: Vendor,
    channel: str,
    ordered_on: date,
    cap: Rule | None,
) -> Split | None:
    """Return what ``split_of`` would say of an order of so much, on a day, under a cap."""
    return split_of(
        PurchaseOrder(
            agency=agency,
            vendor=vendor,
            channel=channel,
            ordered_on=ordered_on,
            cap_rupiah=cap.value if cap else None,
            gross_rupiah=gross_rupiah,
        )
    )


def passing(split: Split | None) -> Split | None:
    """Return it where the cap is passed, else None."""
    return split if split is not None and split.over else None


def with_others(split: Split | None) -> Split | None:
    """Return it where other orders count, so that a larger order might pass the cap; else None."""
    if split is None or split.check.cap_rupiah is None:
        return None
    return split if split.number else None


def handed_in(order: PurchaseOrder) -> StatusChange | None:
    """Return the step by which an order was handed in last; None while it is with its officer."""
    if not order.pk or order.status in WITH_ITS_OFFICER:
        return None
    steps = list(order.status_changes.all())
    return next((one for one in reversed(steps) if one.to_status == OrderStatus.SUBMITTED), None)


def _days(order: PurchaseOrder) -> int | None:
    """The window that binds: of its day for an order not saved yet, else as it was stored."""
    if not order.pk:
        tenant = order.agency.tenant.slug
        return rule_in_force(RuleCode.SPLIT_WINDOW, on=order.ordered_on, tenant_slug=tenant).value
    codes = {bound.code: bound.value for bound in rules_of(order)}
    return codes.get(RuleCode.SPLIT_WINDOW)


def _before(
    order: PurchaseOrder, step: StatusChange | None, *, since: datetime
) -> QuerySet[PurchaseOrder]:
    """Return what its agency handed in before it, to its shop in its channel, oldest first."""
    steps = StatusChange.objects.filter(order=OuterRef("pk"), to_status=OrderStatus.SUBMITTED)
    last = steps.order_by("-pk")
    others = PurchaseOrder.objects.filter(
        agency=order.agency_id, vendor=order.vendor_id, channel=order.channel
    ).exclude(pk=order.pk)
    counted = others.exclude(status__in=WITH_ITS_OFFICER | VOID).annotate(
        handed_at=Subquery(last.values("changed_at")[:1]), step=Subquery(last.values("pk")[:1])
    )
    counted = counted.filter(handed_at__gt=since)
    if step is not None:
        counted = counted.filter(step__lt=step.pk)
    return counted.order_by("step")


def hold_pairs(agency_id: int, vendor_ids: Iterable[int]) -> None:
    """Let nobody else hand in or approve orders of the agency to these shops until COMMIT.

    By name, before the rows of orders; the trigger ``order_split`` takes the same.
    """
    with connection.cursor() as cursor:
        for vendor_id in sorted(set(vendor_ids)):
            cursor.execute("SELECT orders_hold_pair(%s, %s)", [agency_id, vendor_id])


def hold_pair_of(order_id: int) -> None:
    """Hold the pair of an order, which never changes. Raises: DoesNotExist."""
    orders = PurchaseOrder.objects.values_list("agency_id", "vendor_id")
    agency_id, vendor_id = orders.get(pk=order_id)
    hold_pairs(agency_id, [vendor_id])
