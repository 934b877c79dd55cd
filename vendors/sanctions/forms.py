"""Forms of sanctions: shape alone; the use-cases judge the meaning."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.core import clock
from marketplace.web.fields import PaperField, ReasonField, TextField
from vendors.models import Vendor
from vendors.sanctions.grounds import grounds_on
from vendors.sanctions.models import TEXT_MAX, SanctionKind
from vendors.sanctions.services import Case
from vendors.sanctions.things import things_of


class LastDayField(forms.DateField):
    """The last day of a sanction."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Last day"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": gettext_lazy("Choose the last day."),
                "invalid": gettext_lazy("Choose a day of the calendar."),
            },
            **options,
        )


def _words(label: Any, help_text: Any, missing: Any) -> TextField:
    return TextField(
        label=label,
        help_text=help_text,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": missing},
    )


class PapersForm(forms.Form):
    """Up to two papers beside the words."""

    evidence = PaperField(label=gettext_lazy("Paper or photo"), required=False)
    more = PaperField(label=gettext_lazy("Another paper or photo"), required=False)

    def uploads(self) -> list[Any]:
        """Return the files that came with the form."""
        sent = (self.cleaned_data.get(name) for name in ("evidence", "more"))
        return [upload for upload in sent if upload]


class CaseForm(PapersForm):
    """What a sanction rests on; a warning needs no more."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        error_messages={
            "required": gettext_lazy("Choose the ground from the list."),
            "invalid_choice": gettext_lazy("Choose the ground from the list."),
        },
    )
    facts = _words(
        gettext_lazy("Facts"),
        gettext_lazy("What happened, when, in which orders. The shop and the auditor read it."),
        gettext_lazy("Write what happened; the shop answers to it."),
    )
    field_order = ("ground", "facts", "things", "ends_on", "evidence", "more")

    def __init__(self, *args: Any, vendor: Vendor, **options: Any) -> None:
        """``vendor``: whose goods and whose day."""
        super().__init__(*args, **options)
        self.vendor = vendor
        today = clock.today(vendor.time_zone)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)  # noqa: S101 - declared above
        ground.choices = [
            ("", gettext_lazy("Choose")),
            *((g.value, g.label) for g in grounds_on(today)),
        ]

    def case(self) -> Case:
        """Return what the use-case is asked for."""
        typed = self.cleaned_data
        return Case(typed["ground"], typed["facts"], tuple(self.uploads()))

    def asked(self) -> dict[str, Any]:
        """Return what this kind asks besides."""
        return {}


class SuspensionForm(CaseForm):
    """A suspension has a last day."""

    ends_on = LastDayField()

    def asked(self) -> dict[str, date]:
        """Return the last day."""
        return {"ends_on": self.cleaned_data["ends_on"]}


class HideForm(SuspensionForm):
    """Which goods, and up to which day."""

    things = forms.MultipleChoiceField(
        label=gettext_lazy("Goods"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose the goods to hide among those of this shop."),
            "invalid_choice": gettext_lazy("Choose the goods to hide among those of this shop."),
        },
    )

    def __init__(self, *args: Any, vendor: Vendor, **options: Any) -> None:
        super().__init__(*args, vendor=vendor, **options)
        things = self.fields["things"]
        assert isinstance(things, forms.MultipleChoiceField)  # noqa: S101 - declared above
        things.choices = [(thing.ref, thing.title) for thing in things_of(vendor)]

    def asked(self) -> dict[str, Any]:
        """Return the goods and the last day."""
        return {**super().asked(), "things": self.cleaned_data["things"]}


class ProposalForm(CaseForm):
    """A blacklist is proposed with evidence."""

    evidence = PaperField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("The shop reads it and answers to it."),
    )


CASE_FORMS: dict[SanctionKind, type[CaseForm]] = {
    SanctionKind.WARNING: CaseForm,
    SanctionKind.LISTING_HIDDEN: HideForm,
    SanctionKind.SUSPENSION: SuspensionForm,
    SanctionKind.BLACKLIST: ProposalForm,
}


class WordsForm(PapersForm):
    """The shop's answer, or its appeal."""

    words = _words(
        gettext_lazy("What the shop says"),
        gettext_lazy("It is sent once and cannot be changed afterwards."),
        gettext_lazy("Write what you have to say."),
    )
    field_order = ("words", "evidence", "more")


class LiftForm(forms.Form):
    """Why a sanction should end before its day."""

    words = _words(
        gettext_lazy("Why should it be lifted?"),
        gettext_lazy("Read by whoever decides and by the auditor."),
        gettext_lazy("Write why it should be lifted."),
    )


class VerdictForm(forms.Form):
    """The reason of a decision."""

    reason = ReasonField(help_text=gettext_lazy("The shop owner reads this sentence."))


class BlacklistForm(VerdictForm):
    """A decision on a proposal; the last day counts only where it is approved."""

    ends_on = LastDayField()
    field_order = ("ends_on", "reason")
