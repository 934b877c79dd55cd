"""What a listing states of its goods, judged by the template of its etalase's category."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import attributes
from catalog.attributes import Fault, Spec
from catalog.category_models import Category, specs_of
from catalog.models import Etalase
from marketplace.core.errors import RuleViolation
from marketplace.core.money import grouped

FIELD: Final = "attr-"
_SENTENCES: Final[dict[Fault, Promise]] = {
    Fault.UNKNOWN: gettext_lazy("Goods of this kind do not state this. Reload the page."),
    Fault.MISSING: gettext_lazy("Goods of this kind state this. Fill it in."),
    Fault.TOO_LONG: gettext_lazy("Write at most %(most)s letters."),
    Fault.NO_NUMBER: gettext_lazy("Type a number such as 250, 1.250 or 2,5."),
    Fault.OTHER_UNIT: gettext_lazy("This is counted in %(unit)s. Type the number in that unit."),
    Fault.OUT_OF_RANGE: gettext_lazy(
        "Type a number from 0 to %(largest)s with at most %(places)s decimals."
    ),
    Fault.NO_CHOICE: gettext_lazy("Choose one of: %(choices)s."),
    Fault.NO_YES_NO: gettext_lazy("Choose yes or no."),
}


class AttributesRefused(RuleViolation):
    """Something that the category asks of a listing is missing or is no such value."""

    code = "attributes_refused"

    def add_to(self, form: Any, *, renamed: Mapping[str, str] = MappingProxyType({})) -> None:
        """Put each sentence beside its own field, and the whole above a form without them."""
        said: Mapping[str, str] = self.details["fields"]  # type: ignore[assignment]
        if any(f"{FIELD}{code}" not in form.fields for code in said):
            form.add_error(None, self.message)
        for code, sentence in said.items():
            if f"{FIELD}{code}" in form.fields:
                form.add_error(f"{FIELD}{code}", sentence)


def sentence(fault: Fault, spec: Spec | None) -> str:
    """Return what is said of one value that was refused."""
    return str(_SENTENCES[fault]) % {
        "most": attributes.TEXT_MAX,
        "unit": spec.unit if spec else "",
        "largest": grouped(attributes.NUMBER_MAX),
        "places": attributes.PLACES,
        "choices": ", ".join(spec.choices) if spec else "",
    }


def category_of(etalase_id: int) -> Category | None:
    """Return the category of an etalase, None for one that asks nothing."""
    return Etalase.objects.select_related("category").get(pk=etalase_id).category


def typed_right(
    category: Category | None, typed: Mapping[str, object]
) -> dict[str, attributes.Value]:
    """Return the values of what was typed; what is missing is asked for at hand-in.

    Raises: AttributesRefused.
    """
    specs = specs_of(category)
    values, wrong = attributes.clean_all(specs, typed)
    _require_none(specs, wrong)
    return values


def complete(category: Category | None, typed: Mapping[str, object]) -> dict[str, attributes.Value]:
    """Return the values of what was typed, all that must be stated among them.

    Raises: AttributesRefused.
    """
    specs = specs_of(category)
    values, wrong = attributes.clean_all(specs, typed)
    _require_none(specs, {**attributes.faults(specs, values), **wrong})
    return values


def _require_none(specs: list[Spec], wrong: Mapping[str, Fault]) -> None:
    if not wrong:
        return
    known = {spec.code: spec for spec in specs}
    labels = ", ".join(spec.label for spec in specs if spec.code in wrong)
    raise AttributesRefused(
        _("Check what the listing says of its goods: %(labels)s.") % {"labels": labels},
        fields={code: sentence(fault, known.get(code)) for code, fault in wrong.items()},
    )
