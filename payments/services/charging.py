"""Charge a claim: intent first, then the bank, then the record. Never two charges for one claim.

The intent row with its key is committed before the bank hears anything. A worker that finds a row
already sent asks the bank by that key before it sends again, because an answer may have been lost.
"""

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, locks, outbox
from marketplace.core.errors import Busy, Conflict, InvalidTransition
from marketplace.core.money import bp_of
from marketplace.core.policy import require
from marketplace.core.rulebook import rule_in_force
from marketplace.fulfilment.models import Claim
from marketplace.fulfilment.services import mark_claim_paid
from marketplace.orders.models import PurchaseOrder
from payments import ledger, policies
from payments.crash import crash_point
from payments.gateway import (
    BankGateway,
    ChargeRequest,
    ChargeResult,
    GatewayError,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    get_gateway,
)
from payments.leases import LostTurn, Turn, due_turns, keep, try_later
from payments.models import CardPayment, GovernmentCard, PaymentStatus
from payments.tax import split_claim

log = structlog.get_logger(__name__)
FINISHED = frozenset({PaymentStatus.CAPTURED, PaymentStatus.FAILED})


class PaymentUnderway(Conflict):
    """The claim has a live charge already (I-07)."""

    code = "payment_underway"


@transaction.atomic
def request_payment(*, claim_id: int, card_id: int, actor: User) -> CardPayment:
    """Commit the intent to charge a claim's frozen amount; a worker calls the bank.

    Raises: NotAllowed, PaymentUnderway.
    """
    claim = _lock_claim(claim_id)
    require(policies.can_pay(actor, claim))
    card = GovernmentCard.objects.get(pk=card_id)
    require(policies.can_use_card(actor, card, claim))
    try:
        with transaction.atomic():
            payment = CardPayment.objects.create(
                claim=claim,
                card=card,
                amount_rupiah=claim.amount_rupiah,
                cap_rupiah=claim.cap_rupiah,
                requested_by=actor,
                requested_at=clock.now(),
            )
    except IntegrityError as live:
        raise PaymentUnderway(
            _("Claim %(number)s is being paid right now. Wait for the bank's answer.")
            % {"number": claim.number}
        ) from live
    audit.record(
        "payment.requested",
        actor=actor,
        subject=claim.order,
        claim=claim.number,
        amount_rupiah=payment.amount_rupiah,
        card=card.last4,
    )
    outbox.emit("payment.requested", subject=payment)
    return payment


def _lock_claim(claim_id: int) -> Claim:
    """Lock the order, then the claim: the order of locks everywhere in this room."""
    order_id = Claim.objects.values_list("order_id", flat=True).get(pk=claim_id)
    order = locks.lock_one(PurchaseOrder, order_id)
    claim = locks.lock_one(Claim, claim_id)
    claim.order = order
    return claim


def drive_payments(limit: int = 20) -> int:
    """Bring every due charge one step further; return how many reached their end."""
    gateway = get_gateway()
    return sum(_drive(turn, gateway) for turn in due_turns(CardPayment, limit))


def _drive(turn: Turn, gateway: BankGateway) -> bool:
    payment = CardPayment.objects.select_related("claim__order__vendor", "card").get(pk=turn.pk)
    crash_point("charge.claimed")
    try:
        result = ask_then_charge(payment, gateway, turn)
    except LostTurn:
        log.warning("charge_taken_over", payment=payment.pk)
        return False
    except (GatewayTimeout, GatewayUnavailable) as silent:
        log.warning("charge_unanswered", payment=payment.pk, reason=silent.code)
        try_later(turn)
        return False
    except GatewayRejected as refused:
        # The bank refused the request's form: a bug or a contract change, so a person must look.
        log.error("charge_rejected", payment=payment.pk, response_code=refused.response_code)
        _park(payment.pk, refused.response_code)
        return False
    crash_point("charge.answered")
    if result.outcome == Outcome.PENDING:
        try_later(turn)
        return False
    record_charge_result(payment_id=payment.pk, result=result)
    return True


def ask_then_charge(payment: CardPayment, gateway: BankGateway, turn: Turn) -> ChargeResult:
    """Send the charge, but ask by its key first unless the bank cannot have heard of it.

    Raises: LostTurn when somebody else took the row over meanwhile, and GatewayError kinds.
    """
    key = str(payment.idempotency_key)
    if not turn.first:
        known = gateway.charge_status(key)
        if known.outcome != Outcome.UNKNOWN:
            return known
    keep(turn)
    crash_point("charge.sending")
    return gateway.charge_card(
        ChargeRequest(
            key=key,
            claim_ref=payment.claim.number,
            amount_rupiah=payment.amount_rupiah,
            card_token=payment.card.token,
            size_class=payment.claim.order.vendor.size_class,
            description=payment.claim.order.number,
        )
    )


