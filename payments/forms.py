"""Forms of paying: they check shapes; services check meaning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from payments import queries
from payments.models import GovernmentCard


class CardChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A card by issuer and last four digits, which is all we know of it."""

    def label_from_instance(self, obj: GovernmentCard) -> str:
        """Return "Bank Daerah •••• 4242"."""
        return f"{obj.issuer} •••• {obj.last4}"


class PayForm(forms.Form):
    """Which of one's own active cards pays."""

    card = CardChoice(
        label=gettext_lazy("Card"),
        queryset=GovernmentCard.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose the card that pays."),
            "invalid_choice": gettext_lazy("Choose an active card of your own for this agency."),
        },
    )

    def __init__(self, *args: Any, payer: User, agency_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        cards = queries.usable_cards(payer, agency_id)
        field = self.fields["card"]
        assert isinstance(field, CardChoice)  # noqa: S101 - declared above
        field.queryset = cards
        first = cards.first()
        self.has_cards = first is not None
        field.initial = first.pk if first else None


class CloseForm(forms.Form):
    """On whose written word an instruction is closed."""

    reason = forms.CharField(
        label=gettext_lazy("The bank's letter"),
        help_text=gettext_lazy("Its number and date, and what it says about this instruction."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Write the number of the bank's letter and what it says.")
        },
    )
