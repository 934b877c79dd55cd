"""A complaint from the first word to its end: whoever's turn it is says something, once.

The shop proposes a remedy, the PPK agrees or not, the internal auditor (APIP) decides between them
where they do not agree or one of them keeps silent (docs/adr/0020). Counting the goods anew, or
ending the order, closes it.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final, NotRequired, TypedDict, Unpack

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, guards, locks, outbox
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.core.text import clean_text
from marketplace.fulfilment import complaint_clocks, complaint_queries, policies, queries
from marketplace.fulfilment.models import (
    COMPLAINT_TRANSITIONS,
    PHOTOS_MAX,
    RETURNS,
    Complaint,
    ComplaintKind,
    ComplaintLine,
    ComplaintPhoto,
    ComplaintStatus,
    ComplaintStep,
    Remedy,
)
from marketplace.fulfilment.rules import LineProgress
from marketplace.fulfilment.services.uncounted import watch
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder
from marketplace.orders.policies import can_end
from marketplace.orders.services import advance, stop_sent
from marketplace.orders.services.review import required

COMPLAINT_PHOTO: Final = "complaint_photo"
Lines = list[tuple[OrderLine, LineProgress]]


class NotYourTurn(InvalidTransition):
    """No complaint waits for this word: it was said, or somebody else is next."""

    code = "complaint_not_your_turn"


class What(TypedDict):
    """What is wrong: its kind, and units by line id (without any: all that nobody signed for)."""

    kind: NotRequired[str]
    units: NotRequired[Mapping[int, int]]


def dispute_order(
    *,
    order_id: int,
    reason: str,
    actor: User,
    photos: "Sequence[UploadedFile[Any]]" = (),
    **what: Unpack[What],
) -> PurchaseOrder:
    """Report missing, wrong or damaged goods; counts that are not yet signed for are withdrawn.

    Photos are read and written before the order is locked. Raises: NotAllowed, InvalidTransition,
    InvalidUpload, RuleViolation without a reason, for more photos than a complaint has, a kind that
    there is not, or more units than were sent and not signed for.
    """
    if photos:
        require(policies.can_receive(actor, PurchaseOrder.objects.get(pk=order_id)))
    if len(photos) > PHOTOS_MAX:
        raise RuleViolation(
            _("%(number)s photos came, a complaint has %(most)s at most. Leave some out.")
            % {"number": len(photos), "most": PHOTOS_MAX}
        )
    with ExitStack() as kept:
        written = [
            kept.enter_context(files.written_upload(photo, kind=COMPLAINT_PHOTO))
            for photo in photos
        ]
        found = [file for file in written if file is not None]
        return _complain(order_id=order_id, reason=reason, actor=actor, photos=found, **what)


@guards.use_case
def _complain(
    *,
    order_id: int,
    reason: str,
    actor: User,
    photos: Sequence[files.Written],
    **what: Unpack[What],
) -> PurchaseOrder:
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_receive(actor, order))
    why = clean_text(reason)[:REASON_MAX]
    if not why:
        raise RuleViolation(_("Write what is wrong with the goods: the vendor must repair it."))
    kind = what.get("kind") or ComplaintKind.OTHER
    if kind not in ComplaintKind.values:
        raise RuleViolation(_("Choose what is wrong with the goods."), field="kind")
    lines = queries.progress_of(order)
    if order.status == OrderStatus.SHIPPED and not any(p.at_stake for _line, p in lines):
        raise InvalidTransition(
            _("The BAST of everything that was sent is signed. Nothing is left to complain about."),
            status=order.status,
        )
    advance(order, OrderStatus.DISPUTED, by=actor, reason=why)
    for handover in queries.handovers_of(order):
        if not handover.is_complete:
            handover.withdrawn_at = clock.now()
            handover.save(update_fields=["withdrawn_at"])
    complaint = Complaint.objects.create(
        order=order, kind=kind, words=why, opened_by=actor, opened_at=clock.now()
    )
    ComplaintLine.objects.bulk_create(
        ComplaintLine(complaint=complaint, order_line=line, units=units)
        for line, units in _about(lines, what.get("units") or {})
    )
    ComplaintPhoto.objects.bulk_create(
        ComplaintPhoto(complaint=complaint, place=place, file=files.keep(file, owner=actor))
        for place, file in enumerate(photos, start=1)
    )
    complaint_clocks.start(complaint, order.agency.time_zone)
    watch(order)
    return order


def _about(lines: Lines, wanted: Mapping[int, int]) -> list[tuple[OrderLine, int]]:
    if set(wanted) - {line.pk for line, _progress in lines}:
        raise RuleViolation(_("This line does not belong to the order."))
    for line, progress in lines:
        units = wanted.get(line.pk, 0)
        if not 0 <= units <= progress.at_stake:
            raise RuleViolation(
                _(
                    "“%(name)s”: %(units)s cannot be complained about; %(stake)s were sent and "
                    "not signed for yet."
                )
                % {"name": line.title, "units": units, "stake": progress.at_stake},
                line=line.pk,
            )
    if not any(wanted.values()):
        return [(line, progress.at_stake) for line, progress in lines if progress.at_stake]
    return [(line, units) for line, _progress in lines if (units := wanted.get(line.pk, 0))]


@guards.use_case
def answer_complaint(*, order_id: int, remedy: str, reason: str, actor: User) -> PurchaseOrder:
    """Say for the shop how the complaint is met; an earlier answer was not agreed to.

    Raises: NotAllowed, NotYourTurn, RuleViolation without words or a remedy that there is.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_answer_complaint(actor, order))
    complaint = _in_turn(order, ComplaintStatus.ANSWERED)
    _step(complaint, ComplaintStatus.ANSWERED, actor, words=required(reason), remedy=_known(remedy))
    return order


