"""The day by which the goods of an order are due, and by how much it has passed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from marketplace.accounts.appointing import first_moment
from marketplace.core import clock
from marketplace.core.calendar import last_day_of_year, local_day
from marketplace.core.holidays import add_working_days
from marketplace.core.rule_codes import RuleCode
from marketplace.orders.bookings import last_first_day
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.models import OrderStatus, PurchaseOrder, StatusChange

DELIVERY: Final = "order.delivery"  # the kind of its deadline
# The order waits for its goods; a complaint, which has clocks of its own, stands aside.
PREPARED: Final = frozenset({OrderStatus.ACCEPTED, OrderStatus.SHIPPED})
# The shop has promised the goods, and they have not all come.
PROMISED: Final = PREPARED | {OrderStatus.DISPUTED}
# As above, or the shop has still to answer the letter that names the day.
AWAITED: Final = PROMISED | {OrderStatus.ISSUED}
_A_MOMENT: Final = timedelta(microseconds=1)


def first_day(order: PurchaseOrder) -> date:
    """Return the day that the letter of an order names, as of now.

    That of need, else the latest of the first days that all its lines are booked for, else
    R-DELIVER working days from now, within the fiscal year.
    """
    if named := order.deliver_by or last_first_day(order.lines.all()):
        return named
    zone = order.agency.time_zone
    term = add_working_days(clock.now(), bound_rule(order, RuleCode.DELIVER).value, zone)
    return min(local_day(term, zone), last_day_of_year(order.ordered_on))


def last_moment(order: PurchaseOrder) -> datetime | None:
    """Return when the delivery day ends at the agency; None of an order without a letter."""
    if order.due_on is None:
        return None
    return first_moment(order.due_on + timedelta(days=1), order.agency.time_zone) - _A_MOMENT


def is_awaited(order: PurchaseOrder) -> bool:
    """Whether goods of an order are still to come for the first time.

    What went back after a complaint had come: the complaint has clocks of its own.
    """
    changes = order.status_changes.all()
    came = any(change.to_status == OrderStatus.RECEIVED for change in changes)
    return order.due_on is not None and order.status in AWAITED and not came


def days_late(orders: Iterable[PurchaseOrder]) -> dict[int, int]:
    """Return by how many days the delivery of orders is late, by key; none of those in time."""
    late = {
        order.pk: (clock.today(order.agency.time_zone) - order.due_on).days
        for order in orders
        if order.status in PROMISED and order.due_on is not None
    }
    late = {key: days for key, days in late.items() if days > 0}
    if not late:
        return {}
    came = StatusChange.objects.filter(order__in=late, to_status=OrderStatus.RECEIVED)
    for key in came.values_list("order", flat=True):
        late.pop(key, None)
    return late
