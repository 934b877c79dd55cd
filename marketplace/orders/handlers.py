"""Who is told about a step of an order: exactly the people concerned."""

from collections.abc import Iterable

from django.urls import reverse

from marketplace.accounts.models import Role, User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from marketplace.orders.lifecycle import STATES, OrderStatus
from marketplace.orders.models import PurchaseOrder

# "receivers" are the agency's activity officers (PPTK), "payers" its card holders.
AGENCY_PARTIES = {
    "receivers": Role.ACTIVITY_OFFICER,
    "payers": Role.CARD_HOLDER,
    "treasurers": Role.TREASURER,
}


def party(order: PurchaseOrder, name: str) -> Iterable[User]:
    """Return the people behind a party's name."""
    if name in AGENCY_PARTIES:
        return User.objects.filter(
            memberships__agency=order.agency_id,
            memberships__role=AGENCY_PARTIES[name],
            memberships__active=True,
        ).distinct()
    if name == "vendor_if_issued":
        return vendor_people(order) if order.approved_by_id else []
    if name == "vendor":
        return vendor_people(order)
    return [{"officer": order.created_by, "reviewer": order.commitment_officer}[name]]


def _told(event: OutboxEvent) -> tuple[str, ...]:
    return STATES[OrderStatus(event.name.removeprefix("order."))].told


def vendor_people(order: PurchaseOrder) -> list[User]:
    """Return who hears for the vendor."""
    return [order.vendor.owner]


@outbox.subscribe(
    *(f"order.{status}" for status, state in STATES.items() if state.told),
    handler="orders.notify",
)
def tell_the_people_concerned(event: OutboxEvent) -> None:
    """Put a step of an order into the inbox of each party, except whoever took the step."""
    order = PurchaseOrder.objects.select_related(
        "vendor__owner", "created_by", "commitment_officer", "agency"
    ).get(pk=event.subject_id)
    people = {user.pk: user for name in _told(event) for user in party(order, name)}
    people.pop(event.payload.get("by"), None)
    notify(
        event=event,
        recipients=list(people.values()),
        kind=event.name,
        params={
            "number": order.number,
            "title": order.title,
            "vendor": order.vendor.name,
            "agency": order.agency.name,
            "amount": rupiah(order.gross_rupiah),
            "reason": str(event.payload.get("reason") or ""),
        },
        url=reverse("order_detail", args=[order.public_id]),
    )


@outbox.subscribe("message.posted", handler="orders.notify_message")
def tell_the_conversation(event: OutboxEvent) -> None:
    """Tell the other people of an order's conversation that somebody wrote."""
    if event.subject_type != PurchaseOrder._meta.label_lower:
        return
    order = PurchaseOrder.objects.select_related(
        "vendor__owner", "created_by", "commitment_officer"
    ).get(pk=event.subject_id)
    names = ("officer", "reviewer", "vendor_if_issued")
    people = {user.pk: user for name in names for user in party(order, name)}
    people.pop(event.payload.get("author_id"), None)
    notify(
        event=event,
        recipients=list(people.values()),
        kind="order.message",
        params={"number": order.number, "title": order.title},
        url=reverse("order_detail", args=[order.public_id]) + "#percakapan",
    )
