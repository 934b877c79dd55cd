"""Forms of a complaint: what is wrong, how it is met, why not."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import DomainError
from marketplace.fulfilment import queries
from marketplace.fulfilment.models import PHOTOS_MAX, ComplaintKind, Remedy
from marketplace.orders.forms import ReasonForm, StepForm
from marketplace.web.fields import PhotoField, ReasonField, WholeNumberField

PHOTOS: Final = tuple(f"photo_{place}" for place in range(1, PHOTOS_MAX + 1))


class DisputeForm(StepForm):
    """What is wrong with the goods, with which of them, and photos of it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=ComplaintKind.choices,
        initial=ComplaintKind.OTHER,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose what is wrong with the goods.")},
    )
    reason = ReasonField(
        label=gettext_lazy("What is missing, wrong or damaged?"),
        help_text=gettext_lazy("The vendor, the PPK and the auditor read it."),
        missing=gettext_lazy("Write what is wrong with the goods: the vendor must repair it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = [(line, p.at_stake) for line, p in queries.progress_of(self.order) if p.at_stake]
        self.lines = [line for line, _units in found]
        for line, units in found:
            self.fields[f"line-{line.pk}"] = WholeNumberField(
                label=_("%(name)s: units complained about") % {"name": line.title},
                help_text=_("%(number)s %(unit)s at most; leave all empty if all are meant")
                % {"number": units, "unit": line.unit},
                most=MAX_QUANTITY,
                empty=0,
                required=False,
            )
        for place, name in enumerate(PHOTOS, start=1):
            self.fields[name] = PhotoField(
                label=_("Photo %(number)s of the goods") % {"number": place}, required=False
            )

    def given(self) -> dict[str, Any]:
        """Return kind, words, units per line id, and the photos that came."""
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "reason": said["reason"],
            "units": {line.pk: said[f"line-{line.pk}"] for line in self.lines},
            "photos": [said[name] for name in PHOTOS if said[name]],
        }

    def blame(self, refused: DomainError) -> None:
        """Put a refusal beside the line that it names, else where it belongs."""
        name = f"line-{refused.details.get('line')}"
        if name in self.fields:
            self.add_error(name, refused.message)
        else:
            super().blame(refused)


class RemedyForm(ReasonForm):
    """How a complaint is met, and words to it."""

    remedy = forms.ChoiceField(
        label=gettext_lazy("How is the complaint met?"),
        choices=Remedy.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how the complaint is met."),
            "invalid_choice": gettext_lazy("Choose how the complaint is met."),
        },
    )
    field_order = ("remedy", "reason")