@transaction.atomic
def record_charge_result(*, payment_id: int, result: ChargeResult) -> CardPayment:
    """Write the bank's word on a charge, once and only forward; money moves in the same commit.

    A success books capture, the bank's credit and the release (the BAST is signed, or there would
    be no claim). A sum that differs from ours, or a success after a failure, waits for a person.
    """
    claim_id = CardPayment.objects.values_list("claim_id", flat=True).get(pk=payment_id)
    claim = _lock_claim(claim_id)
    payment = locks.lock_one(CardPayment, payment_id)
    payment.claim = claim
    if payment.status in FINISHED:
        _note_late_word(payment, result)
        return payment
    if result.outcome == Outcome.DECLINED:
        _fail(payment, result)
    elif result.outcome == Outcome.SUCCEEDED:
        if result.amount_rupiah not in {None, payment.amount_rupiah}:
            _set_aside(payment, "amount_differs")
        else:
            _capture(payment, result)
    return payment


def ask_bank_again(*, payment_id: int, actor: User) -> CardPayment:
    """Ask the bank what became of a charge that waits for a person, and record its word.

    A charge the bank never accepted ends as failed, so that the claim can be paid again. Raises:
    NotAllowed, InvalidTransition, Busy when the bank does not answer.
    """
    payment = CardPayment.objects.select_related("claim__order").get(pk=payment_id)
    require(policies.can_ask_bank(actor, payment))
    if payment.status != PaymentStatus.NEEDS_REVIEW:
        raise InvalidTransition(_("This charge does not wait for a person."))
    try:
        result = get_gateway().charge_status(str(payment.idempotency_key))
    except GatewayError as silent:
        raise Busy(_("The bank does not answer right now. Try again in a moment.")) from silent
    if result.outcome == Outcome.UNKNOWN:
        result = ChargeResult(
            outcome=Outcome.DECLINED,
            reason_code="never_accepted",
            reason="never_accepted",
        )
    return record_charge_result(payment_id=payment_id, result=result)


def _capture(payment: CardPayment, result: ChargeResult) -> None:
    payment.status = PaymentStatus.CAPTURED
    payment.bank_reference, payment.approval_code = result.bank_reference, result.approval_code
    payment.mdr_rupiah, payment.finished_at = result.mdr_rupiah, clock.now()
    payment.save()
    ledger.book_capture(payment)
    crash_point("charge.capture_booked")
    ledger.book_bank_paid(payment)
    claim, order = payment.claim, payment.claim.order
    fee = rule_in_force("R-FEE-1", on=order.ordered_on)
    split = split_claim(
        gross_rupiah=claim.amount_rupiah,
        vat_rupiah=claim.vat_rupiah,
        pph22_rupiah=claim.pph22_rupiah,
        fee_rupiah=bp_of(claim.amount_rupiah - claim.vat_rupiah, fee.value),
        mdr_rupiah=payment.mdr_rupiah,
    )
    ledger.book_release(claim, split)
    mark_claim_paid(claim_id=claim.pk, by=payment.requested_by)
    audit.record(
        "payment.captured",
        actor=payment.requested_by,
        subject=order,
        claim=claim.number,
        amount_rupiah=payment.amount_rupiah,
        bank_reference=payment.bank_reference,
    )
    outbox.emit("payment.captured", subject=payment)
    crash_point("charge.before_commit")


def _fail(payment: CardPayment, result: ChargeResult) -> None:
    payment.status, payment.finished_at = PaymentStatus.FAILED, clock.now()
    payment.failure_code, payment.failure_reason = result.reason_code[:40], result.reason[:200]
    payment.bank_reference = result.bank_reference
    payment.save()
    audit.record(
        "payment.failed",
        actor=payment.requested_by,
        subject=payment.claim.order,
        reason=payment.failure_reason,
        claim=payment.claim.number,
    )
    outbox.emit("payment.failed", subject=payment)


def _set_aside(payment: CardPayment, code: str) -> None:
    if payment.status == PaymentStatus.NEEDS_REVIEW:
        return  # a person has been told already
    payment.status, payment.failure_code = PaymentStatus.NEEDS_REVIEW, code
    payment.save(update_fields=["status", "failure_code"])
    audit.record("payment.needs_review", actor=None, subject=payment.claim.order, reason=code)
    outbox.emit("payment.needs_review", subject=payment)


@transaction.atomic
def _park(payment_id: int, code: str) -> None:
    payment = locks.lock_one(CardPayment, payment_id)
    if payment.status == PaymentStatus.PENDING:
        _set_aside(payment, f"rejected_{code}"[:40])


def _note_late_word(payment: CardPayment, result: ChargeResult) -> None:
    """A repeated word is nothing; a success after we recorded a failure is for a person."""
    if payment.status == PaymentStatus.FAILED and result.outcome == Outcome.SUCCEEDED:
        audit.record(
            "payment.late_success",
            actor=None,
            subject=payment.claim.order,
            reason=result.bank_reference,
        )
        outbox.emit("payment.needs_review", subject=payment)
