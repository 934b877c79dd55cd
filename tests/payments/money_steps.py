"""Small steps that money stories share."""

from django.db.models.functions import Now

from marketplace.fulfilment.models import Claim
from payments.gateway import BankResult, Outcome
from payments.models import AnswerSource, BankInstruction, CardPayment, Instructed, LedgerEntry
from payments.services import drive_instructions, request_payment, take_answer
from tests import stories


def pay(world, claim: Claim, token: str = "card-ok-fajar") -> CardPayment:  # noqa: S107 - a sample card
    """Fajar asks for the payment; the bank has not been called yet."""
    card = stories.card_of(world, token)
    return request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)


def paid(world, claim: Claim) -> CardPayment:
    """Fajar has paid and the bank has answered."""
    payment = pay(world, claim)
    assert drive_instructions() == 1
    return CardPayment.objects.get(pk=payment.pk)


def fresh(row):
    """The row as the database has it now."""
    row.refresh_from_db()
    return row


def trouble(payment: Instructed) -> tuple[str, str]:
    """The state of a payment's instruction and what is wrong with it."""
    instruction = fresh(payment).instruction
    return instruction.status, instruction.trouble


def make_due() -> None:
    """Let the pause before the next try be over."""
    BankInstruction.objects.update(due_at=Now())


def legs(ref: str) -> set[tuple[str, int, int]]:
    """Return (account kind, debit, credit) of one booking."""
    rows = LedgerEntry.objects.filter(transaction__ref=ref)
    return set(rows.values_list("account__kind", "debit_rupiah", "credit_rupiah"))


def word(amount_rupiah: int, **changes) -> BankResult:
    """What the bank says of a success; MDR nothing, everything credited."""
    said = {
        "outcome": Outcome.SUCCEEDED,
        "bank_reference": "B-1",
        "approval_code": "123456",
        "amount_rupiah": amount_rupiah,
        "mdr_rupiah": 0,
        "net_rupiah": amount_rupiah,
    }
    return BankResult(**{**said, **changes})


def told(purpose: Instructed, result: BankResult | None = None, **changes) -> bool:
    """The bank's word arrives as a notice; a success of the right sum unless something else."""
    return take_answer(
        instruction_id=purpose.instruction_id,
        result=result or word(**{"amount_rupiah": purpose.amount_rupiah, **changes}),
        source=AnswerSource.NOTICE,
    )
