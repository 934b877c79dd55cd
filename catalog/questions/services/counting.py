"""Count how fast shops answer: after each answer, and once a night because days pass."""

from django.db import transaction

from catalog.questions import queries, rules
from catalog.questions.models import ReplyStanding
from marketplace.core import clock


@transaction.atomic
def count_replies(vendor_id: int) -> None:
    """Write anew how fast a shop answers; nothing stands where nobody asked in the counted days."""
    found = queries.replies(vendor_id)
    if not found.waits:
        ReplyStanding.objects.filter(vendor=vendor_id).delete()
        return
    ReplyStanding.objects.update_or_create(
        vendor_id=vendor_id,
        defaults={
            "asked": found.asked,
            "answered": len(found.waits),
            "median_hours": rules.median_hours(found.waits),
            "counted_at": clock.now(),
        },
    )


def count_all() -> int:
    """Count every shop that was ever asked; return how many."""
    shops = queries.shops_asked()
    for vendor_id in shops:
        count_replies(vendor_id)
    return len(shops)
