"""Who hears of a part of an order, of couriers and ratings; orders tell the steps of the whole."""

from datetime import datetime

from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.accounts.queries import officers_of
from marketplace.core import moments, outbox
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment import queries, rated, standing
from marketplace.fulfilment.models import CourierEvent, Rating, RatingHidden, RatingPart, Side
from marketplace.notices.services import notify
from marketplace.orders.handlers import notify_about, party
from marketplace.orders.models import OrderStatus, PurchaseOrder

# The same people as for the whole order's step.
AUDIENCE: dict[str, tuple[str, ...]] = {
    "order.part_shipped": ("officer", "receivers"),
    "order.part_received": ("reviewer", "vendor"),
    "order.part_handed_over": ("payers", "vendor", "vendor_money"),
    "order.part_paid": ("officer", "vendor_money", "treasurers"),
    "order.part_settled": ("vendor_money",),
}


@outbox.subscribe(*AUDIENCE, handler="fulfilment.notify_part")
def tell_about_a_part(event: OutboxEvent) -> None:
    """Tell each party what a part of an order has come to."""
    notify_about(event, AUDIENCE[event.name])


@outbox.subscribe("order.count_nudged", handler="fulfilment.remind_to_count")
def remind_whoever_counts(event: OutboxEvent) -> None:
    """Remind the receiving officers of goods on their way, unless they were counted by now."""
    order = PurchaseOrder.objects.select_related("vendor", "agency").get(pk=event.subject_id)
    if order.status != OrderStatus.SHIPPED or not queries.has_uncounted(order):
        return
    due_at = datetime.fromisoformat(event.payload["due_at"])
    notify(
        event=event,
        recipients=list(party(order, "receivers")),
        kind=event.name,
        params={
            "number": order.number,
            "vendor": order.vendor.name,
            "moment": moments.paper_moment(due_at, order.agency.time_zone),
        },
        url=reverse("order_detail", args=[order.public_id]),
        needed_by=due_at,
    )


@outbox.subscribe("order.uncounted", handler="fulfilment.tell_of_uncounted")
def tell_of_uncounted(event: OutboxEvent) -> None:
    """Tell whoever counts, the PPK, the budget authority and the shop that nobody has counted."""
    order = PurchaseOrder.objects.select_related("vendor", "commitment_officer").get(
        pk=event.subject_id
    )
    people = [user for name in ("receivers", "reviewer", "vendor") for user in party(order, name)]
    people += officers_of(order.agency_id, Role.BUDGET_AUTHORITY)
    notify(
        event=event,
        recipients=people,
        kind=event.name,
        params={
            "number": order.number,
            "vendor": order.vendor.name,
            "paper": event.payload["paper"],
        },
        url=reverse("order_detail", args=[order.public_id]),
    )


COURIERS: dict[str, tuple[str, ...]] = {
    "courier.delivered": ("officer", "receivers"),
    "courier.failed": ("officer", "vendor"),
    "courier.returned": ("officer", "vendor"),
}


@outbox.subscribe(*COURIERS, handler="fulfilment.tell_of_a_courier")
def tell_of_a_courier(event: OutboxEvent) -> None:
    """Tell what a courier says of goods that nobody has counted yet."""
    rows = CourierEvent.objects.select_related("shipment__order__vendor")
    said = rows.get(pk=event.payload["event"])
    order = said.shipment.order
    if order.status not in queries.ARRIVING or not queries.has_uncounted(order):
        return
    notify(
        event=event,
        recipients=[user for name in COURIERS[event.name] for user in party(order, name)],
        kind=event.name,
        params={
            "number": order.number,
            "courier": said.shipment.courier,
            "waybill": said.shipment.waybill,
        },
        url=reverse("order_detail", args=[order.public_id]) + "#pengiriman",
    )


@outbox.subscribe("order.handed_over", handler="fulfilment.count_standing")
def count_standing(event: OutboxEvent) -> None:
    """Count anew what the orders of the shop say about it."""
    standing.count_anew(
        PurchaseOrder.objects.values_list("vendor_id", flat=True).get(pk=event.subject_id)
    )


# Whoever receives the goods speaks for the agency, and may reply.
_RATED = {Side.BUYER: "vendor", Side.VENDOR: "receivers"}


@outbox.subscribe("rating.opened", handler="fulfilment.tell_the_rated")
def tell_the_rated(event: OutboxEvent) -> None:
    """Tell each side that was rated, in the moment in which it may read it."""
    rows = Rating.objects.filter(order=event.subject_id)
    for rating in rows.select_related("order__vendor", "order__agency"):
        order = rating.order
        other = order.agency if rating.side == Side.BUYER else order.vendor
        notify(
            event=event,
            recipients=party(order, _RATED[Side(rating.side)]),
            kind=event.name,
            params={"number": order.number, "other": other.name, "stars": rating.stars},
            url=reverse("order_detail", args=[order.public_id]) + "#penilaian",
        )


@outbox.subscribe("rating.opened", handler="fulfilment.count_rating")
def count_rating(event: OutboxEvent) -> None:
    """Count anew how the shop is rated: its page and the search say so."""
    rated.count_anew(
        PurchaseOrder.objects.values_list("vendor_id", flat=True).get(pk=event.subject_id)
    )


@outbox.subscribe("rating.hidden", handler="fulfilment.tell_of_hidden_words")
def tell_of_hidden_words(event: OutboxEvent) -> None:
    """Tell whoever wrote them that their words are hidden, and why."""
    rows = RatingHidden.objects.select_related("rating__order", "rating__person")
    hidden = rows.get(pk=event.payload["hidden"])
    rating = hidden.rating
    writer = rating.person if hidden.part == RatingPart.WORDS else rating.reply.person
    notify(
        event=event,
        recipients=[writer],
        kind=event.name,
        params={"number": rating.order.number, "reason": hidden.reason},
        url=reverse("order_detail", args=[rating.order.public_id]) + "#penilaian",
    )
