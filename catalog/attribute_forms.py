"""The fields of a listing form that the category of the chosen etalase asks for."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog import attributes
from catalog.attributes import Kind, Spec, Value
from catalog.category_models import specs_of
from catalog.models import Etalase
from catalog.services.attributes import FIELD, sentence
from marketplace.core.whole_numbers import plain_number
from marketplace.web.fields import LineField

ASKED = _("Needed before you submit the listing.")
_YES_NO: Final = (("", "–"), ("ya", _("Yes")), ("tidak", _("No")))


class AttributeFields(forms.Form):
    """A form with one field for each attribute of the etalase that is chosen in it.

    Another etalase may ask for other things: the page is then shown with its fields, which is why
    nothing is required here but at hand-in, by the use-case.
    """

    def add_attributes(self, etalase_id: int | None, values: Mapping[str, Value]) -> None:
        """Add the fields; ``etalase_id``: the one stored, which a posted choice overrules."""
        posted = plain_number(str(self.data.get("etalase", ""))) if self.is_bound else None
        chosen = Etalase.objects.select_related("category").filter(pk=posted or etalase_id or 0)
        etalase = chosen.first()
        self.specs = specs_of(etalase.category if etalase else None)
        for spec in self.specs:
            field = _field(spec)
            if spec.code in values:
                field.initial = _typed(values[spec.code])
            self.fields[f"{FIELD}{spec.code}"] = field

    @property
    def attribute_rows(self) -> list[tuple[forms.BoundField, str]]:
        """Each field with its unit, in the order of the template."""
        return [(self[f"{FIELD}{spec.code}"], spec.unit) for spec in self.specs]

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into values, a sentence beside each that is none."""
        cleaned = super().clean() or self.cleaned_data
        typed = {spec.code: cleaned.pop(f"{FIELD}{spec.code}", "") for spec in self.specs}
        cleaned["attributes"], wrong = attributes.clean_all(self.specs, typed)
        known = {spec.code: spec for spec in self.specs}
        for code, fault in wrong.items():
            self.add_error(f"{FIELD}{code}", sentence(fault, known[code]))
        return cleaned


def _typed(value: Value) -> str:
    """Return a stored value as its field takes it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return value if isinstance(value, str) else attributes.number_words(value)


def _field(spec: Spec) -> forms.Field:
    words: dict[str, Any] = {
        "label": spec.label,
        "required": False,
        "help_text": ASKED if spec.required else "",
    }
    if spec.kind == Kind.CHOICE:
        choices = [("", "–"), *((choice, choice) for choice in spec.choices)]
        return forms.ChoiceField(choices=choices, **words)
    if spec.kind == Kind.YES_NO:
        return forms.ChoiceField(choices=_YES_NO, **words)
    field = LineField(max_length=attributes.TEXT_MAX, **words)
    if spec.kind == Kind.NUMBER:
        field.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
    return field
