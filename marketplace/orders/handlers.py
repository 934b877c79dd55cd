"""Who is told about a step of an order: exactly the people concerned."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership, Role, User
from marketplace.accounts.queries import officers_of
from marketplace.core import moments, outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.moments import Style
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from marketplace.orders.lifecycle import STATES, OrderStatus
from marketplace.orders.models import Appointment, PurchaseOrder, SecondApproval, StatusChange
from marketplace.orders.seconding import seconders
from marketplace.orders.services import (
    NOT_ACCEPTED,
    UNDER_WAY,
    halt_order,
    hand_back,
    hand_to_stand_in,
)
from vendors.pipeline import services as pipeline
from vendors.pipeline.models import Stage
from vendors.policies import VendorAct
from vendors.queries import people_of
from vendors.sanctions.models import Sanction, SanctionStatus

# "receivers" are the agency's activity officers (PPTK), "payers" its card holders.
AGENCY_PARTIES = {
    "receivers": Role.ACTIVITY_OFFICER,
    "payers": Role.CARD_HOLDER,
    "treasurers": Role.TREASURER,
}
# By what each of the vendor's people may do: who packs and answers, who watches the money.
VENDOR_PARTIES = {
    "vendor": VendorAct.ANSWER_ORDERS,
    "vendor_money": VendorAct.READ_MONEY,
}


def party(order: PurchaseOrder, name: str) -> Iterable[User]:
    """Return the people behind a party's name."""
    if name in AGENCY_PARTIES:
        return officers_of(order.agency_id, AGENCY_PARTIES[name])
    if name == "vendor_if_issued":
        return _sellers(order, "vendor") if order.approved_by_id else []
    if name in VENDOR_PARTIES:
        return _sellers(order, name)
    return [{"officer": order.procurement_officer, "reviewer": order.commitment_officer}[name]]


def _sellers(order: PurchaseOrder, name: str) -> Iterable[User]:
    return people_of(order.vendor, to=VENDOR_PARTIES[name])


def _all_but(people: Iterable[User], doer: int | None) -> list[User]:
    """Return the people to tell: whoever did it knows already."""
    return [user for user in people if user.pk != doer]


def _recipients(event: OutboxEvent) -> tuple[str, ...]:
    return STATES[OrderStatus(event.name.removeprefix("order."))].notified


@outbox.subscribe(
    *(f"order.{status}" for status, state in STATES.items() if state.notified),
    handler="orders.notify",
)
def notify_parties(event: OutboxEvent) -> None:
    """Tell each party what an order has come to."""
    notify_about(event, _recipients(event))


def notify_about(event: OutboxEvent, parties: Iterable[str]) -> None:
    """Put what happened to an order into each party's inbox, except of whoever did it."""
    order = PurchaseOrder.objects.select_related(
        "vendor", "procurement_officer", "commitment_officer", "agency"
    ).get(pk=event.subject_id)
    people = [user for name in parties for user in party(order, name)]
    notify(
        event=event,
        recipients=_all_but(people, event.payload.get("by")),
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
        "vendor", "procurement_officer", "commitment_officer"
    ).get(pk=event.subject_id)
    names = ("officer", "reviewer", "vendor_if_issued")
    people = [user for name in names for user in party(order, name)]
    notify(
        event=event,
        recipients=_all_but(people, event.payload.get("author_id")),
        kind="order.message",
        params={"number": order.number, "title": order.title},
        url=reverse("order_detail", args=[order.public_id]) + "#percakapan",
    )


@outbox.subscribe("order.appointed", handler="orders.notify_appointed")
def tell_of_the_appointment(event: OutboxEvent) -> None:
    """Tell both officers, and the shop once it has the order, who acts from now on."""
    row = Appointment.objects.select_related("order__vendor", "person", "predecessor").get(
        pk=event.payload["appointment"]
    )
    people = [row.person, row.predecessor, *party(row.order, "vendor_if_issued")]
    notify(
        event=event,
        recipients=_all_but(people, event.payload.get("by")),
        kind=event.name,
        params={
            "number": row.order.number,
            "name": str(row.person),
            "before": str(row.predecessor),
            "reason": row.reason,
        },
        url=reverse("order_detail", args=[row.order.public_id]),
    )


@outbox.subscribe("stand_in.began", handler="orders.hand_to_stand_in")
def hand_orders_to_the_stand_in(event: OutboxEvent) -> None:
    """Let the open orders of an officer on leave go on in the stand-in's hands."""
    hand_to_stand_in(membership_id=event.subject_id)


@outbox.subscribe("stand_in.called_back", "role.over", handler="orders.hand_back")
def hand_orders_back(event: OutboxEvent) -> None:
    """Give the officer who is back what is still open."""
    if Membership.objects.filter(pk=event.subject_id, stands_in_for__isnull=False).exists():
        hand_back(membership_id=event.subject_id)


