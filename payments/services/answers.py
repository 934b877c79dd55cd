"""The bank's word on an instruction: kept as evidence first, judged, then booked apart from it.

Only a word that fits is acted on. Whatever contradicts us or itself puts the instruction aside for
a person, with an alarm; parked means that nothing happens by itself any more.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import transaction
from django.db.models.functions import Now

from marketplace.accounts.models import User
from marketplace.core import audit, clock, locks, outbox
from payments import rules
from payments.gateway import BankResult, Outcome
from payments.models import (
    AnswerSource,
    BankAnswer,
    BankInstruction,
    InstructionStatus,
)
from payments.services.kinds import Kind, kind_of

log = structlog.get_logger(__name__)
FINAL = frozenset({Outcome.SUCCEEDED, Outcome.DECLINED})
STOPPABLE = (InstructionStatus.INTENDED, InstructionStatus.PENDING)
CREDIT_UNKNOWN = "credit_unknown"


class Case:
    """One locked instruction with what it pays and what its kind knows."""

    def __init__(self, instruction_id: int) -> None:
        name = BankInstruction.objects.values_list("kind", flat=True).get(pk=instruction_id)
        self.kind: Kind = kind_of(name)
        self.purpose: Any = self.kind.lock(instruction_id)
        self.row = locks.lock_one(BankInstruction, instruction_id)

    def trouble_with(self, answer: BankAnswer) -> str:
        """Say why a word cannot be acted on, or return an empty text."""
        if answer.outcome == Outcome.DECLINED:
            names_another = answer.amount_rupiah not in {None, self.row.amount_rupiah}
            return "amount_differs" if names_another else ""
        found = rules.contradiction(
            asked_rupiah=self.row.amount_rupiah,
            said_rupiah=answer.amount_rupiah,
            mdr_rupiah=answer.mdr_rupiah,
            net_rupiah=answer.net_rupiah,
        )
        return found or ("paid_twice" if self.kind.is_met(self.purpose) else "")

    def blocked(self) -> bool:
        """Say whether another instruction for the same payment must be settled first."""
        live = self.kind.others(self.purpose).exclude(status=InstructionStatus.DECLINED)
        return self.row.reopened and live.exclude(status=InstructionStatus.SUCCEEDED).exists()

    def confirms(self, answer: BankAnswer) -> bool:
        """Say whether a word repeats the booked one, or adds the credit that it lacked."""
        if differs(self.row.answer, answer):
            return False
        if self.row.trouble != CREDIT_UNKNOWN:
            return True
        return self._learns(answer)

    def _learns(self, answer: BankAnswer) -> bool:
        learned = self.kind.learn(self.purpose, answer)
        if learned:
            self.row.answer = answer
            self.row.save(update_fields=["answer"])
        return learned

    def accept(self, answer: BankAnswer) -> None:
        """Take a word as the bank's last; it is booked in a transaction of its own."""
        row = self.row
        row.status, row.answer, row.failures = InstructionStatus.ANSWERED, answer, 0
        self._clear()
        row.save(
            update_fields=["status", "answer", "failures", "trouble", "trouble_at", "last_error"]
        )

    def park(self, trouble: str, *, detail: str = "", at_once: bool = True) -> None:
        """Put it aside for a person and raise the alarm; a booked success only gets the alarm.

        ``at_once``: nobody is sending it at this moment, so that a person may act immediately.
        """
        row = self.row
        if row.trouble:
            return  # a person has been told already
        row.trouble, row.trouble_at, row.last_error = trouble, clock.now(), detail[:200]
        if row.status != InstructionStatus.SUCCEEDED:
            row.status = InstructionStatus.NEEDS_PERSON
        row.save(update_fields=["status", "trouble", "trouble_at", "last_error"])
        if at_once:
            BankInstruction.objects.filter(pk=row.pk).update(due_at=Now())
        log.error("instruction_needs_person", instruction=row.pk, kind=row.kind, trouble=trouble)
        self.audit("instruction.needs_person", reason=trouble)
        outbox.emit("instruction.needs_person", subject=row, trouble=trouble)

    def rename(self, trouble: str) -> None:
        """Say more exactly what the trouble is, after a person has asked the bank."""
        if trouble != self.row.trouble:
            self.row.trouble = trouble
            self.row.save(update_fields=["trouble"])
            self.audit("instruction.needs_person", reason=trouble)

    def resolve(self, actor: User | None) -> None:
        """Take the alarm off a booked success."""
        was = self.row.trouble
        self._clear()
        self.row.save(update_fields=["trouble", "trouble_at", "last_error"])
        self.audit("instruction.resolved", actor=actor, reason=was)

    def audit(self, action: str, *, actor: User | None = None, reason: str = "") -> None:
        """Write a line into the audit trail of what the instruction is for."""
        audit.record(
            action,
            actor=actor,
            subject=self.kind.subject(self.purpose),
            reason=reason,
            instruction=self.row.pk,
            kind=self.row.kind,
            amount_rupiah=self.row.amount_rupiah,
        )

    def _clear(self) -> None:
        self.row.trouble, self.row.trouble_at, self.row.last_error = "", None, ""


