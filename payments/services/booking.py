"""Book what the bank has answered: the evidence stands already, so booking can be tried again.

Each try is one transaction. One that fails is repeated with growing pauses, then parked for a
person; the word itself is never lost and the bank is not asked a second time to act.
"""

import structlog
from django.db import transaction

from marketplace.core import clock
from payments.crash_points import crash_point
from payments.gateway import GatewayFieldUnreadable, Outcome
from payments.leases import after_pause
from payments.models import BankInstruction, InstructionStatus
from payments.services.answers import Case

log = structlog.get_logger(__name__)
MAX_FAILURES = 8


def book(instruction_id: int) -> bool:
    """Book an answered instruction; return whether it is at its end now."""
    try:
        _book(instruction_id)
    except Exception as failure:  # whatever it is, the bank's word stands and is tried again
        log.exception("booking_failed", instruction=instruction_id)
        note_failure(instruction_id, failure)
        return False
    return BankInstruction.objects.filter(
        pk=instruction_id,
        status__in=[InstructionStatus.SUCCEEDED, InstructionStatus.DECLINED],
    ).exists()


@transaction.atomic
def _book(instruction_id: int) -> None:
    case = Case(instruction_id)
    row = case.row
    if row.status != InstructionStatus.ANSWERED or row.answer is None:
        return
    row.finished_at, row.failures, trouble = clock.now(), 0, ""
    if row.answer.outcome == Outcome.SUCCEEDED:
        row.status = InstructionStatus.SUCCEEDED
        row.save(update_fields=["status", "finished_at", "failures"])
        trouble = case.kind.succeed(case.purpose, row.answer)
    else:
        row.status = InstructionStatus.DECLINED
        row.save(update_fields=["status", "finished_at", "failures"])
        case.kind.decline(case.purpose, row.answer)
    if trouble:
        case.park(trouble)
    crash_point("before_commit", of=row.kind)


def note_failure(instruction_id: int, failure: Exception) -> None:
    """Count a failed try and pause; after ``MAX_FAILURES`` a person must look.

    If even that cannot be written, the row's lease ends by itself and it is tried again.
    """
    try:
        _note_failure(instruction_id, failure)
    except Exception:
        log.exception("failure_not_noted", instruction=instruction_id)


def _trouble_of(row: BankInstruction, failure: Exception) -> str:
    if row.status == InstructionStatus.ANSWERED:
        return "booking_failed"
    return "unreadable" if isinstance(failure, GatewayFieldUnreadable) else "unexpected"


@transaction.atomic
def _note_failure(instruction_id: int, failure: Exception) -> None:
    case = Case(instruction_id)
    row, words = case.row, f"{type(failure).__name__}: {failure}"
    if row.status not in {InstructionStatus.PENDING, InstructionStatus.ANSWERED}:
        return
    if row.failures + 1 >= MAX_FAILURES:
        case.park(_trouble_of(row, failure), detail=words)
        return
    BankInstruction.objects.filter(pk=row.pk).update(
        failures=row.failures + 1, last_error=words[:200], due_at=after_pause(row.failures + 1)
    )
