"""Shapes of what is typed about reported goods and watched words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Etalase
from catalog.moderation.live_goods import Wanted
from catalog.moderation.models import WORDS_MAX, ReportKind
from catalog.moderation.services.takedown import MOST
from catalog.policies import managed_etalases
from marketplace.accounts.models import Role, Tenant
from marketplace.web.fields import LineField, ReasonField, TextField, WholeNumberField


class ReportForm(forms.Form):
    """What is wrong with a listing; whoever is signed in may ask for the answer."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"), choices=ReportKind.choices, widget=forms.RadioSelect
    )
    words = TextField(
        label=_("What did you see?"),
        max_length=WORDS_MAX,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say it so that somebody else finds it too. Leave out names of people."),
    )
    wants_answer = forms.BooleanField(
        label=_("Tell me what becomes of it; the catalogue manager then sees who reported it"),
        required=False,
    )

    def __init__(self, *args: Any, signed_in: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not signed_in:
            del self.fields["wants_answer"]


class AnswerForm(forms.Form):
    """One reason for all listings that were chosen."""

    reason = ReasonField(min_length=5)


class LiveGoodsForm(forms.Form):
    """Which live goods a manager looks for; everything may stay empty."""

    words = LineField(label=_("Words in name or description"), max_length=80, required=False)
    shop = LineField(label=_("Shop"), max_length=80, required=False)
    etalase = forms.ModelChoiceField(
        queryset=Etalase.objects.none(), label=_("Showcase"), required=False, empty_label=_("All")
    )
    watched = forms.BooleanField(label=_("Only with watched words"), required=False)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        etalases = managed_etalases(user).order_by("name", "pk")
        self.fields["etalase"].queryset = etalases  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what is looked for; what cannot be read leaves its part open."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            data.get("words", ""),
            data.get("shop", ""),
            data.get("etalase"),
            bool(data.get("watched")),
        )


class TakeDownForm(forms.Form):
    """One reason for all that were chosen, and their number as a confirmation."""

    reason = ReasonField(min_length=5)
    number = WholeNumberField(
        label=_("How many listings go off sale?"),
        least=1,
        most=MOST,
        help_text=_("Type the number that stands above, so that nothing goes down by mistake."),
    )


class WordForm(forms.Form):
    """A word to be warned of; the market is asked only of who manages several."""

    tenant = forms.ModelChoiceField(queryset=Tenant.objects.none(), label=_("Market"))
    word = LineField(label=_("Word"), max_length=60, min_length=3)
    reason = LineField(
        label=_("Why it is watched"),
        max_length=200,
        min_length=5,
        help_text=_("Read by your colleagues beside the listing: the rule, or what to look for."),
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.markets = Tenant.objects.filter(pk__in=user.tenants_as(Role.CATALOGUE_MANAGER))
        markets = list(self.markets[:2])
        if len(markets) == 1:
            self.only: Tenant | None = markets[0]
            del self.fields["tenant"]
        else:
            self.only = None
            self.fields["tenant"].queryset = self.markets  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        """Return what ``watch_word`` takes."""
        data = self.cleaned_data
        return {
            "tenant": self.only or data["tenant"],
            "word": data["word"],
            "reason": data["reason"],
        }
