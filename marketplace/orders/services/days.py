"""The days of an order's lines: asked when it is placed, changed and handed in again."""

from collections.abc import Container, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from catalog.day_rules import Days
from catalog.days import calendars, day_passed, not_dated, require_days
from marketplace.core import moments
from marketplace.core.errors import RuleViolation
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.orders.rules import last_day_of_need


class WantedTooLate(RuleViolation):
    """A line is wanted past rule R-NEEDED-MAX, or in another fiscal year than its order."""

    code = "wanted_too_late"


class NeededBeforeWanted(RuleViolation):
    """The order is needed by a day before one of its lines takes place."""

    code = "needed_before_wanted"


def require_days_of(
    order: PurchaseOrder, lines: Iterable[OrderLine], *, held: Container[int] = ()
) -> None:
    """Refuse days that cannot be had; the variants are locked.

    ``held``: keys of lines that have their places and grow no more, whatever the shop has closed or
    lowered since; the trigger ``line_days`` lets them be too. Raises: WantedTooLate, and what
    ``require_days`` raises.
    """
    wanted = list(lines)
    known = calendars([line.sku for line in wanted], order.agency.time_zone, but=order.pk)
    for line in wanted:
        require_days(line.sku, known, line.wanted, line.pieces, holds=line.pk in held)
    _require_in_time(order, [line for line in wanted if line.wanted_on])


def _require_in_time(order: PurchaseOrder, dated: Sequence[OrderLine]) -> None:
    """Refuse days past R-NEEDED-MAX or the fiscal year of the order."""
    if not dated:
        return
    tenant = order.agency.tenant.slug
    rule = rule_in_force(RuleCode.NEEDED_WITHIN, on=order.ordered_on, tenant_slug=tenant)
    last = last_day_of_need(order.ordered_on, rule.value)
    late = next((line for line in dated if line.wanted and line.wanted.end > last), None)
    if late is None or late.wanted is None:
        return
    raise WantedTooLate(
        _(
            "“%(name)s” is wanted on %(day)s. The latest day is %(last)s: within %(days)s days "
            "(rule %(rule)s) and the fiscal year. What is needed later is ordered later."
        )
        % {
            "name": late.title,
            "day": moments.day(late.wanted.end),
            "last": moments.day(last),
            "days": rule.value,
            "rule": rule.code,
        },
        field="wanted_on" if late.wanted.last is None else "wanted_until",
        sku_id=late.sku_id,
    )


def require_needed_with_days(order: PurchaseOrder, lines: Iterable[OrderLine]) -> None:
    """Refuse a day of need before something that is ordered takes place.

    Raises: NeededBeforeWanted.
    """
    for line in lines:
        if line.wanted_on and order.deliver_by and order.deliver_by < line.wanted_on:
            raise NeededBeforeWanted(
                _(
                    "The order is needed by %(needed)s, and “%(name)s” is wanted on %(day)s. Leave "
                    "“Needed by” empty, or choose that day or a later one."
                )
                % {
                    "needed": moments.day(order.deliver_by),
                    "name": line.title,
                    "day": moments.day(line.wanted_on),
                },
                field="deliver_by",
                sku_id=line.sku_id,
            )


def require_not_passed(order: PurchaseOrder, lines: Iterable[OrderLine]) -> None:
    """Refuse lines whose day has passed, whichever step the order takes. Raises: DayPassed."""
    zone = order.agency.time_zone
    for line in lines:
        refusal = day_passed(line.sku, line.wanted, zone) if line.wanted else None
        if refusal is not None:
            raise refusal


def change_days(lines: Sequence[OrderLine], wanted: Mapping[int, Days | None]) -> bool:
    """Give lines of a returned order other days (line id → days); return whether one changed.

    Their units follow from the pieces. Raises: DayNotAsked of a line of goods.
    """
    changed = False
    for line in lines:
        days = wanted.get(line.pk, line.wanted)
        if days == line.wanted:
            continue
        if line.wanted is None:
            raise not_dated(line.sku)
        line.wanted, changed = days, True
    return changed