@guards.use_case
def agree_to_answer(*, order_id: int, actor: User) -> PurchaseOrder:
    """Agree for the agency to what the shop proposed last.

    Raises: NotAllowed, NotYourTurn, RuleViolation where goods that go back were counted meanwhile.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_settle(actor, order))
    complaint = _in_turn(order, ComplaintStatus.AGREED)
    answer = complaint_queries.last_answer(complaint)
    remedy = Remedy(answer.remedy) if answer else Remedy.AS_IS
    _settle(complaint, ComplaintStatus.AGREED, actor, remedy=remedy)
    return order


@guards.use_case
def disagree_with_answer(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Say for the agency why the shop's answer will not do; the shop may propose something else.

    Raises: NotAllowed, NotYourTurn, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_settle(actor, order))
    complaint = _in_turn(order, ComplaintStatus.DISAGREED)
    _step(complaint, ComplaintStatus.DISAGREED, actor, words=required(reason))
    return order


@guards.use_case
def escalate_complaint(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Ask the internal auditor (APIP) to decide, after an answer was not agreed to.

    Raises: NotAllowed, NotYourTurn, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_escalate(actor, order))
    complaint = _in_turn(order, ComplaintStatus.ESCALATED)
    if complaint.status != ComplaintStatus.DISAGREED:
        raise _not_your_turn(order, complaint)
    _step(complaint, ComplaintStatus.ESCALATED, actor, words=required(reason))
    return order


@guards.use_case
def escalate_silence(turn: complaint_clocks.Turn, complaint_id: int) -> None:
    """Hand a complaint to the internal auditor because a side kept silent; the platform's own step.

    Raises: NotYourTurn where somebody acted in the meantime, or the complaint is closed.
    """
    order_id = Complaint.objects.values_list("order_id", flat=True).get(pk=complaint_id)
    order = locks.lock_one(PurchaseOrder, order_id)
    complaint = _in_turn(order, ComplaintStatus.ESCALATED)
    if complaint.pk != complaint_id or not complaint_clocks.has_run_out(turn, complaint):
        raise _not_your_turn(order, complaint)
    _step(complaint, ComplaintStatus.ESCALATED, None)


@guards.use_case
def decide_complaint(*, order_id: int, remedy: str, reason: str, actor: User) -> PurchaseOrder:
    """Decide between shop and agency, with the reason both of them read; it binds both.

    Raises: NotAllowed, NotYourTurn, RuleViolation without a reason or a remedy that there is, or
    where goods that go back were counted meanwhile.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_decide(actor, order))
    complaint = _in_turn(order, ComplaintStatus.DECIDED)
    words = required(reason)
    _settle(complaint, ComplaintStatus.DECIDED, actor, remedy=_known(remedy), words=words)
    return order


