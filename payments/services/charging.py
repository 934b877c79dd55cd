"""Charge a claim to a government card: at most one live charge for one claim, ever."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import Conflict
from marketplace.core.money import bp_of
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.fulfilment.services import lock_claim, mark_claim_paid
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.models import PurchaseOrder
from payments import documents, ledger, policies
from payments.crash_points import crash_point
from payments.gateway import BankGateway, BankResult, ChargeRequest
from payments.models import (
    BankAnswer,
    BankInstruction,
    CardPayment,
    GovernmentCard,
    InstructionKind,
)
from payments.rules import credit_of
from payments.services import kinds
from payments.services.answers import CREDIT_UNKNOWN
from payments.services.instructions import intend
from payments.services.member_splits import write_member_split
from payments.tax import mdr_for, split_claim
from vendors.rules import SizeClass


class PaymentUnderway(Conflict):
    """The claim has a live charge already, or one that waits for a person (I-07)."""

    code = "payment_underway"


@guards.use_case
def request_payment(*, claim_id: int, card_id: int, actor: User) -> CardPayment:
    """Commit the intent to charge a claim's frozen amount; a worker calls the bank.

    Raises: NotAllowed, PaymentUnderway.
    """
    claim = lock_claim(claim_id)
    require(policies.can_pay(actor, claim))
    card = GovernmentCard.objects.get(pk=card_id)
    require(policies.can_use_card(actor, card, claim))
    try:
        with transaction.atomic():
            payment = _intend(claim, card, actor)
    except IntegrityError as live:
        raise PaymentUnderway(
            _(
                "Claim %(number)s is being paid right now, or an earlier payment of it is being "
                "looked into. Wait for the bank's answer."
            )
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


def _intend(claim: Claim, card: GovernmentCard, actor: User) -> CardPayment:
    instruction = intend(
        InstructionKind.CHARGE,
        purpose=f"claim-{claim.pk}",
        amount_rupiah=claim.amount_rupiah,
        request={
            "claim_ref": claim.number,
            "card_token": card.token,
            "size_class": claim.order.vendor.size_class,
            "description": claim.order.number,
        },
        destination=str(card),
    )
    return CardPayment.objects.create(
        instruction=instruction,
        amount_rupiah=claim.amount_rupiah,
        claim=claim,
        card=card,
        cap_rupiah=claim.cap_rupiah,
        requested_by=actor,
        requested_at=clock.now(),
    )


class CardCharge:
    """How a charge is asked for and booked. Its purpose is a ``CardPayment``."""

    name = InstructionKind.CHARGE

    def send(self, gateway: BankGateway, instruction: BankInstruction, key: str) -> BankResult:
        """Charge the card."""
        asked: dict[str, Any] = instruction.asked
        return gateway.charge_card(
            ChargeRequest(key=key, amount_rupiah=instruction.amount_rupiah, **asked)
        )

    def ask(self, gateway: BankGateway, key: str) -> BankResult:
        """Ask what became of the charge."""
        return gateway.charge_status(key)

    def lock(self, instruction_id: int) -> CardPayment:
        """Lock order and claim."""
        payment = CardPayment.objects.select_related("requested_by", "card").get(
            instruction_id=instruction_id
        )
        payment.claim = lock_claim(payment.claim_id)
        return payment

    def others(self, purpose: CardPayment) -> QuerySet[BankInstruction]:
        """Return the claim's other charges."""
        charges = BankInstruction.objects.filter(cardpayment__claim_id=purpose.claim_id)
        return charges.exclude(pk=purpose.instruction_id)

    def is_met(self, purpose: CardPayment) -> bool:
        """Say whether another charge paid the claim; a booked one of our own is no second one."""
        paid = purpose.claim.status != ClaimStatus.OPEN
        return paid and self.others(purpose).filter(status="succeeded").exists()

    def succeed(self, purpose: CardPayment, answer: BankAnswer) -> str:
        """Book the capture and, when the bank names it, its credit and the release.

        The BAST is signed, or there would be no claim.
        """
        claim, order = purpose.claim, purpose.claim.order
        ledger.book_capture(purpose)
        crash_point("charge.capture_booked")
        mark_claim_paid(claim_id=claim.pk, by=purpose.requested_by)
        audit.record(
            "payment.captured",
            actor=purpose.requested_by,
            subject=order,
            claim=claim.number,
            amount_rupiah=purpose.amount_rupiah,
            bank_reference=answer.bank_reference,
        )
        outbox.emit("payment.captured", subject=purpose)
        credited = self.learn(purpose, answer)  # its slip's number is the last lock
        return "" if credited else CREDIT_UNKNOWN

    def learn(self, purpose: CardPayment, answer: BankAnswer) -> bool:
        """Book what the bank says it credited, and share it out; False when it does not say.

        Then the taxes are withheld, and the vendor gets the slip.
        """
        credit = credit_of(purpose.amount_rupiah, answer.mdr_rupiah, answer.net_rupiah)
        if credit is None:
            return False
        net, mdr = credit
        ledger.book_bank_paid(purpose.claim, net_rupiah=net, mdr_rupiah=mdr)
        claim, order = purpose.claim, purpose.claim.order
        fee = bound_rule(order, RuleCode.FEE)
        split = split_claim(
            gross_rupiah=claim.amount_rupiah,
            vat_rupiah=claim.vat_rupiah,
            pph22_rupiah=claim.pph22_rupiah,
            fee_rupiah=bp_of(claim.amount_rupiah - claim.vat_rupiah, fee.value),
            mdr_rupiah=mdr,
        )
        ledger.book_release(claim, split)
        write_member_split(claim, net_rupiah=split.vendor_rupiah)
        _compare_discount(purpose, mdr)
        documents.issue_withholding_slip(claim)
        return True

    def decline(self, purpose: CardPayment, answer: BankAnswer) -> None:
        """Tell the payer; the claim can be paid again."""
        audit.record(
            "payment.failed",
            actor=purpose.requested_by,
            subject=purpose.claim.order,
            reason=answer.reason,
            claim=purpose.claim.number,
        )
        outbox.emit("payment.failed", subject=purpose)

    def subject(self, purpose: CardPayment) -> PurchaseOrder:
        """The order, in whose trail its money is told."""
        return purpose.claim.order


def _compare_discount(purpose: CardPayment, kept_rupiah: int) -> None:
    """Note where the bank kept another discount than its tariff says; it is booked all the same."""
    order = purpose.claim.order
    tariff = mdr_for(
        SizeClass(order.vendor.size_class),
        purpose.amount_rupiah,
        micro_rate_bp=bound_rule(order, RuleCode.MDR_MICRO).value,
        other_rate_bp=bound_rule(order, RuleCode.MDR_OTHER).value,
        micro_free_up_to_rupiah=bound_rule(order, RuleCode.MDR_FREE).value,
    )
    if kept_rupiah != tariff:
        audit.record(
            "payment.discount_differs",
            actor=None,
            subject=purpose,
            kept_rupiah=kept_rupiah,
            tariff_rupiah=tariff,
        )


kinds.register(CardCharge())
