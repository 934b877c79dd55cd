"""What this room registers with the kernel."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from marketplace.accounts import token_scopes
from marketplace.accounts.models import Role
from marketplace.core import deadlines, files, locks, outbox, periodic, transitions
from marketplace.documents import services as documents
from marketplace.fulfilment import (
    actions,
    badges,
    bundled,
    complaint_clocks,
    complaint_handlers,
    complaint_panels,
    complaint_steps,
    guards,
    handlers,
    held,
    order_steps,
    policies,
    queries,
    rated,
    rating_panels,
    standing,
)
from marketplace.fulfilment.documents import DELIVERY_STATEMENT, HANDOVER_RECORD
from marketplace.fulfilment.models import (
    CLAIM_TRANSITIONS,
    COMPLAINT_TRANSITIONS,
    Claim,
    Complaint,
)
from marketplace.fulfilment.services import (
    COMPLAINT_PHOTO,
    PROOF_PHOTO,
    RECEIPT_PHOTO,
    SEAL,
    UNCOUNTED,
    escalate_silence,
    open_alone,
    remind_to_count,
    state_uncounted,
    warn_of_no_decision,
)
from marketplace.notices import kinds
from marketplace.notices.models import Group
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services.transitions import ending_waits_for, units_sent_by
from marketplace.orders.successors import objected_by

__all__ = [
    "actions",
    "badges",
    "bundled",
    "complaint_handlers",
    "complaint_panels",
    "complaint_steps",
    "guards",
    "handlers",
    "held",
    "order_steps",
    "rating_panels",
]

locks.register({Claim: 60})
transitions.register("claim", CLAIM_TRANSITIONS)
transitions.register("complaint", COMPLAINT_TRANSITIONS)
periodic.register("count_standings", standing.count_all)
periodic.register("count_ratings", rated.count_all)
token_scopes.register(
    "receive",
    _("Report complaints about deliveries"),
    lambda user: bool(user.agencies_as(Role.ACTIVITY_OFFICER)),
)
token_scopes.register(
    "decide",
    _("Decide complaints between shop and agency"),
    lambda user: bool(user.tenants_as(Role.INTERNAL_AUDITOR)),
)
documents.register_kind(HANDOVER_RECORD, _("Handover record (BAST)"))
documents.register_kind(DELIVERY_STATEMENT, _("Statement of delivery"))
files.readable_by(RECEIPT_PHOTO, policies.can_see_photo)
files.readable_by(COMPLAINT_PHOTO, policies.can_see_photo)
files.readable_by(PROOF_PHOTO, policies.can_see_photo)
units_sent_by(queries.units_sent)
ending_waits_for(policies.ending_hindered)
objected_by(policies.successor_objection)


def _open_rating(order_id: int) -> None:
    open_alone(order_id=order_id)


deadlines.on_due(SEAL, _open_rating, about=PurchaseOrder)
deadlines.on_due(UNCOUNTED, state_uncounted, about=PurchaseOrder, nudge=remind_to_count)


def _nudge_in_a_complaint(complaint_id: int, due_at: datetime) -> None:
    """Let whoever's turn it is be told that the clock of a complaint runs."""
    complaint = Complaint.objects.select_related("order").get(pk=complaint_id)
    outbox.emit(
        "complaint.nudged",
        subject=complaint.order,
        complaint=complaint.pk,
        status=complaint.status,
        due_at=due_at.isoformat(),
    )


for turn in (complaint_clocks.ANSWER, complaint_clocks.WORD):
    deadlines.on_due(
        turn.kind, partial(escalate_silence, turn), about=Complaint, nudge=_nudge_in_a_complaint
    )
deadlines.on_due(
    complaint_clocks.DECISION.kind,
    warn_of_no_decision,
    about=Complaint,
    nudge=_nudge_in_a_complaint,
)

kinds.register(
    "complaint.answered",
    title=_("%(vendor)s answered the complaint about %(number)s"),
    body=_("%(remedy)s: “%(reason)s” The PPK says whether it will do."),
)
kinds.register(
    "complaint.agreed",
    title=_("The complaint about %(number)s is agreed"),
    body=_("%(remedy)s. The order goes on accordingly."),
)
kinds.register(
    "complaint.disagreed",
    title=_("The agency does not agree to the answer about %(number)s"),
    body=_("“%(reason)s” Propose something else, or ask the internal auditor (APIP) to decide."),
)
kinds.register(
    "complaint.escalated",
    title=_("The complaint about %(number)s waits for a decision"),
    body=_("The internal auditor (APIP) decides between %(vendor)s and the agency."),
)
kinds.register(
    "complaint.decided",
    title=_("The complaint about %(number)s is decided"),
    body=_("%(remedy)s. Reason: %(reason)s"),
)
kinds.register(
    "complaint.overdue",
    title=_("The decision about the complaint of %(number)s is overdue"),
    body=_("The internal auditor (APIP) has not decided in time. The complaint stays open."),
)
kinds.register(
    "complaint.nudged",
    title=_("The complaint about %(number)s waits for you"),
    body=_("Say something about it until %(moment)s."),
)

kinds.register(
    "rating.opened",
    title=_("%(other)s rated %(number)s: %(stars)s of 5 stars"),
    body=_("The rating is open now. Read it on the page of the order, and reply if you want to."),
)
kinds.register_optional(Group.RATINGS, "rating.opened")
kinds.register(
    "rating.hidden",
    title=_("Your words in the rating of %(number)s were hidden"),
    body=_("The stars stay. Reason: %(reason)s"),
)
kinds.register(
    "order.part_shipped",
    title=_("More of %(number)s is on its way"),
    body=_("%(vendor)s has sent a further part of “%(title)s”. Count the goods when they arrive."),
)
kinds.register(
    "order.part_received",
    title=_("Sign the handover of a part of %(number)s"),
    body=_("A part of “%(title)s” was counted. PPK and vendor sign its BAST; the rest stays open."),
)
kinds.register(
    "order.part_handed_over",
    title=_("A part of %(number)s can be paid"),
    body=_("The BAST of a part is signed by both. Its claim over %(amount)s is open."),
)
kinds.register(
    "order.part_paid",
    title=_("A part of %(number)s was paid by card"),
    body=_("The bank confirmed %(amount)s. The payout to %(vendor)s follows."),
)
kinds.register(
    "order.part_settled",
    title=_("The money for a part of %(number)s was sent to you"),
    body=_("The bank confirmed the transfer for a claim over %(amount)s."),
)
kinds.register(
    "order.count_nudged",
    title=_("The goods of %(number)s wait to be counted"),
    body=_("%(vendor)s has sent them. Count them, or report a problem, until %(moment)s."),
)
kinds.register(
    "order.uncounted",
    title=_("Nobody has counted the goods of %(number)s in time"),
    body=_(
        "%(vendor)s has sent them, and nobody has counted them or complained. Nothing is accepted "
        "by itself: the PPTK counts, then both sides sign the BAST. Statement %(paper)s says how "
        "it stands."
    ),
)
kinds.register(
    "courier.delivered",
    title=_("%(courier)s says: the goods of %(number)s were delivered"),
    body=_("Waybill %(waybill)s. This counts as no receipt: the PPTK counts the goods."),
)
kinds.register(
    "courier.failed",
    title=_("%(courier)s says: the goods of %(number)s could not be delivered"),
    body=_("Waybill %(waybill)s. Look at what the courier wrote, and ask each other what to do."),
)
kinds.register(
    "courier.returned",
    title=_("%(courier)s says: the goods of %(number)s were brought back to the shop"),
    body=_("Waybill %(waybill)s. Ask each other what to do: the order itself has not changed."),
)
