"""Who hears of a part of an order, and of ratings; the steps of the whole are told by orders."""

from django.urls import reverse

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment import rated, standing
from marketplace.fulfilment.models import Rating, RatingHidden, RatingPart, Side
from marketplace.notices.services import notify
from marketplace.orders.handlers import notify_about, party
from marketplace.orders.models import PurchaseOrder

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
