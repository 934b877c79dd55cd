"""How long each side has for its turn in a complaint (R-COMPLAINT-…)."""

from datetime import datetime
from typing import Final, NamedTuple

from marketplace.core import clock, deadlines, rulebook
from marketplace.core.holidays import due_in
from marketplace.core.models import Deadline
from marketplace.core.rule_codes import RuleCode
from marketplace.fulfilment.models import Complaint, ComplaintStatus


class Turn(NamedTuple):
    """A deadline of a complaint, and the rule that gives its days."""

    kind: str
    rule: RuleCode


ANSWER: Final = Turn("complaint.answer", RuleCode.COMPLAINT_ANSWER)
WORD: Final = Turn("complaint.word", RuleCode.COMPLAINT_WORD)
DECISION: Final = Turn("complaint.decision", RuleCode.COMPLAINT_DECIDE)
CLOCKS: Final = {
    ComplaintStatus.OPEN: ANSWER,
    ComplaintStatus.DISAGREED: ANSWER,
    ComplaintStatus.ANSWERED: WORD,
    ComplaintStatus.ESCALATED: DECISION,
}


def start(complaint: Complaint, zone: str, *, after: str = "") -> None:
    """Stop the clock of the state ``after``, start that of where the complaint stands now.

    ``zone``: of the agency. Raises: RuleMissing.
    """
    if after:
        stop(complaint, after)
    turn = CLOCKS.get(ComplaintStatus(complaint.status))
    if turn is not None:
        due_at = due(turn.rule, zone)
        deadlines.open_deadline(turn.kind, subject_id=complaint.pk, due_at=due_at)


def stop(complaint: Complaint, status: str) -> None:
    """Stop the clock that runs in a state."""
    if turn := CLOCKS.get(ComplaintStatus(status)):
        deadlines.close(turn.kind, subject_id=complaint.pk)


def due(code: RuleCode, zone: str) -> datetime:
    """Return when the days of a rule of today have passed, in UTC. Raises: RuleMissing."""
    rule = rulebook.rule_in_force(code, on=clock.today(zone))
    return due_in(rule.value, rule.unit, zone)


def has_run_out(turn: Turn, complaint: Complaint) -> bool:
    """Say whether nobody acted in time: asked again with the order locked."""
    running = Deadline.objects.filter(
        kind=turn.kind, subject_id=complaint.pk, closed_at__isnull=True
    )
    return running.filter(due_at__lte=clock.now()).exists()
