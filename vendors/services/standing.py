"""Keep what the orders of a shop say about it; the rooms above count them."""

from typing import TypedDict, Unpack

from django.db import transaction

from marketplace.core import clock
from vendors.models import VendorStanding


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
