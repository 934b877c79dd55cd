"""Government cards and the charges made with them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Agency
from marketplace.core.fields import RupiahField
from marketplace.fulfilment.models import Claim
from payments.models.instructions import Instructed


class GovernmentCard(models.Model):
    """A government credit card (KKP/KKPD): the bank's token, last four digits and issuer only."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cards")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards"
    )
    token = models.CharField(max_length=64, unique=True)
    last4 = models.CharField(max_length=4)
    issuer = models.CharField(max_length=60)
    active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last4__regex=r"^\d{4}$"), name="card_last4_only")
        ]

    def __str__(self) -> str:
        return f"{self.issuer} ···· {self.last4}"


class CardPayment(Instructed):
    """One charge of a card for one claim: the claim's frozen amount, within its cap."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    card = models.ForeignKey(GovernmentCard, on_delete=models.PROTECT, related_name="payments")
    cap_rupiah = RupiahField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_rupiah__gt=0, amount_rupiah__lte=F("cap_rupiah")),
                name="card_payment_within_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.amount_rupiah}"

    @property
    def mdr_rupiah(self) -> int:
        """What the bank says it kept, 0 while it has not said."""
        answer = self.instruction.answer
        return (answer.mdr_rupiah or 0) if answer else 0
