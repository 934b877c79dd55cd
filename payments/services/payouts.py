"""A transfer to a vendor, and repeating one that the bank refused."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.services import PaidLine, record_paid_prices
from marketplace.accounts.models import User
from marketplace.core import audit, clock, locks, outbox
from marketplace.core.calendar import local_day
from marketplace.core.errors import InvalidTransition
from marketplace.core.locks import Mode
from marketplace.core.policy import require
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.fulfilment.queries import claim_lines
from marketplace.fulfilment.services import mark_claim_settled
from marketplace.orders.models import PurchaseOrder
from payments import documents, ledger, policies
from payments.gateway import BankGateway, BankResult, PayoutRequest
from payments.models import (
    BankAnswer,
    BankInstruction,
    InstructionKind,
    InstructionStatus,
    Payout,
    SettlementLine,
)
from payments.services import kinds
from vendors.models import Vendor


class VendorPayout:
    """How a transfer is asked for and booked. Its purpose is a ``Payout``."""

    name = InstructionKind.PAYOUT

    def send(self, gateway: BankGateway, instruction: BankInstruction, key: str) -> BankResult:
        """Transfer the money to the account that was frozen with the instruction."""
        asked: dict[str, Any] = instruction.asked
        claims = tuple(asked.pop("claim_refs"))
        return gateway.pay_out(
            PayoutRequest(
                key=key, amount_rupiah=instruction.amount_rupiah, claim_refs=claims, **asked
            )
        )

    def ask(self, gateway: BankGateway, key: str) -> BankResult:
        """Ask what became of the transfer."""
        return gateway.payout_status(key)

    def lock(self, instruction_id: int) -> Payout:
        """Lock the orders and claims it pays, then the payout and any other that holds them."""
        payout_id = Payout.objects.values_list("pk", flat=True).get(instruction_id=instruction_id)
        lines = SettlementLine.objects.filter(payout_id=payout_id)
        payouts = Payout.objects.filter(lines__claim__in=lines.values("claim_id"))
        held = locks.lock_all(
            (PurchaseOrder, lines.values_list("claim__order_id", flat=True), Mode.UPDATE),
            (Claim, lines.values_list("claim_id", flat=True), Mode.UPDATE),
            (Payout, {payout_id, *payouts.values_list("pk", flat=True)}, Mode.UPDATE),
        )
        return held.of(Payout)[payout_id]

    def others(self, purpose: Payout) -> QuerySet[BankInstruction]:
        """Return the other payouts that hold one of its claims."""
        claims = purpose.lines.values("claim_id")
        found = BankInstruction.objects.filter(payout__lines__claim__in=claims)
        return found.exclude(pk=purpose.instruction_id).distinct()

    def is_met(self, purpose: Payout) -> bool:
        """Say whether another payout paid one of its claims, or is about to."""
        claims = purpose.lines.values("claim_id")
        others = SettlementLine.objects.filter(claim__in=claims, void=False)
        return others.exclude(payout=purpose).filter(claim__status=ClaimStatus.SETTLED).exists()

    def succeed(self, purpose: Payout, answer: BankAnswer) -> str:
        """Book the transfer and end the claims it pays."""
        purpose.lines.filter(void=True).update(void=False)  # declined first, paid after all
        ledger.book_payout(purpose)
        audit.record(
            "payout.paid",
            actor=None,
            subject=purpose.vendor,
            amount_rupiah=purpose.amount_rupiah,
            bank_reference=answer.bank_reference,
        )
        outbox.emit("payout.paid", subject=purpose)
        claims = Claim.objects.filter(settlement_lines__payout=purpose).select_related(
            "order__vendor", "order__agency__tenant__region", "order__delivery_region"
        )
        settled = list(claims.order_by("pk"))
        for claim in settled:
            _settle(claim)
        documents.issue_receipts(settled)  # numbers are the last lock
        return ""

    def learn(self, purpose: Payout, answer: BankAnswer) -> bool:
        """A transfer has nothing to add."""
        return False

    def decline(self, purpose: Payout, answer: BankAnswer) -> None:
        """Set its claims free for a later payout, after a person has looked at the account."""
        purpose.lines.update(void=True)
        reason = answer.reason or answer.reason_code
        audit.record("payout.failed", actor=None, subject=purpose.vendor, reason=reason)
        outbox.emit("payout.failed", subject=purpose)

    def subject(self, purpose: Payout) -> Vendor:
        """The vendor, in whose trail its payouts are told."""
        return purpose.vendor


def _settle(claim: Claim) -> None:
    mark_claim_settled(claim_id=claim.pk)
    order = claim.order
    record_paid_prices(
        order_ref=order.public_id,
        region_id=order.delivery_region_id,
        paid_on=local_day(clock.now(), order.agency.time_zone),
        lines=[
            PaidLine(line.sku_id, line.unit_price_rupiah, units)
            for line, units in claim_lines(claim)
        ],
    )


kinds.register(VendorPayout())


@transaction.atomic
def retry_payout(*, payout_id: int, actor: User) -> Payout:
    """Let the next settlement run pay the claims of a refused payout again.

    Raises: NotAllowed, InvalidTransition, also while the bank contradicts its refusal.
    """
    payout = locks.lock_one(Payout, payout_id)
    require(policies.can_retry_payout(actor, payout))
    if payout.status == InstructionStatus.NEEDS_PERSON:
        raise InvalidTransition(
            _("The bank has since reported this payout as paid. An operator must look at it first.")
        )
    if payout.status != InstructionStatus.DECLINED or payout.retry_at is not None:
        raise InvalidTransition(_("Only a refused payout can be repeated, and once."))
    payout.retry_at = clock.now()
    payout.save(update_fields=["retry_at"])
    audit.record("payout.retry_allowed", actor=actor, subject=payout.vendor)
    return payout
