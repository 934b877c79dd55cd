"""Keep what the orders of a shop and their ratings say about it; the rooms above count them."""

from typing import TypedDict, Unpack

from django.db import transaction

from marketplace.core import clock
from vendors.models import VendorRating, VendorStanding
from vendors.standing import ENOUGH_ORDERS


class Counted(TypedDict):
    """The figures of ``VendorStanding``."""

    orders_done: int
    counted: int
    median_days: int
    timed: int
    on_time: int


@transaction.atomic
def keep_standing(*, vendor_id: int, **counted: Unpack[Counted]) -> None:
    """Write the figures of a shop anew; the last who counts wins, as all count the same orders."""
    VendorStanding.objects.update_or_create(
        vendor_id=vendor_id, defaults={**counted, "counted_at": clock.now()}
    )


@transaction.atomic
def keep_rating(*, vendor_id: int, ratings: int, stars: int) -> None:
    """Write anew how a shop was rated; ``stars`` of all ratings together, each one to five.

    Offers whose average changes are written with it (catalog, trigger ``rated_offers``).
    """
    tenths = (20 * stars + ratings) // (2 * ratings) if ratings >= ENOUGH_ORDERS else None
    VendorRating.objects.update_or_create(
        vendor_id=vendor_id,
        defaults={
            "ratings": ratings,
            "stars": stars,
            "tenths": tenths,
            "counted_at": clock.now(),
        },
    )
