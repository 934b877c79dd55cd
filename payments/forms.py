"""Forms of paying: they check shapes; services check meaning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.core.money import rupiah
from marketplace.fulfilment.models import Claim
from marketplace.orders.forms import StepForm
from marketplace.web.fields import ReasonField
from payments import queries
from payments.models import GovernmentCard


class CardChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A card by issuer and last four digits, which is all we know of it."""

    def label_from_instance(self, obj: GovernmentCard) -> str:
        """Return "Bank Daerah •••• 4242"."""
        return f"{obj.issuer} •••• {obj.last4}"


def _card_choice() -> CardChoice:
    return CardChoice(
        label=gettext_lazy("Card"),
        queryset=GovernmentCard.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose the card that pays."),
            "invalid_choice": gettext_lazy("Choose an active card of your own for this agency."),
        },
    )


def _offer_cards(field: forms.Field, payer: User, agency_id: int) -> bool:
    """Offer the payer's active cards, the newest first; return whether there are any."""
    assert isinstance(field, CardChoice)  # noqa: S101 - declared by both forms below
    field.queryset = queries.usable_cards(payer, agency_id)
    first = field.queryset.first()
    field.initial = first.pk if first else None
    return first is not None


class PayForm(forms.Form):
    """Which of one's own active cards pays."""

    card = _card_choice()

    def __init__(self, *args: Any, payer: User, agency_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_cards = _offer_cards(self.fields["card"], payer, agency_id)


class PayStepForm(StepForm):
    """The same on the order's page, together with the claim that the question named."""

    claim = forms.ModelChoiceField(
        queryset=Claim.objects.none(),
        to_field_name="public_id",
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Open the order again and choose what to pay."),
            "invalid_choice": gettext_lazy("Open the order again and choose what to pay."),
        },
    )
    card = _card_choice()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["claim"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Claim.objects.filter(order=self.order)
        self.next_claim = None if self.is_bound else queries.next_claim(self.order)
        field.initial = self.next_claim.public_id if self.next_claim else None
        self.has_cards = _offer_cards(self.fields["card"], self.actor, self.order.agency_id)

    def names(self) -> dict[str, str]:
        """Name the sum of the claim, which may be a part of the order."""
        claim = self.cleaned_data.get("claim") if self.is_bound else self.next_claim
        return {"amount": rupiah(claim.amount_rupiah)} if claim else {}

    def given(self) -> dict[str, Any]:
        """Return which claim is paid with which card."""
        return {
            "claim_id": self.cleaned_data["claim"].pk,
            "card_id": self.cleaned_data["card"].pk,
        }


class CloseForm(forms.Form):
    """On whose written word an instruction is closed."""

    reason = ReasonField(
        label=gettext_lazy("The bank's letter"),
        help_text=gettext_lazy("Its number and date, and what it says about this instruction."),
        max_length=200,
        missing=gettext_lazy("Write the number of the bank's letter and what it says."),
    )
