"""Ending a sanction before its day: the owner appeals, or one officer proposes; another decides."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, deadlines, files, guards, moments
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from vendors.sanctions import policies
from vendors.sanctions.models import (
    FileSide,
    LiftRequest,
    RequestKind,
    RequestStatus,
    Sanction,
    SanctionStatus,
)
from vendors.sanctions.services import steps
from vendors.sanctions.services.steps import Uploads
from vendors.services.transitions import required_reason


class AppealClosed(RuleViolation):
    """The days in which the owner may appeal are over."""

    code = "appeal_closed"


def appeal(*, sanction_id: int, words: str, actor: User, uploads: Uploads = ()) -> LiftRequest:
    """Appeal in the shop's name, once, up to ``appeal_until``; the sanction holds meanwhile.

    Raises: NotAllowed, InvalidTransition, AppealClosed, Conflict, InvalidField, InvalidUpload.
    """
    require(policies.can_answer(actor, Sanction.objects.get(pk=sanction_id)))
    with steps.written_papers(uploads) as papers:
        return _appeal(sanction_id, words, papers, actor)


@guards.use_case
def _appeal(
    sanction_id: int, words: str, papers: Sequence[files.Written], actor: User
) -> LiftRequest:
    sanction = steps.hold(sanction_id)
    require(policies.can_answer(actor, sanction))
    steps.require_in_force(sanction)
    if sanction.requests.filter(kind=RequestKind.APPEAL).exists():
        raise Conflict(_("The shop has appealed against this sanction already."))
    until = sanction.appeal_until
    if until is None or clock.today(sanction.vendor.time_zone) > until:
        raise AppealClosed(
            _("The last day for an appeal was %(day)s (rule R-SANCTION-APPEAL).")
            % {"day": moments.day(until) if until else "–"}
        )
    request = _ask(sanction, RequestKind.APPEAL, words, actor)
    steps.keep_papers(sanction, papers, FileSide.APPEAL, actor)
    return request


@guards.use_case
def ask_lift(*, sanction_id: int, words: str, actor: User) -> LiftRequest:
    """Propose to lift a sanction early; another person decides.

    Raises: NotAllowed, InvalidTransition, Conflict while another proposal waits, InvalidField.
    """
    sanction = steps.hold(sanction_id)
    require(policies.can_ask_lift(actor, sanction))
    steps.require_in_force(sanction)
    waiting = sanction.requests.filter(kind=RequestKind.LIFT, status=RequestStatus.PENDING)
    if waiting.exists():
        raise Conflict(_("A proposal to lift this sanction waits for a decision already."))
    return _ask(sanction, RequestKind.LIFT, words, actor)


def _ask(sanction: Sanction, kind: RequestKind, words: str, actor: User) -> LiftRequest:
    request = LiftRequest.objects.create(
        sanction=sanction,
        kind=kind,
        words=steps.required_words(words, field="words"),
        asked_by=actor,
        asked_at=clock.now(),
    )
    event = "sanction.appealed" if kind == RequestKind.APPEAL else "sanction.lift_asked"
    steps.announce(sanction, event, actor=actor, request=request.pk)
    return request


@guards.use_case
def decide_request(*, request_id: int, grant: bool, reason: str, actor: User) -> LiftRequest:
    """Lift the sanction as asked, or let it stand. Two at once: the second finds it decided.

    Raises: NotAllowed, Conflict when it was decided, InvalidTransition, InvalidField.
    """
    found = LiftRequest.objects.get(pk=request_id)
    sanction = steps.hold(found.sanction_id)
    request = LiftRequest.objects.get(pk=request_id)
    request.sanction = sanction
    require(policies.can_decide_request(actor, request))
    if request.status != RequestStatus.PENDING:
        raise Conflict(_("This request was decided already. Reload the page to see how."))
    steps.require_in_force(sanction)
    why = required_reason(reason)
    request.status = RequestStatus.GRANTED if grant else RequestStatus.REFUSED
    request.decided_by, request.decided_at, request.reason = actor, clock.now(), why
    request.save(update_fields=["status", "decided_by", "decided_at", "reason"])
    if not grant:
        steps.announce(
            sanction, "sanction.lift_refused", actor=actor, reason=why, request=request.pk
        )
        return request
    steps.move(sanction, SanctionStatus.LIFTED, actor=actor, reason=why)
    deadlines.close(steps.ENDS, subject_id=sanction.pk)
    lapse_requests(sanction)
    steps.finish(sanction, "sanction.lifted", actor=actor, reason=why)
    return request


def lapse_requests(sanction: Sanction) -> None:
    """Close what still waits about a sanction that ended in another way."""
    for request in sanction.requests.filter(status=RequestStatus.PENDING):
        request.status, request.decided_at = RequestStatus.LAPSED, clock.now()
        request.save(update_fields=["status", "decided_at"])
