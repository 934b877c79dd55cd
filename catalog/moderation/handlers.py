"""Who is told of a report, and of its answer."""

from django.urls import reverse

from catalog import queries
from catalog.models import Product
from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify
from vendors.queries import people_of


@outbox.subscribe("listing.reported", handler="moderation.tell_managers")
def tell_managers(event: OutboxEvent) -> None:
    """Tell the catalogue managers of the market of the first report that waits."""
    product = Product.objects.select_related("vendor", "etalase").get(pk=event.subject_id)
    managers = queries.catalogue_managers(product.etalase)
    notify(
        event=event,
        recipients=managers.exclude(pk__in=people_of(product.vendor).values("pk")),
        kind=event.name,
        params={"name": product.name, "shop": product.vendor.name},
        url=reverse("listing_reports"),
    )


@outbox.subscribe(
    "listing.reports_upheld", "listing.reports_dismissed", handler="moderation.tell_reporters"
)
def tell_reporters(event: OutboxEvent) -> None:
    """Tell those who asked for the answer."""
    product = Product.objects.get(pk=event.subject_id)
    notify(
        event=event,
        recipients=list(User.objects.filter(pk__in=event.payload["told"], is_active=True)),
        kind=event.name,
        params={"name": product.name, "reason": str(event.payload.get("reason", ""))},
        url=reverse("product_page", args=[product.public_id]),
    )
