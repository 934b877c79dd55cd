"""What is booked on which day: counted from the lines of orders that still hold their places."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from catalog.days import Booked
from marketplace.orders.lifecycle import BOOKS_DAYS
from marketplace.orders.models import OrderLine


def booked_lines(first: date) -> QuerySet[OrderLine]:
    """Return the lines that hold places on a day or a later one."""
    lines = OrderLine.objects.filter(wanted_on__isnull=False, order__status__in=BOOKS_DAYS)
    return lines.alias(ends=Coalesce("wanted_until", "wanted_on")).filter(ends__gte=first)


def count_booked(sku_ids: Iterable[int], first: date, but: int | None = None) -> Booked:
    """Return the pieces booked by variant and day from ``first`` on; the twin of ``orders_booked``.

    ``but``: the key of an order that is left out.
    """
    lines = booked_lines(first).filter(Q(sku__in=list(sku_ids)) & ~Q(order=but or 0))
    booked: Counter[tuple[int, date]] = Counter()
    for line in lines.only("sku", "quantity", "wanted_on", "wanted_until", "wanted_hour"):
        for day in line.wanted or ():
            booked[line.sku_id, day] += line.pieces
    return booked


def lines_of_shop(vendor_id: int, first: date) -> QuerySet[OrderLine]:
    """Return what a shop may read of what is booked from a day on, by first day and hour.

    A shop reads an order once it is approved, no sooner (``policies.visible_to``).
    """
    lines = booked_lines(first).filter(vendor=vendor_id, order__approved_by__isnull=False)
    return lines.select_related("order__agency__region", "sku__product").order_by(
        "wanted_on", F("wanted_hour").asc(nulls_first=True), "pk"
    )


def count_waiting(vendor_id: int, first: date) -> dict[date, int]:
    """Return the pieces by day that orders of a shop hold while they wait for approval."""
    lines = booked_lines(first).filter(vendor=vendor_id, order__approved_by__isnull=True)
    waiting: Counter[date] = Counter()
    for line in lines.only("quantity", "wanted_on", "wanted_until", "wanted_hour"):
        for day in line.wanted or ():
            if day >= first:
                waiting[day] += line.pieces
    return waiting


def last_first_day(lines: Iterable[OrderLine]) -> date | None:
    """Return the day by which all lines have begun; None where one is of goods without a day."""
    days = [line.wanted_on for line in lines]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
