"""What the bank tells us by itself: proved, noted once, applied only forward (I-30)."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from marketplace.core import clock
from payments.gateway import (
    CallbackEvent as BankEvent,
)
from payments.gateway import ChargeResult, EventKind, PayoutResult, get_gateway
from payments.models import CallbackEvent, CardPayment, Payout
from payments.services.charging import record_charge_result
from payments.services.payouts import record_payout_result

log = structlog.get_logger(__name__)


def receive_callback(*, method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
    """Verify a notification and apply it once; return what it did.

    Event row and effect commit together, so that a repeated event finds either both or neither.
    Raises: CallbackRefused for anything that is not provably the bank's.
    """
    event = get_gateway().verify_callback(
        method=method, path=path, headers=headers, body=body, now=clock.now()
    )
    try:
        with transaction.atomic():
            noted = CallbackEvent(
                event_id=event.event_id,
                kind=event.kind,
                reference=event.bank_reference,
                body_sha256=hashlib.sha256(body).hexdigest(),
                effect="",
                received_at=clock.now(),
            )
            noted.effect = _apply(event)
            noted.save()
    except IntegrityError:
        if CallbackEvent.objects.filter(event_id=event.event_id).exists():
            return "repeated"
        raise
    log.info("callback", kind=event.kind, effect=noted.effect)
    return noted.effect


def _apply(event: BankEvent) -> str:
    try:
        key = UUID(event.key)
    except ValueError:
        return "unknown_key"
    if event.kind == EventKind.CHARGE:
        payment = CardPayment.objects.filter(idempotency_key=key).first()
        if payment is None:
            return "unknown_key"
        record_charge_result(payment_id=payment.pk, result=_charge(event))
        return f"charge_{event.outcome}"
    if event.kind == EventKind.PAYOUT:
        payout = Payout.objects.filter(idempotency_key=key).first()
        if payout is None:
            return "unknown_key"
        record_payout_result(payout_id=payout.pk, result=_payout(event))
        return f"payout_{event.outcome}"
    return "ignored"


def _charge(event: BankEvent) -> ChargeResult:
    return ChargeResult(
        outcome=event.outcome,
        bank_reference=event.bank_reference,
        approval_code=event.approval_code,
        mdr_rupiah=event.mdr_rupiah,
        reason_code=event.reason_code,
        reason=event.reason,
        settled_at=event.occurred_at,
        amount_rupiah=event.amount_rupiah,
    )


def _payout(event: BankEvent) -> PayoutResult:
    return PayoutResult(
        outcome=event.outcome,
        bank_reference=event.bank_reference,
        reason_code=event.reason_code,
        reason=event.reason,
        settled_at=event.occurred_at,
        amount_rupiah=event.amount_rupiah,
    )
