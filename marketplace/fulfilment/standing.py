"""Counts what the orders of a shop say about it: how many, how fast, how punctual."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from statistics import median
from typing import Final, TypedDict
from zoneinfo import ZoneInfo

from marketplace.core.calendar import HOME_ZONE
from marketplace.fulfilment.queries import WHOLLY_HANDED_OVER
from marketplace.orders.models import OrderStatus, PurchaseOrder, StatusChange
from vendors.services import keep_standing

LAST_ORDERS: Final = 100  # older ones say little about a shop of today
_WATCHED: Final = (OrderStatus.ISSUED, OrderStatus.RECEIVED)
Walk = tuple[date, date, date | None]


class Figures(TypedDict):
    """What is counted of the last orders."""

    counted: int
    median_days: int
    timed: int
    on_time: int


def count_anew(vendor_id: int) -> None:
    """Count the orders of a shop that were handed over; nothing is kept before the first one."""
    done = PurchaseOrder.objects.filter(vendor=vendor_id, status__in=WHOLLY_HANDED_OVER)
    last = dict(done.order_by("-pk").values_list("pk", "due_on")[:LAST_ORDERS])
    walks = list(_walks(last))
    if not walks:
        return
    keep_standing(vendor_id=vendor_id, orders_done=done.count(), **figures(walks))


def figures(walks: Sequence[Walk]) -> Figures:
    """Return how fast and punctual the orders were; a receipt on the last day is in time."""
    timed = [(received, by) for _issued, received, by in walks if by is not None]
    return {
        "counted": len(walks),
        "median_days": round(median((received - issued).days for issued, received, _by in walks)),
        "timed": len(timed),
        "on_time": sum(received <= by for received, by in timed),
    }


def count_all() -> int:
    """Count every shop that has orders done, those older than the counting too; return how many."""
    done = PurchaseOrder.objects.filter(status__in=WHOLLY_HANDED_OVER)
    vendors = done.order_by("vendor").values_list("vendor", flat=True).distinct()
    for vendor_id in vendors:
        count_anew(vendor_id)
    return len(vendors)


def _walks(orders: dict[int, date | None]) -> Iterable[Walk]:
    """Yield, of each order, the day of its letter, of its first receipt, and its last day."""
    steps: dict[int, dict[str, datetime]] = {}
    rows = StatusChange.objects.filter(order__in=orders, to_status__in=_WATCHED).order_by("pk")
    for order, status, at in rows.values_list("order", "to_status", "changed_at"):
        steps.setdefault(order, {}).setdefault(status, at)
    zone = ZoneInfo(HOME_ZONE)
    for order, found in steps.items():
        if len(found) == len(_WATCHED):
            issued, received = (found[status].astimezone(zone).date() for status in _WATCHED)
            yield issued, received, orders[order]
