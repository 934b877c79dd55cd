"""What follows an event of the catalogue: notices, milestones, and price marks after a payment."""

from django.urls import reverse

from catalog import queries, services
from catalog.models import Product, Sku
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify
from vendors.acting import shop_url
from vendors.models import Vendor
from vendors.pipeline import services as pipeline
from vendors.pipeline.models import Stage
from vendors.policies import VendorAct
from vendors.queries import people_of


def _product(event: OutboxEvent) -> Product:
    return Product.objects.select_related("vendor", "etalase").get(pk=event.subject_id)


def _params(event: OutboxEvent, product: Product) -> dict[str, str | int]:
    return {
        "name": product.name,
        "shop": product.vendor.name,
        "etalase": product.etalase.name,
        "reason": str(event.payload.get("reason", "")),
    }


@outbox.subscribe("product.submitted", handler="notify_managers")
def notify_managers(event: OutboxEvent) -> None:
    """Tell the catalogue managers of the market that a listing waits."""
    product = _product(event)
    notify(
        event=event,
        recipients=queries.catalogue_managers(product.etalase).exclude(
            pk__in=people_of(product.vendor).values("pk")
        ),
        kind=event.name,
        params=_params(event, product),
        url=reverse("catalogue_review", args=[product.public_id]),
    )


@outbox.subscribe("product.price_rise_proposed", handler="notify_of_price_rise")
def notify_of_price_rise(event: OutboxEvent) -> None:
    """Tell the catalogue managers of the market that a higher price waits."""
    product = _product(event)
    people = people_of(product.vendor).values("pk")
    notify(
        event=event,
        recipients=queries.catalogue_managers(product.etalase).exclude(pk__in=people),
        kind=event.name,
        params=_params(event, product),
        url=reverse("price_rises"),
    )


@outbox.subscribe(
    "product.price_rise_accepted",
    "product.price_rise_refused",
    "product.published",
    "product.returned",
    "product.unpublished",
    handler="notify_owner",
)
def notify_owner(event: OutboxEvent) -> None:
    """Tell the shop's owner and staff what became of the listing, except who did it."""
    product = _product(event)
    people = people_of(product.vendor, to=VendorAct.SELL)
    notify(
        event=event,
        recipients=list(people.exclude(pk=event.payload.get("actor_id"))),
        kind=event.name,
        params=_params(event, product),
        url=reverse("product_edit", args=[product.public_id]),
    )


@outbox.subscribe("sku.paid", handler="refresh_price_mark")
def refresh_price_mark(event: OutboxEvent) -> None:
    """Count the comparable prices anew after a payment."""
    mark = Sku.objects.values_list("price_mark", flat=True).get(pk=event.subject_id)
    if mark is not None:
        services.refresh_price_marks([mark])


@outbox.subscribe("licence.verified", handler="catalog.carry_over")
def carry_over(event: OutboxEvent) -> None:
    """Let listings that named the earlier licence rest on its renewal."""
    services.carry_over(int(event.subject_id))


@outbox.subscribe("vendor.needs_halal", handler="catalog.tell_of_need")
def tell_of_need(event: OutboxEvent) -> None:
    """Tell who sells food what it needs, from which day, and where to get it."""
    vendor = Vendor.objects.get(pk=event.subject_id)
    notify(
        event=event,
        recipients=list(people_of(vendor, to=VendorAct.SELL)),
        kind=event.name,
        params={"shop": vendor.name, "binds_on": str(event.payload["binds_on"])},
        url=shop_url("licence_list", vendor),
    )


@outbox.subscribe("product.published", handler="catalog.tell_pipeline")
def tell_pipeline(event: OutboxEvent) -> None:
    """Write down that the shop is listed in this market, by the words that were published."""
    product = _product(event)
    pipeline.record_milestone(
        vendor_id=product.vendor_id,
        stage=Stage.LISTED,
        at=event.occurred_at,
        tenant_id=product.etalase.tenant_id,
        channel=product.etalase.channel,
    )
