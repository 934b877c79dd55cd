"""What the forms of the application share: numbers judged by their shape, steps in repair."""

from collections.abc import Collection
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.web.fields import NUMERIC, LineField, RupiahField
from vendors import queries
from vendors.application import is_filled
from vendors.models import Vendor, VendorStatus
from vendors.review_checks import SHAPES, doubt, shape_problem

_NOTHING: Final[tuple[Any, ...]] = (None, "", [])


class ConditionalInput(forms.TextInput):
    """An input that another answer makes necessary: the browser must not insist on it."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Leave the judgement to the server, which knows the other answer."""
        return False


class ShapeField(LineField):
    """A number people copy from a paper; its shape is checked by the rule of its column."""

    def __init__(self, *, column: str, **options: Any) -> None:
        super().__init__(widget=ConditionalInput(attrs=NUMERIC), max_length=40, **options)
        self.column = column

    def validate(self, value: Any) -> None:
        """Refuse a wrong shape with the sentence that says how to repair it."""
        super().validate(value)
        problem = shape_problem(self.column, value) if value and self.column in SHAPES else ""
        if problem:
            raise forms.ValidationError(problem)


class AmountField(RupiahField):
    """An amount that counts or not, depending on another answer."""

    default_error_messages: ClassVar = {
        "out_of_range": gettext_lazy("This amount is too large to be true. Check the zeros."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ConditionalInput, **options)


class StepForm(forms.Form):
    """A step of the application; in a repair only the returned fields are shown and taken."""

    fields_of: dict[str, tuple[str, ...]] = {}
    column_of: ClassVar[dict[str, str]] = {}  # where an input is not named as its column

    def __init__(
        self, data: Any = None, *, vendor: Vendor | None, draft: Any = None, **options: Any
    ) -> None:
        """``draft``: what stands in the page and is shown again without being judged."""
        self.vendor = vendor
        stored = self.stored(vendor) if vendor else {}
        super().__init__(data, initial={**stored, **(draft or {})}, **options)
        self.returned = queries.returned_fields(vendor) if vendor else {}
        if vendor is not None and vendor.status == VendorStatus.RETURNED:
            open_now = {*self.returned, *(f for f in self.fields_of if not is_filled(vendor, f))}
            shown = {name for field in open_now for name in self.fields_of.get(field, ())}
            self._leave(shown)

    def _leave(self, shown: Collection[str]) -> None:
        """Show only these fields."""
        for name in set(self.fields) - set(shown):
            del self.fields[name]

    def note_of(self, name: str) -> tuple[str, str]:
        """Return state and sentence for what stands in a field; nothing where nothing is to say."""
        if name not in self.fields:
            return "", ""
        if not self.is_bound:
            value = self.initial.get(name)
            text = "" if value is None else str(value)
            return self.check(name, text) if text else ("", "")
        problems = self.errors.get(name)
        if problems:
            return "error", str(problems[0])
        value = self.cleaned_data.get(name)
        return self.check(name, str(value)) if value not in (None, "") else ("", "")

    def check(self, name: str, value: str) -> tuple[str, str]:
        """Return what the machine says of a value of the right shape."""
        field = self.fields[name]
        if not isinstance(field, ShapeField):
            return "", ""
        words = doubt(field.column, value)
        return ("warn", words) if words else ("ok", _("The shape is right."))

    def _excuse(self, name: str) -> None:
        """Do not ask for a field that the other answers make unnecessary."""
        if name in self.fields:
            self.fields[name].required = False

    def held(self) -> dict[str, Any]:
        """Return the answers that can be taken alone, of a page that is left before its end."""
        return {name: value for name, value in self.cleaned_data.items() if value not in _NOTHING}

    @classmethod
    def stored(cls, vendor: Vendor) -> dict[str, Any]:
        """Return what the vendor has, by form field."""
        return {name: getattr(vendor, name) for name in cls.base_fields}

    def typed(self, name: str) -> Any:
        """Return what was typed, or what is stored where the field is not open."""
        if name in self.cleaned_data:
            return self.cleaned_data[name]
        return self.stored(self.vendor).get(name) if self.vendor else None
