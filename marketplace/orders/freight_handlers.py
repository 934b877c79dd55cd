"""Who is told of a request for freight."""

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify
from marketplace.orders.models import FreightQuote
from vendors.acting import shop_url
from vendors.policies import VendorAct
from vendors.queries import people_of


@outbox.subscribe("freight.asked", handler="orders.tell_shop_of_freight")
def tell_shop(event: OutboxEvent) -> None:
    """Tell those who answer for the shop."""
    rows = FreightQuote.objects.select_related("vendor", "agency", "delivery_region")
    quote = rows.get(pk=event.subject_id)
    notify(
        event=event,
        recipients=people_of(quote.vendor, to=VendorAct.ANSWER_ORDERS),
        kind=event.name,
        params={"office": quote.agency.name, "place": quote.delivery_region.name},
        url=shop_url("freight_quotes", quote.vendor),
    )
