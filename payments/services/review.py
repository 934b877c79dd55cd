"""What a person does about an instruction that waits: ask the bank again, or close it."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.errors import Busy, Conflict, InvalidTransition, RuleViolation
from marketplace.core.policy import require
from marketplace.core.text import clean_text
from payments import policies
from payments.gateway import BankResult, GatewayError, Outcome, get_gateway
from payments.models import AnswerSource, BankInstruction, InstructionStatus
from payments.services.answers import Case, keep_word
from payments.services.booking import book
from payments.services.kinds import kind_of


class StillDone(Conflict):
    """The bank reports it as done: it cannot be closed as if nothing had moved."""

    code = "bank_says_done"


def ask_bank_again(*, instruction_id: int, actor: User) -> BankInstruction:
    """Ask the bank what became of it and act on its word, if that word fits everything known.

    What never reached the bank ends as declined. A refusal after the bank had reported a success
    changes nothing. Raises: NotAllowed, InvalidTransition, Busy when the bank does not answer.
    """
    instruction = BankInstruction.objects.get(pk=instruction_id)
    require(policies.can_ask_bank(actor, instruction))
    result = _inquire(instruction)
    _act_on(instruction_id, result, actor)
    book(instruction_id)
    return BankInstruction.objects.get(pk=instruction_id)


def close_instruction(*, instruction_id: int, actor: User, reason: str) -> BankInstruction:
    """End it as declined on the bank's written word, named in ``reason``.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason, Busy, StillDone when the
    bank itself reports it as done at this moment.
    """
    instruction = BankInstruction.objects.get(pk=instruction_id)
    require(policies.can_close_instruction(actor))
    words = clean_text(reason)
    if not words:
        raise RuleViolation(_("Write the number of the bank's letter and what it says."))
    result = _inquire(instruction)
    if result.outcome == Outcome.SUCCEEDED:
        raise StillDone(_("The bank still reports this as done. Let the bank reverse it first."))
    if result.outcome == Outcome.PENDING:
        raise Busy(_("The bank is still working on it. Try again in a moment."))
    _close(instruction_id, words, actor)
    book(instruction_id)
    return BankInstruction.objects.get(pk=instruction_id)


def _inquire(instruction: BankInstruction) -> BankResult:
    if not instruction.trouble:
        raise InvalidTransition(_("This does not wait for a person."))
    if BankInstruction.objects.filter(pk=instruction.pk, due_at__gt=Now()).exists():
        raise Busy(_("It may still be on its way to the bank. Try again in a minute."))
    try:
        return kind_of(instruction.kind).ask(get_gateway(), str(instruction.idempotency_key))
    except GatewayError as silent:
        raise Busy(_("The bank does not answer right now. Try again in a moment.")) from silent


@transaction.atomic
def _act_on(instruction_id: int, result: BankResult, actor: User) -> None:
    case = Case(instruction_id)
    if not case.row.trouble:
        return  # somebody else was faster
    case.audit("instruction.asked", actor=actor, reason=result.outcome)
    if result.outcome == Outcome.SUCCEEDED:
        _confirmed(case, result, actor)
    elif result.outcome != Outcome.PENDING:
        _refused(case, result, actor)


def _confirmed(case: Case, result: BankResult, actor: User) -> None:
    answer = keep_word(case.row, result, AnswerSource.INQUIRY, actor=actor)
    if case.blocked():
        return  # the other instruction for the same payment comes first
    waits = case.row.status == InstructionStatus.NEEDS_PERSON
    trouble = case.trouble_with(answer)
    if trouble:
        case.rename(trouble)
    elif waits:
        case.accept(answer)
    elif case.confirms(answer):
        case.resolve(actor)


def _refused(case: Case, result: BankResult, actor: User) -> None:
    done = case.row.answers.filter(outcome=Outcome.SUCCEEDED)
    if case.row.status != InstructionStatus.NEEDS_PERSON or done.exists():
        return
    if result.outcome == Outcome.UNKNOWN:
        result = BankResult(
            outcome=Outcome.DECLINED, reason_code="never_accepted", reason="never_accepted"
        )
    answer = keep_word(case.row, result, AnswerSource.INQUIRY, actor=actor)
    trouble = case.trouble_with(answer)
    if trouble:
        case.rename(trouble)
    else:
        case.accept(answer)


@transaction.atomic
def _close(instruction_id: int, reason: str, actor: User) -> None:
    case = Case(instruction_id)
    if case.row.status != InstructionStatus.NEEDS_PERSON:
        raise InvalidTransition(_("This does not wait for a person."))
    word = BankResult(outcome=Outcome.DECLINED, reason_code="closed", reason=reason)
    case.audit("instruction.closed", actor=actor, reason=reason)
    case.accept(keep_word(case.row, word, AnswerSource.PERSON, actor=actor))
