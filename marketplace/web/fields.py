"""Form fields of all rooms: text as it was meant, whole numbers, rupiah, percent, reasons, files.

No room takes Django's own fields for text and numbers (tests/architecture/test_typed_fields.py):
those store marks that nobody sees and read digits of every script.
"""

from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.fields import REASON_MAX
from marketplace.core.money import grouped
from marketplace.core.text import clean_line, clean_text
from marketplace.core.uploads import ARCHIVES, PAPERS, PICTURES, SHEETS
from marketplace.core.whole_numbers import (
    MAX_TYPED,
    has_fraction,
    plain_number,
    typed_number,
    typed_percent,
)

SECRET_MAX: Final = 256
SAID_BOUND: Final = 1_000_000  # what lies beyond, people do not order
NUMERIC: Final[dict[str, Any]] = {"inputmode": "numeric", "autocomplete": "off"}


class LineField(forms.CharField):
    """One line of text, cleaned before its length is judged."""

    def to_python(self, value: Any) -> Any:
        """Return what was meant (``core.text.clean_line``)."""
        return clean_line(str(value)) if value not in self.empty_values else self.empty_value


class TextField(forms.CharField):
    """Text of several lines, cleaned before its length is judged: a line end counts once."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Return what was meant (``core.text.clean_text``)."""
        return clean_text(str(value)) if value not in self.empty_values else self.empty_value


class SecretField(forms.CharField):
    """A password: every character counts, nothing is cleaned, and it is never shown again."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", SECRET_MAX)
        super().__init__(strip=False, widget=forms.PasswordInput(), **options)
        self.widget.attrs["autocomplete"] = "current-password"


class WholeNumberField(LineField):
    """A whole number as people write it (``1.250``), cleaned to an int within bounds.

    empty: what nothing typed means, where the field may stay empty.
    """

    default_error_messages: ClassVar = {
        "unreadable": _("Enter a whole number from %(least)s to %(most)s."),
        "fraction": _("Enter whole numbers only, without decimals."),
        "out_of_range": _("Enter a whole number from %(least)s to %(most)s."),
        "no_number": _("Type a whole number with digits only, for example 250 or 1.250."),
        "too_small": _("Enter %(least)s or more."),
        "too_large": _("This number is too large to be true. Check the zeros."),
    }

    def __init__(
        self,
        *,
        least: int = 0,
        most: int = MAX_SUM_RUPIAH,
        empty: int | None = None,
        **options: Any,
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
            raise self._wrong("fraction" if has_fraction(text) else "unreadable")
        if not self.least <= number <= self.most:
            raise self._wrong("out_of_range", is_small=number < self.least)
        return number

    def _wrong(self, code: str, *, is_small: bool = False) -> forms.ValidationError:
        if self.most > SAID_BOUND:
            code = self._without_bound(code, is_small=is_small)
        bounds = {"least": grouped(self.least), "most": grouped(self.most)}
        return forms.ValidationError(self.error_messages[code], code=code, params=bounds)

    def _without_bound(self, code: str, *, is_small: bool) -> str:
        """Return the message for a bound that only a machine has: nobody is told its digits."""
        own = self.error_messages[code] != WholeNumberField.default_error_messages[code]
        if own or code == "fraction":
            return code
        if code == "unreadable":
            return "no_number"
        return "too_small" if is_small else "too_large"


class RupiahField(WholeNumberField):
    """Whole rupiah as people write them: ``1.840.000.000``, ``Rp 1840000000``."""

    default_error_messages: ClassVar = {
        "unreadable": _("Type whole rupiah with digits only, for example 75.000.000."),
        "fraction": _("Type whole rupiah, without cents: 75.000 or 75.000,00."),
    }


class PercentField(LineField):
    """A share from 0 to 100 per cent with two decimals at most, by comma or by point."""

    default_error_messages: ClassVar = {
        "invalid": _("Enter a percentage from 0 to 100 with at most two decimals: 40 or 42,5."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_TYPED, **options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Show a stored share without zeros at its end: ``42,5``."""
        if not isinstance(value, Decimal):
            return value
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")

    def clean(self, value: Any) -> Decimal | None:
        """Return the share, None for nothing typed. Raises: ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        share = typed_percent(text)
        if share is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return share


class KeyField(forms.CharField):
    """The key of a row that our own page wrote into a hidden field."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar = {"invalid": _("Reload the page and try again.")}

    def clean(self, value: Any) -> int | None:
        """Return the key, None of a field that may stay empty.

        Raises: ValidationError for anything that no page of ours wrote.
        """
        text = super().clean(value)
        if not text:
            return None
        key = plain_number(text)
        if key is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return key


class ReasonField(TextField):
    """Why somebody says no, or ends something: a few lines that others will read."""

    def __init__(self, *, missing: Any = None, **options: Any) -> None:
        """``missing``: what is said of a reason left empty; the usual words without."""
        options.setdefault("max_length", REASON_MAX)
        options.setdefault("label", _("Reason"))
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)
        if missing is not None:
            self.error_messages["required"] = missing


class Several(tuple[Any, ...]):
    """More files than the one that a field asks for."""


class OneFileInput(forms.FileInput):
    """A file input whose second file is noticed: a drop or a program can send as many it likes."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the file, or all of them where there are more."""
        sent = files.getlist(name) if hasattr(files, "getlist") else []
        return Several(sent) if len(sent) > 1 else super().value_from_datadict(data, files, name)


class PaperField(forms.FileField):
    """A file that somebody sends; what is taken of it is decided by ``core.uploads`` alone."""

    accepted: ClassVar[str] = PAPERS
    widget = OneFileInput
    default_error_messages: ClassVar = {
        "required": _("Choose a file."),
        "invalid": _("The file did not arrive. Choose it again."),
        "missing": _("The file did not arrive. Choose it again."),
        "empty": _("The file is empty. Choose another one."),
        "several": _(
            "%(number)s files came, and one is asked for. Put all pages into one PDF, or choose "
            "one file."
        ),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["accept"] = self.accepted

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file. Raises: ValidationError, for a second one too."""
        if isinstance(data, Several):
            raise forms.ValidationError(
                self.error_messages["several"], code="several", params={"number": len(data)}
            )
        return super().clean(data, initial)


class PhotoField(PaperField):
    """A photo that somebody sends."""

    accepted = PICTURES


class SheetField(PaperField):
    """A table that somebody sends: xlsx or CSV."""

    accepted = SHEETS


class ArchiveField(PaperField):
    """A zip of photos that somebody sends."""

    accepted = ARCHIVES