def keep_word(
    instruction: BankInstruction,
    result: BankResult,
    source: AnswerSource,
    *,
    actor: User | None = None,
) -> BankAnswer:
    """Store a final word as evidence; the same word from the same source is stored once."""
    found, _fresh = BankAnswer.objects.get_or_create(
        instruction=instruction,
        source=source,
        outcome=result.outcome,
        bank_reference=result.bank_reference,
        amount_rupiah=result.amount_rupiah,
        mdr_rupiah=result.mdr_rupiah,
        net_rupiah=result.net_rupiah,
        reason=result.reason[:200],
        defaults={
            "approval_code": result.approval_code[:16],
            "reason_code": result.reason_code[:40],
            "occurred_at": result.settled_at,
            "received_at": clock.now(),
            "recorded_by": actor,
        },
    )
    return found


@transaction.atomic
def record_answer(
    *, instruction_id: int, result: BankResult, source: AnswerSource
) -> BankInstruction:
    """Keep the bank's final word and judge it; nothing is booked here."""
    case = Case(instruction_id)
    answer = keep_word(case.row, result, source)
    _JUDGES[case.row.status](case, answer)
    return case.row


def _first_word(case: Case, answer: BankAnswer) -> None:
    trouble = case.trouble_with(answer)
    if trouble:
        case.park(trouble)
    else:
        case.accept(answer)


def _word_before_booking(case: Case, answer: BankAnswer) -> None:
    if differs(case.row.answer, answer):
        case.park("words_differ")


def _word_on_a_success(case: Case, answer: BankAnswer) -> None:
    """A repeated word is nothing; one that adds the bank's credit is booked."""
    if differs(case.row.answer, answer):
        case.park("words_differ")
    elif case.row.trouble == CREDIT_UNKNOWN and case.confirms(answer):
        case.resolve(None)


def _word_after_a_decline(case: Case, answer: BankAnswer) -> None:
    """A success after we wrote "declined": what it pays must not be paid by another one now."""
    if answer.outcome != Outcome.SUCCEEDED:
        return
    case.park("late_success", detail=answer.bank_reference)
    live = case.kind.others(case.purpose).filter(status__in=STOPPABLE)
    for pk in live.order_by("pk").values_list("pk", flat=True):
        Case(pk).park("held", at_once=False)


def _word_while_parked(_case: Case, _answer: BankAnswer) -> None:
    """Evidence for the person who looks; nothing happens by itself."""


def differs(known: BankAnswer | None, answer: BankAnswer) -> bool:
    """Say whether two words contradict each other; what only one of them names is no contradiction.

    A decline's own reference does not matter: nothing moved.
    """
    if known is None or known.outcome != answer.outcome:
        return True
    if answer.outcome == Outcome.DECLINED:
        return False
    names = ("bank_reference", "amount_rupiah", "mdr_rupiah", "net_rupiah")
    pairs = [(getattr(known, name), getattr(answer, name)) for name in names]
    return any(a != b for a, b in pairs if a is not None and b is not None)


_JUDGES: dict[str, Callable[[Case, BankAnswer], None]] = {
    InstructionStatus.INTENDED: _first_word,
    InstructionStatus.PENDING: _first_word,
    InstructionStatus.ANSWERED: _word_before_booking,
    InstructionStatus.SUCCEEDED: _word_on_a_success,
    InstructionStatus.DECLINED: _word_after_a_decline,
    InstructionStatus.NEEDS_PERSON: _word_while_parked,
}


@transaction.atomic
def park(*, instruction_id: int, trouble: str, detail: str = "") -> None:
    """Put an instruction aside for a person."""
    Case(instruction_id).park(trouble, detail=detail)
