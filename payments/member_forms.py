"""What a cooperative types when it has paid a member."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.core.money import rupiah
from marketplace.web.fields import LineField, PaperField, TextField
from payments.member_queries import owed_to
from payments.models import HandOn, MemberShare
from payments.services import HandedOn
from vendors.members.models import CooperativeMember

MOST_PARTS = 100  # of one payment; the oldest come first


class PartsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Parts that are owed, each with its order, goods and sum."""

    def label_from_instance(self, obj: MemberShare) -> str:
        """Return what a part is for and how much it is."""
        order = obj.split.claim.order
        return f"{order.number} · {obj.maker.line.title} · {rupiah(obj.amount_rupiah)}"


class HandOnForm(forms.Form):
    """Which parts were paid, when and how."""

    shares = PartsField(
        queryset=MemberShare.objects.none(),
        label=_("What the payment was for"),
        widget=forms.CheckboxSelectMultiple,
    )
    paid_on = forms.DateField(
        label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    way = forms.ChoiceField(label=_("How"), choices=HandOn.choices)
    note = LineField(label=_("Note"), max_length=REASON_MAX, required=False)
    proof = PaperField(
        label=_("Proof"),
        required=False,
        help_text=_("A signed receipt or the transfer slip, as a photo or PDF."),
    )

    def __init__(self, *args: Any, member: CooperativeMember, **options: Any) -> None:
        """All that is owed is ticked at first."""
        owed = list(owed_to(member).values_list("pk", flat=True)[:MOST_PARTS])
        options.setdefault("initial", {"shares": owed, "way": HandOn.CASH})
        super().__init__(*args, **options)
        parts: Any = self.fields["shares"]
        parts.queryset = owed_to(member).filter(pk__in=owed)

    def facts(self) -> HandedOn:
        """Return what was typed as the use-case takes it."""
        typed = self.cleaned_data
        keys = tuple(share.pk for share in typed["shares"])
        return HandedOn(keys, typed["paid_on"], typed["way"], typed["note"])


class TakeBackForm(forms.Form):
    """Why a payment that was written down is none."""

    reason = TextField(
        label=_("What was wrong"), max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
