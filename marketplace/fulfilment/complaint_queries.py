"""Reading complaints: what stands on an order's page, whose turn it is, and who waits for whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from marketplace.accounts.models import Role, User
from marketplace.core.models import Deadline
from marketplace.fulfilment import policies, queries
from marketplace.fulfilment.complaint_clocks import CLOCKS
from marketplace.fulfilment.models import (
    SETTLED,
    Complaint,
    ComplaintLine,
    ComplaintPhoto,
    ComplaintStatus,
    ComplaintStep,
    Handover,
)
from marketplace.orders import policies as orders
from marketplace.orders.lifecycle import VENDOR
from marketplace.orders.models import OrderStatus, PurchaseOrder

SHOPS_TURN: Final = frozenset({ComplaintStatus.OPEN, ComplaintStatus.DISAGREED})
_MEMO: Final = "_complaints_read"
_TURN: Final = {
    ComplaintStatus.OPEN: VENDOR,
    ComplaintStatus.DISAGREED: VENDOR,
    ComplaintStatus.ANSWERED: Role.COMMITMENT_OFFICER,
    ComplaintStatus.ESCALATED: Role.INTERNAL_AUDITOR,
}


def complaints_read(order: PurchaseOrder) -> list[Complaint]:
    """Return the complaints about an order with all that was said, asked once for a page."""
    found: list[Complaint] | None = getattr(order, _MEMO, None)
    if found is None and not _was_disputed(order):
        return []
    if found is None:
        rows = Complaint.objects.filter(order=order).select_related("opened_by")
        found = list(
            rows.prefetch_related(
                Prefetch("lines", ComplaintLine.objects.select_related("order_line")),
                Prefetch("photos", ComplaintPhoto.objects.select_related("file")),
                Prefetch("steps", ComplaintStep.objects.select_related("person")),
            )
        )
        setattr(order, _MEMO, found)
    return found


def _was_disputed(order: PurchaseOrder) -> bool:
    """Whether its steps say so, which pages have read: few orders are ever complained about."""
    return any(step.to_status == OrderStatus.DISPUTED for step in order.status_changes.all())


def status_read(order: PurchaseOrder) -> str:
    """Return where the open complaint of an order stands; empty without one."""
    found = (row.status for row in complaints_read(order) if row.closed_at is None)
    return next(found, "")


def open_complaint(order: PurchaseOrder) -> Complaint | None:
    """Return the open complaint of a locked order as it stands now."""
    return Complaint.objects.filter(order=order, closed_at__isnull=True).first()


def last_answer(complaint: Complaint) -> ComplaintStep | None:
    """Return what the shop proposed last."""
    return complaint.steps.filter(kind=ComplaintStatus.ANSWERED).last()


def due_of(complaints: Iterable[Complaint]) -> datetime | None:
    """Return until when whoever's turn it is must act on the open one, None without a clock."""
    running = next((row for row in complaints if row.closed_at is None), None)
    clock = CLOCKS.get(ComplaintStatus(running.status)) if running else None
    if running is None or clock is None:
        return None
    rows = Deadline.objects.filter(kind=clock.kind, subject_id=running.pk, closed_at__isnull=True)
    return rows.values_list("due_at", flat=True).first()


def whose_turn(order: PurchaseOrder) -> tuple[str, ...]:
    """Return the role whose turn a disputed order is: that of its complaint, then who counts."""
    status = status_read(order)
    if status in _TURN:
        return (_TURN[ComplaintStatus(status)],)
    return (Role.ACTIVITY_OFFICER if queries.has_uncounted(order) else Role.COMMITMENT_OFFICER,)


def rest_went_back(order: PurchaseOrder) -> bool:
    """Say whether nothing is left of an order but what its shop took back."""
    settled = any(row.status in SETTLED for row in complaints_read(order))
    return settled and PurchaseOrder.objects.filter(_rest_went_back(), pk=order.pk).exists()


def _rest_went_back() -> Q:
    """All was sent, what was not returned is counted and signed for, something was returned."""
    unsigned = Handover.objects.filter(order=OuterRef("pk"), withdrawn_at__isnull=True, number="")
    returned = Q(returned__gt=0, sent=F("wanted"), counted=F("sent") - F("returned"))
    return Q(~Exists(unsigned), pk__in=queries.under_way(where=returned).values("pk"))


def _stands(*statuses: str) -> Q:
    """Disputed orders whose open complaint stands in one of these."""
    mine = Complaint.objects.filter(
        order=OuterRef("pk"), closed_at__isnull=True, status__in=statuses
    )
    return Q(Exists(mine), status=OrderStatus.DISPUTED)


def waiting_for_answer(user: User) -> Q:
    """Orders whose complaint this person answers for the shop."""
    return policies.to_answer_complaint(user) & _stands(*SHOPS_TURN)


def waiting_for_word(user: User) -> Q | None:
    """Orders of which this PPK says whether the shop's answer will do."""
    mine = policies.to_settle(user)
    return None if mine is None else mine & _stands(ComplaintStatus.ANSWERED)


def waiting_for_decision(user: User) -> Q | None:
    """Orders whose complaint this internal auditor decides."""
    mine = policies.to_decide(user)
    return None if mine is None else mine & _stands(ComplaintStatus.ESCALATED)


def waiting_to_stop(user: User) -> Q | None:
    """Orders of which only what went back is left, for the PPK to stop."""
    mine = orders.to_end(user)
    return None if mine is None else mine & _rest_went_back()