@outbox.subscribe("second_approval.asked", handler="orders.notify_second_asked")
def tell_the_seconders(event: OutboxEvent) -> None:
    """Tell whoever may give the second approval that an order waits for it."""
    order = PurchaseOrder.objects.select_related("vendor").get(pk=event.subject_id)
    notify(
        event=event,
        recipients=seconders(order),
        kind=event.name,
        params={"number": order.number, "title": order.title, "vendor": order.vendor.name},
        url=reverse("order_detail", args=[order.public_id]),
    )


@outbox.subscribe("second_approval.given", handler="orders.notify_second_given")
def tell_of_the_second_approval(event: OutboxEvent) -> None:
    """Tell PP and PPK who gave the second approval, and why."""
    row = SecondApproval.objects.select_related(
        "order__vendor", "order__procurement_officer", "order__commitment_officer", "person"
    ).get(pk=event.payload["approval"])
    people = [user for name in ("officer", "reviewer") for user in party(row.order, name)]
    notify(
        event=event,
        recipients=_all_but(people, event.payload.get("by")),
        kind=event.name,
        params={"number": row.order.number, "name": str(row.person), "reason": row.reason},
        url=reverse("order_detail", args=[row.order.public_id]),
    )


@outbox.subscribe("order.nudged", handler="orders.notify_nudged")
def remind_whoever_is_awaited(event: OutboxEvent) -> None:
    """Remind whoever must act on an order, unless it stands elsewhere by now."""
    order = PurchaseOrder.objects.select_related(
        "agency", "vendor", "procurement_officer", "commitment_officer"
    ).get(pk=event.subject_id)
    running = STATES[OrderStatus(order.status)].clock
    if running is None or order.status != event.payload["status"]:
        return
    due_at = datetime.fromisoformat(event.payload["due_at"])
    notify(
        event=event,
        recipients=list(party(order, running.awaited)),
        kind=event.name,
        params={
            "number": order.number,
            "title": order.title,
            "vendor": order.vendor.name,
            "moment": moments.paper_moment(due_at, order.agency.time_zone),
        },
        url=reverse("order_detail", args=[order.public_id]),
        needed_by=due_at,
    )


@outbox.subscribe("order.lines_struck", handler="orders.notify_struck")
def tell_of_struck_lines(event: OutboxEvent) -> None:
    """Tell the PP which lines the PPK struck, and what the rest costs."""
    order = PurchaseOrder.objects.select_related("procurement_officer", "commitment_officer").get(
        pk=event.subject_id
    )
    notify(
        event=event,
        recipients=_all_but(party(order, "officer"), event.payload.get("by")),
        kind=event.name,
        params={
            "number": order.number,
            "name": str(order.commitment_officer),
            "goods": event.payload["goods"],
            "amount": rupiah(order.gross_rupiah),
        },
        url=reverse("order_detail", args=[order.public_id]) + "#barang",
    )


@outbox.subscribe("order.accepted", handler="orders.tell_pipeline")
def tell_pipeline(event: OutboxEvent) -> None:
    """Write down that a shop has accepted its first order, and another one."""
    vendor_id = PurchaseOrder.objects.values_list("vendor_id", flat=True).get(pk=event.subject_id)
    accepted = StatusChange.objects.filter(
        order__vendor_id=vendor_id, to_status=OrderStatus.ACCEPTED, from_status=OrderStatus.ISSUED
    )
    moments = accepted.order_by("changed_at", "pk").values_list("changed_at", flat=True)[:2]
    for stage, moment in zip((Stage.FIRST_ORDER, Stage.REPEAT), moments, strict=False):
        pipeline.record_milestone(vendor_id=vendor_id, stage=stage, at=moment)


@outbox.subscribe("vendor.suspended", handler="orders.find_of_stopped_shop")
def find_orders_of_a_stopped_shop(event: OutboxEvent) -> None:
    """Say of each order that is not finished that its shop was stopped; one event each."""
    sanction = Sanction.objects.select_related("vendor").get(pk=event.payload["sanction"])
    if sanction.status != SanctionStatus.IN_FORCE:
        return  # lifted before we came to it
    with translation.override(moments.PAPER_LANGUAGE):  # a reason on record
        reason = _("%(vendor)s may not sell up to %(day)s (sanction %(number)s). Order elsewhere.")
        words = reason % {
            "vendor": sanction.vendor.name,
            "day": moments.day(sanction.ends_on, Style.LONG) if sanction.ends_on else "–",
            "number": sanction.number,
        }
    open_orders = PurchaseOrder.objects.filter(
        vendor=sanction.vendor, status__in=NOT_ACCEPTED | UNDER_WAY
    )
    for order in open_orders.order_by("pk"):
        outbox.emit("order.vendor_stopped", subject=order, reason=words)


@outbox.subscribe("order.vendor_stopped", handler="orders.halt")
def halt_order_of_a_stopped_shop(event: OutboxEvent) -> None:
    """Cancel what the shop has not accepted; tell the officers of what is under way."""
    order = halt_order(order_id=event.subject_id, reason=event.payload["reason"])
    if order.status in UNDER_WAY:
        notify_about(event, ("officer", "reviewer"))
