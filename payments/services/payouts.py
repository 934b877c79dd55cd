"""The bank's word on a transfer to a vendor, and repeating one that it refused."""

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services import PaidLine, record_paid_prices
from marketplace.accounts.models import User
from marketplace.core import audit, clock, locks, outbox
from marketplace.core.calendar import local_day
from marketplace.core.errors import InvalidTransition
from marketplace.core.policy import require
from marketplace.fulfilment.models import Claim
from marketplace.fulfilment.services import mark_claim_settled
from marketplace.orders.models import PurchaseOrder
from payments import ledger, papers, policies
from payments.crash import crash_point
from payments.gateway import Outcome, PayoutResult
from payments.models import Payout, PayoutStatus

log = structlog.get_logger(__name__)
FINISHED = frozenset({PayoutStatus.PAID, PayoutStatus.FAILED})
LATE_SUCCESS = "payout.late_success"


@transaction.atomic
def record_payout_result(*, payout_id: int, result: PayoutResult) -> Payout:
    """Write the bank's word on a payout, once and only forward.

    Success books the transfer and ends the orders it pays; a refusal sets its claims free for a
    later payout, after a person has looked at the account. A sum that differs from ours is never
    booked: the payout stays open and an operator is alarmed.
    """
    claims = list(
        Claim.objects.filter(settlement_lines__payout_id=payout_id).values_list("pk", "order_id")
    )
    orders = {o.pk: o for o in locks.lock(PurchaseOrder, [order_id for _pk, order_id in claims])}
    locked = locks.lock(Claim, [pk for pk, _order_id in claims])
    payout = locks.lock_one(Payout, payout_id)
    if payout.status in FINISHED:
        _note_late_word(payout, result)
    elif result.outcome == Outcome.SUCCEEDED and _differs(payout, result):
        _alarm(payout, result)
    elif result.outcome == Outcome.SUCCEEDED:
        _succeed(payout, result)
        for claim in locked:
            claim.order = orders[claim.order_id]
            _settle(claim, payout)
    elif result.outcome == Outcome.DECLINED:
        _refuse(payout, result)
    crash_point("payout.before_commit")
    return payout


def _differs(payout: Payout, result: PayoutResult) -> bool:
    return result.amount_rupiah not in {None, payout.amount_rupiah}


def _alarm(payout: Payout, result: PayoutResult) -> None:
    """Tell the operators once; the reconciler repeats the question, not the alarm."""
    log.error("payout_amount_differs", payout=payout.pk, bank=result.amount_rupiah)
    if payout.failure_reason:
        return
    payout.failure_reason = "amount_differs"
    payout.save(update_fields=["failure_reason"])
    audit.record(
        "payout.amount_differs",
        actor=None,
        subject=payout,
        amount_rupiah=payout.amount_rupiah,
        bank_rupiah=result.amount_rupiah,
    )


def _note_late_word(payout: Payout, result: PayoutResult) -> None:
    """A repeated word is nothing; a success after a refusal must never be paid a second time."""
    if payout.status == PayoutStatus.FAILED and result.outcome == Outcome.SUCCEEDED:
        log.error("payout_late_success", payout=payout.pk)
        audit.record(LATE_SUCCESS, actor=None, subject=payout, reason=result.bank_reference)


def _succeed(payout: Payout, result: PayoutResult) -> None:
    payout.status, payout.finished_at = PayoutStatus.PAID, clock.now()
    payout.bank_reference = result.bank_reference
    payout.save(update_fields=["status", "finished_at", "bank_reference"])
    ledger.book_payout(payout)
    audit.record(
        "payout.paid",
        actor=None,
        subject=payout.vendor,
        amount_rupiah=payout.amount_rupiah,
        bank_reference=payout.bank_reference,
    )
    outbox.emit("payout.paid", subject=payout)


def _settle(claim: Claim, payout: Payout) -> None:
    order = claim.order
    mark_claim_settled(claim)
    papers.issue_payment_papers(claim, payout)
    record_paid_prices(
        order_ref=order.public_id,
        region_id=order.delivery_region_id,
        paid_on=local_day(clock.now(), order.agency.time_zone),
        lines=[
            PaidLine(*line)
            for line in order.lines.values_list("sku_id", "unit_price_rupiah", "quantity")
        ],
    )


def _refuse(payout: Payout, result: PayoutResult) -> None:
    payout.status, payout.finished_at = PayoutStatus.FAILED, clock.now()
    payout.failure_reason = (result.reason or result.reason_code)[:200]
    payout.save(update_fields=["status", "finished_at", "failure_reason"])
    payout.lines.update(void=True)
    audit.record("payout.failed", actor=None, subject=payout.vendor, reason=payout.failure_reason)
    outbox.emit("payout.failed", subject=payout)


@transaction.atomic
def retry_payout(*, payout_id: int, actor: User) -> Payout:
    """Let the next settlement run pay the claims of a refused payout again.

    Raises: NotAllowed, InvalidTransition.
    """
    payout = locks.lock_one(Payout, payout_id)
    require(policies.can_retry_payout(actor, payout))
    if payout.status != PayoutStatus.FAILED or payout.retry_at is not None:
        raise InvalidTransition(_("Only a refused payout can be repeated, and once."))
    if audit.trail(payout).filter(action=LATE_SUCCESS).exists():
        raise InvalidTransition(
            _("The bank has since reported this payout as paid. An operator must look at it first.")
        )
    payout.retry_at = clock.now()
    payout.save(update_fields=["retry_at"])
    audit.record("payout.retry_allowed", actor=actor, subject=payout.vendor)
    return payout