def warn_of_no_decision(complaint_id: int) -> None:
    """Tell that nobody has decided in time; the complaint stays with the internal auditor."""
    complaint = Complaint.objects.select_related("order").get(pk=complaint_id)
    if complaint.closed_at is None and complaint.status == ComplaintStatus.ESCALATED:
        outbox.emit("complaint.overdue", subject=complaint.order, complaint=complaint.pk)


def _in_turn(order: PurchaseOrder, kind: ComplaintStatus) -> Complaint:
    complaint = complaint_queries.open_complaint(order)
    if complaint is None or kind not in COMPLAINT_TRANSITIONS[complaint.status]:
        raise _not_your_turn(order, complaint)
    return complaint


def _not_your_turn(order: PurchaseOrder, complaint: Complaint | None) -> NotYourTurn:
    if complaint is None:
        words = _("Order %(number)s has no open complaint.") % {"number": order.number}
        return NotYourTurn(words, status=order.status)
    return NotYourTurn(
        _(
            "The complaint about %(number)s stands at “%(stands)s”: this step is not open now. "
            "Reload the page."
        )
        % {"number": order.number, "stands": complaint.get_status_display()},
        status=complaint.status,
    )


def _known(remedy: str) -> Remedy:
    if remedy not in Remedy.values:
        raise RuleViolation(_("Choose how the complaint is met."), field="remedy")
    return Remedy(remedy)


def _step(
    complaint: Complaint,
    kind: ComplaintStatus,
    actor: User | None,
    *,
    words: str = "",
    remedy: str = "",
) -> None:
    """Add a step; its trigger moves the complaint. Whoever is next has their days from now on."""
    order, before = complaint.order, complaint.status
    step = ComplaintStep.objects.create(
        complaint=complaint, kind=kind, remedy=remedy, words=words, person=actor, at=clock.now()
    )
    complaint.refresh_from_db(fields=["status"])
    complaint_clocks.start(complaint, order.agency.time_zone, after=before)
    audit.record(f"order.complaint_{kind}", actor=actor, subject=order, reason=words, remedy=remedy)
    outbox.emit(f"complaint.{kind}", subject=order, step=step.pk, by=actor.pk if actor else None)


def _settle(
    complaint: Complaint, kind: ComplaintStatus, actor: User, *, remedy: Remedy, words: str = ""
) -> None:
    """Take the last step; what goes back is not counted any more, so what is unsent may follow."""
    order = complaint.order
    if remedy in RETURNS:
        _require_uncounted(complaint)
    _step(complaint, kind, actor, words=words, remedy=remedy)
    lines = [progress for _line, progress in queries.progress_of(order)]
    if any(line.to_ship for line in lines) and not any(line.to_count for line in lines):
        advance(order, OrderStatus.SHIPPED, by=actor, reason=words)


def _require_uncounted(complaint: Complaint) -> None:
    """Refuse to send back what was counted in good order while the complaint was open."""
    about = dict(complaint.lines.values_list("order_line_id", "units"))
    for line, progress in queries.progress_of(complaint.order):
        if about.get(line.pk, 0) > progress.to_count:
            raise RuleViolation(
                _(
                    "“%(name)s”: %(units)s would go back, but only %(left)s are not counted in "
                    "good order. Settle it another way."
                )
                % {"name": line.title, "units": about[line.pk], "left": progress.to_count}
            )


@guards.use_case
def stop_rest(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Stop an order of which only what went back to the shop is left.

    Raises: NotAllowed, InvalidTransition while other goods are left, RuleViolation with no reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(can_end(actor, order))
    if not complaint_queries.rest_went_back(order):
        raise InvalidTransition(
            _(
                "Order %(number)s is “%(status)s”, and not all that is left of it went back to the "
                "shop. Let its goods be counted first."
            )
            % {"number": order.number, "status": order.get_status_display()},
            status=order.status,
        )
    return stop_sent(order_id=order_id, reason=reason, actor=actor)
