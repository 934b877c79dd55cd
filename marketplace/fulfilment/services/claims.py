"""What the money reports back: a claim is paid, then paid out; the order follows."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.core import clock, guards, locks
from marketplace.core.errors import InvalidTransition
from marketplace.core.locks import Mode
from marketplace.fulfilment.models import CLAIM_TRANSITIONS, Claim, ClaimStatus
from marketplace.fulfilment.services.progress import derive_progress
from marketplace.orders.models import OrderStatus, PurchaseOrder


@guards.use_case
def mark_claim_paid(*, claim_id: int, by: User | None) -> Claim:
    """Note that the bank captured a claim's amount; the order is paid when all of it is.

    Raises: InvalidTransition when the claim is not open.
    """
    claim = _step(claim_id, ClaimStatus.PAID)
    claim.paid_at = clock.now()
    claim.save(update_fields=["status", "paid_at"])
    budget.spend(order_ref=claim.order.public_id, amount_rupiah=claim.amount_rupiah)
    derive_progress(claim.order, OrderStatus.PAID, by=by, amount_rupiah=claim.amount_rupiah)
    return claim


@guards.use_case
def mark_claim_settled(*, claim_id: int) -> Claim:
    """Note that the vendor's money has left the bank; the order is settled when all of it has.

    Raises: InvalidTransition when the claim is not paid.
    """
    claim = _step(claim_id, ClaimStatus.SETTLED)
    claim.settled_at = clock.now()
    claim.save(update_fields=["status", "settled_at"])
    derive_progress(claim.order, OrderStatus.SETTLED, by=None, amount_rupiah=claim.amount_rupiah)
    return claim


def lock_claim(claim_id: int) -> Claim:
    """Lock the order, then the claim, which everybody who changes a claim does first."""
    order_id = Claim.objects.values_list("order_id", flat=True).get(pk=claim_id)
    held = locks.lock_all(
        (PurchaseOrder, [order_id], Mode.UPDATE), (Claim, [claim_id], Mode.UPDATE)
    )
    claim = held.of(Claim)[claim_id]
    claim.order = held.of(PurchaseOrder)[order_id]
    return claim


def _step(claim_id: int, new: ClaimStatus) -> Claim:
    """Lock a claim and set its next status."""
    claim = lock_claim(claim_id)
    if new not in CLAIM_TRANSITIONS[claim.status]:
        raise InvalidTransition(
            _("Claim %(number)s is “%(status)s” already.")
            % {"number": claim.number, "status": ClaimStatus(claim.status).label},
            status=claim.status,
        )
    claim.status = new
    return claim
