"""Form fields that stand in several rooms: whole numbers, rupiah, and the reason for a refusal."""

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import MAX_RUPIAH, REASON_MAX
from marketplace.core.money import grouped
from marketplace.core.whole_numbers import MAX_TYPED, typed_number

NUMERIC: Final[dict[str, Any]] = {"inputmode": "numeric", "autocomplete": "off"}


class WholeNumberField(forms.CharField):
    """A whole number as people write it (``1.250``), cleaned to an int within bounds.

    empty: what nothing typed means, where the field may stay empty.
    """

    default_error_messages: ClassVar = {
        "unreadable": _("Enter a whole number from %(least)s to %(most)s."),
        "out_of_range": _("Enter a whole number from %(least)s to %(most)s."),
    }

    def __init__(
        self, *, least: int = 0, most: int = MAX_RUPIAH, empty: int | None = None, **options: Any
    ) -> None:
        self.least, self.most, self.empty = least, most, empty
        super().__init__(max_length=MAX_TYPED, **options)
        self.widget.attrs.update(NUMERIC)

    def clean(self, value: Any) -> int | None:
        """Return the number, or ``empty``. Raises: ValidationError with the bounds in words."""
        text = super().clean(value)
        if not text:
            return self.empty
        number = typed_number(text)
        if number is None:
            raise self._wrong("unreadable")
        if not self.least <= number <= self.most:
            raise self._wrong("out_of_range")
        return number

    def _wrong(self, code: str) -> forms.ValidationError:
        bounds = {"least": grouped(self.least), "most": grouped(self.most)}
        return forms.ValidationError(self.error_messages[code], code=code, params=bounds)


class RupiahField(WholeNumberField):
    """Whole rupiah as people write them: ``1.840.000.000``, ``Rp 1840000000``."""

    default_error_messages: ClassVar = {
        "unreadable": _("Type whole rupiah with digits only, for example 75.000.000."),
    }


class ReasonField(forms.CharField):
    """Why somebody says no, or ends something: a few lines that others will read."""

    def __init__(self, *, missing: Any = None, **options: Any) -> None:
        """``missing``: what is said of a reason left empty; the usual words without."""
        options.setdefault("max_length", REASON_MAX)
        options.setdefault("label", _("Reason"))
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)
        if missing is not None:
            self.error_messages["required"] = missing
