"""Who is told about a step of an order: exactly the people concerned."""

from collections.abc import Iterable

from django.urls import reverse

from marketplace.accounts.models import Role, User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from marketplace.orders.models import PurchaseOrder

# Which parties hear of which step. "receivers" are the agency's activity officers (PPTK),
# "payers" its card holders.
AUDIENCE: dict[str, tuple[str, ...]] = {
    "order.submitted": ("reviewer",),
    "order.returned": ("officer",),
    "order.rejected": ("officer",),
    "order.issued": ("officer", "vendor"),
    "order.accepted": ("officer", "reviewer"),
    "order.declined": ("officer", "reviewer"),
    "order.expired": ("officer", "reviewer", "vendor"),
    "order.cancelled": ("officer", "reviewer", "vendor_if_issued"),
    "order.stopped": ("officer", "vendor"),
    "order.terminated": ("officer", "vendor"),
    "order.shipped": ("officer", "receivers"),
    "order.received": ("reviewer", "vendor"),
    "order.handed_over": ("payers", "vendor"),
    "order.paid": ("officer", "vendor", "treasurers"),
    "order.settled": ("vendor",),
}
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
        return [order.vendor.owner] if order.approved_by_id else []
    return [
        {
            "officer": order.created_by,
            "reviewer": order.commitment_officer,
            "vendor": order.vendor.owner,
        }[name]
    ]


@outbox.subscribe(*AUDIENCE, handler="orders.notify")
def tell_the_people_concerned(event: OutboxEvent) -> None:
    """Put a step of an order into the inbox of each party, except whoever took the step."""
    order = PurchaseOrder.objects.select_related(
        "vendor__owner", "created_by", "commitment_officer", "agency"
    ).get(pk=event.subject_id)
    people = {user.pk: user for name in AUDIENCE[event.name] for user in party(order, name)}
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
            "amount": rupiah(event.payload.get("amount_rupiah") or order.gross_rupiah),
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
