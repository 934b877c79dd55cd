"""Small steps that money stories share."""

from django.db.models.functions import Now

from marketplace.fulfilment.models import Claim
from payments.models import CardPayment, LedgerEntry, Payout
from payments.services import drive_payments, request_payment
from tests import stories


def pay(world, claim: Claim, token: str = "card-ok-fajar") -> CardPayment:  # noqa: S107 - a sample card
    """Fajar asks for the payment; the bank has not been called yet."""
    card = stories.card_of(world, token)
    return request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)


def paid(world, claim: Claim) -> CardPayment:
    """Fajar has paid and the bank has answered."""
    payment = pay(world, claim)
    assert drive_payments() == 1
    payment.refresh_from_db()
    return payment


def make_due(model: type[CardPayment] | type[Payout]) -> None:
    """Let the pause before the next try be over."""
    model.objects.update(due_at=Now())


def legs(ref: str) -> set[tuple[str, int, int]]:
    """Return (account kind, debit, credit) of one booking."""
    rows = LedgerEntry.objects.filter(transaction__ref=ref)
    return set(rows.values_list("account__kind", "debit_rupiah", "credit_rupiah"))
