"""Counts how agencies rated a shop, from the ratings that are open."""

from marketplace.fulfilment import rating_queries
from vendors.services import keep_rating


def count_anew(vendor_id: int) -> None:
    """Count the open ratings of a shop; nothing is kept before the first one is open."""
    number, stars = rating_queries.counted(vendor_id)
    if number:
        keep_rating(vendor_id=vendor_id, ratings=number, stars=stars)


def count_all() -> int:
    """Count every shop that was rated; return how many."""
    vendors = rating_queries.rated_vendors()
    for vendor_id in vendors:
        count_anew(vendor_id)
    return len(vendors)
