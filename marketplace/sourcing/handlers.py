"""Who is told what a shop answered about freight: the officer whose goods wait in the cart."""

from django.urls import reverse

from marketplace.core import moments, outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from marketplace.orders.models import FreightQuote


@outbox.subscribe("freight.answered", "freight.refused", handler="sourcing.tell_office_of_freight")
def tell_office(event: OutboxEvent) -> None:
    """Tell who asked."""
    rows = FreightQuote.objects.select_related("vendor", "asked_by", "delivery_region")
    quote = rows.get(pk=event.subject_id)
    notify(
        event=event,
        recipients=[quote.asked_by],
        kind=event.name,
        params={
            "shop": quote.vendor.name,
            "place": quote.delivery_region.name,
            "cost": "" if quote.freight_rupiah is None else rupiah(quote.freight_rupiah),
            "day": moments.day(quote.valid_until) if quote.valid_until else "",
            "reason": quote.reason,
        },
        url=reverse("checkout"),
    )
