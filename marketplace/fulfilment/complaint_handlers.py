"""Who hears of the steps of a complaint; that it was opened is told as a step of its order."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from marketplace.accounts.models import Role, User
from marketplace.accounts.queries import tenant_officers
from marketplace.core import moments, outbox
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment.complaint_queries import SHOPS_TURN
from marketplace.fulfilment.models import Complaint, ComplaintStatus, ComplaintStep
from marketplace.notices.services import notify
from marketplace.orders.handlers import party
from marketplace.orders.models import PurchaseOrder

JUDGES = "judges"  # the internal auditors of the market
AUDIENCE: dict[str, tuple[str, ...]] = {
    "complaint.answered": ("reviewer", "receivers"),
    "complaint.agreed": ("vendor", "receivers"),
    "complaint.disagreed": ("vendor",),
    "complaint.escalated": (JUDGES, "vendor", "reviewer"),
    "complaint.decided": ("vendor", "reviewer", "receivers"),
}


def _people(order: PurchaseOrder, parties: Iterable[str]) -> list[User]:
    found: list[User] = []
    for name in parties:
        if name == JUDGES:
            found += tenant_officers(order.agency.tenant_id, Role.INTERNAL_AUDITOR)
        else:
            found += party(order, name)
    return found


def _order(pk: int) -> PurchaseOrder:
    rows = PurchaseOrder.objects.select_related("vendor", "agency", "commitment_officer")
    return rows.get(pk=pk)


def _address(order: PurchaseOrder) -> str:
    return reverse("order_detail", args=[order.public_id]) + "#keluhan"


@outbox.subscribe(*AUDIENCE, handler="fulfilment.tell_of_complaint")
def tell_of_a_step(event: OutboxEvent) -> None:
    """Tell each side what was said of a complaint, except whoever said it."""
    step, order = ComplaintStep.objects.get(pk=event.payload["step"]), _order(event.subject_id)
    notify(
        event=event,
        recipients=[
            user for user in _people(order, AUDIENCE[event.name]) if user.pk != step.person_id
        ],
        kind=event.name,
        params={
            "number": order.number,
            "vendor": order.vendor.name,
            "remedy": step.remedy and step.get_remedy_display(),
            "reason": step.words,
        },
        url=_address(order),
    )


@outbox.subscribe("complaint.overdue", handler="fulfilment.tell_of_no_decision")
def tell_of_no_decision(event: OutboxEvent) -> None:
    """Tell the auditors and both sides that a decision is overdue."""
    order = _order(event.subject_id)
    notify(
        event=event,
        recipients=_people(order, (JUDGES, "reviewer", "vendor")),
        kind=event.name,
        params={"number": order.number, "vendor": order.vendor.name},
        url=_address(order),
    )


@outbox.subscribe("complaint.nudged", handler="fulfilment.remind_in_a_complaint")
def remind_whoever_is_next(event: OutboxEvent) -> None:
    """Remind whoever's turn it is, unless somebody has acted by now."""
    complaint = Complaint.objects.get(pk=event.payload["complaint"])
    if complaint.closed_at is not None or complaint.status != event.payload["status"]:
        return
    order = _order(complaint.order_id)
    names: dict[str, str] = {
        ComplaintStatus.ANSWERED: "reviewer",
        ComplaintStatus.ESCALATED: JUDGES,
    }
    awaited = "vendor" if complaint.status in SHOPS_TURN else names[complaint.status]
    due_at = datetime.fromisoformat(event.payload["due_at"])
    notify(
        event=event,
        recipients=_people(order, (awaited,)),
        kind=event.name,
        params={
            "number": order.number,
            "moment": moments.paper_moment(due_at, order.agency.time_zone),
        },
        url=_address(order),
        needed_by=due_at,
    )
