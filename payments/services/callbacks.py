"""What the bank tells us by itself: proved, noted once, applied only forward (I-30)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import transaction

from marketplace.core import clock, locks
from payments.gateway import CallbackEvent as BankEvent
from payments.gateway import Outcome, get_gateway
from payments.models import AnswerSource, BankInstruction, CallbackEvent
from payments.services.answers import FINAL, Case, keep_word, record_answer
from payments.services.booking import book

log = structlog.get_logger(__name__)
REPEATED = "repeated"
UNKNOWN_KEY, EVENT_CONFLICT = "unknown_key", "event_conflict"
KIND_DIFFERS, CLAIM_DIFFERS, AMOUNT_DIFFERS = "kind_differs", "claim_differs", "amount_differs"
ALARMING = {UNKNOWN_KEY, EVENT_CONFLICT, KIND_DIFFERS, CLAIM_DIFFERS, AMOUNT_DIFFERS}


def receive_callback(*, method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
    """Verify a notification and apply it once; return what it did.

    Message and word are committed together, so that a repeated one finds either both or neither;
    the booking follows in its own transaction, and a worker repeats it if it fails.
    Raises: CallbackRefused for anything that is not provably the bank's.
    """
    event = get_gateway().verify_callback(
        method=method, path=path, headers=headers, body=body, now=datetime.now(UTC)
    )
    instruction = _named_by(event)
    effect = _take(event, instruction, body)
    say = log.error if effect in ALARMING else log.info
    say("callback", kind=event.kind, effect=effect, event_id=event.event_id)
    if instruction is not None and effect != REPEATED:
        book(instruction.pk)
    return effect


def _named_by(event: BankEvent) -> BankInstruction | None:
    try:
        return BankInstruction.objects.filter(idempotency_key=UUID(event.key)).first()
    except ValueError:
        return None


def _digest(body: bytes) -> str:
    """Return the hash of what a body says: a bank that writes it anew says nothing else."""
    said = json.dumps(json.loads(body), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def _take(event: BankEvent, instruction: BankInstruction | None, body: bytes) -> str:
    locks.advisory_lock(f"bank-event-{event.event_id}")
    known = list(CallbackEvent.objects.filter(event_id=event.event_id))
    digest = _digest(body)
    # Until v0.2 the body was hashed as it came.
    if {digest, hashlib.sha256(body).hexdigest()} & {earlier.body_sha256 for earlier in known}:
        return REPEATED
    effect = _apply(event, instruction, known)
    CallbackEvent.objects.create(
        event_id=event.event_id,
        kind=event.kind,
        reference=event.result.bank_reference,
        instruction=instruction,
        body_sha256=digest,
        effect=effect,
        received_at=clock.now(),
    )
    return effect


def _apply(
    event: BankEvent, instruction: BankInstruction | None, known: list[CallbackEvent]
) -> str:
    if known:
        concerned = {earlier.instruction_id for earlier in known} - {None}
        _set_aside(event, instruction, EVENT_CONFLICT, also=concerned)
        return EVENT_CONFLICT
    if instruction is None:
        return UNKNOWN_KEY
    trouble = _contradiction(event, instruction)
    if trouble:
        _set_aside(event, instruction, trouble)
        return trouble
    if event.result.outcome in FINAL:
        record_answer(
            instruction_id=instruction.pk, result=event.result, source=AnswerSource.NOTICE
        )
    return f"{event.kind}_{event.result.outcome}"


def _contradiction(event: BankEvent, instruction: BankInstruction) -> str:
    """Say what a message contradicts of the instruction that its key names.

    The sum of a success is judged with its fee and credit, when the word is recorded.
    """
    if event.kind != instruction.kind:
        return KIND_DIFFERS
    asked = instruction.asked
    claims = {asked.get("claim_ref"), *asked.get("claim_refs", [])}
    if event.claim_ref and event.claim_ref not in claims:
        return CLAIM_DIFFERS
    said = event.result
    if said.outcome != Outcome.SUCCEEDED and said.amount_rupiah != instruction.amount_rupiah:
        return AMOUNT_DIFFERS
    return ""


def _set_aside(
    event: BankEvent,
    instruction: BankInstruction | None,
    trouble: str,
    *,
    also: set[int | None] | None = None,
) -> None:
    """Keep the contradicting word as evidence and alarm for every instruction it touches."""
    if instruction is not None and event.result.outcome in FINAL:
        keep_word(instruction, event.result, AnswerSource.NOTICE)
    touched = (also or set()) | ({instruction.pk} if instruction else set())
    for pk in sorted(pk for pk in touched if pk is not None):
        Case(pk).park(trouble, detail=event.event_id)
