"""The one driver of everything that we ask of the bank.

Intent committed → bank called → its word committed as evidence → booked. Whoever finds a row that
was sent before asks the bank by its key first, because an answer may have been lost.
"""

import json
from collections.abc import Mapping

import structlog

from marketplace.core import clock
from payments.crash_points import crash_point
from payments.gateway import (
    BankGateway,
    BankResult,
    GatewayFieldUnreadable,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    get_gateway,
)
from payments.leases import LostTurn, Turn, due_turns, keep, try_later
from payments.models import AnswerSource, BankInstruction, InstructionKind
from payments.services.answers import FINAL, park, record_answer
from payments.services.booking import book, note_failure
from payments.services.kinds import Kind, kind_of

log = structlog.get_logger(__name__)


def intend(
    kind: InstructionKind,
    *,
    purpose: str,
    amount_rupiah: int,
    request: Mapping[str, object],
    destination: str,
) -> BankInstruction:
    """Commit to asking the bank, with the caller's transaction; a worker does the asking.

    Raises: IntegrityError while another instruction for the purpose is live or needs a person.
    """
    return BankInstruction.objects.create(
        kind=kind,
        purpose=purpose,
        amount_rupiah=amount_rupiah,
        request=json.dumps(request),
        destination=destination,
        created_at=clock.now(),
    )


def drive_instructions(limit: int = 20) -> int:
    """Bring every due instruction one step further; return how many reached their end."""
    gateway = get_gateway()
    return sum(_drive(turn, gateway) for turn in due_turns(limit))


def _drive(turn: Turn, gateway: BankGateway) -> bool:
    """Take one turn. One row's trouble never holds up the others."""
    try:
        return book(turn.pk) if turn.answered else _ask(turn, gateway)
    except Exception as failure:  # an error of ours; a person sees it if it does not go away
        log.exception("instruction_failed", instruction=turn.pk)
        note_failure(turn.pk, failure)
    return False


def _ask(turn: Turn, gateway: BankGateway) -> bool:
    try:
        return _ask_and_record(turn, gateway)
    except LostTurn:
        log.warning("instruction_taken_over", instruction=turn.pk)
    except GatewayFieldUnreadable as unreadable:
        # It will say the same again: asked a few times, then a person must read it.
        log.warning("instruction_unreadable", instruction=turn.pk, reason=str(unreadable))
        note_failure(turn.pk, unreadable)
    except (GatewayTimeout, GatewayUnavailable) as silent:
        log.warning("instruction_unanswered", instruction=turn.pk, reason=silent.code)
        try_later(turn)
    except GatewayRejected as refused:
        # The bank refused the request's form: repeating it can only be refused again.
        park(instruction_id=turn.pk, trouble="rejected", detail=_words_of(refused))
    return False


def _words_of(refused: GatewayRejected) -> str:
    return f"{refused.response_code} {refused}".strip()


def _ask_and_record(turn: Turn, gateway: BankGateway) -> bool:
    instruction = BankInstruction.objects.get(pk=turn.pk)
    kind = kind_of(instruction.kind)
    crash_point("claimed", of=kind.name)
    source, result = ask_then_send(kind, instruction, gateway, turn)
    crash_point("answered", of=kind.name)
    if result.outcome not in FINAL:
        try_later(turn)
        return False
    return take_answer(instruction_id=turn.pk, result=result, source=source)


def ask_then_send(
    kind: Kind, instruction: BankInstruction, gateway: BankGateway, turn: Turn
) -> tuple[AnswerSource, BankResult]:
    """Send the request, but ask by its key first unless the bank cannot have heard of it.

    Raises: LostTurn when the row is not ours any more, and GatewayError kinds.
    """
    key = str(instruction.idempotency_key)
    if not turn.first:
        known = kind.ask(gateway, key)
        if known.outcome != Outcome.UNKNOWN:
            return AnswerSource.INQUIRY, known
    keep(turn)
    crash_point("sending", of=kind.name)
    return AnswerSource.ANSWER, kind.send(gateway, instruction, key)


def take_answer(*, instruction_id: int, result: BankResult, source: AnswerSource) -> bool:
    """Keep the bank's final word, then book it; return whether the instruction is at its end."""
    instruction = record_answer(instruction_id=instruction_id, result=result, source=source)
    crash_point("recorded", of=instruction.kind)
    return book(instruction_id)
