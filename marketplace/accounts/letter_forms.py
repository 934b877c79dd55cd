"""The fields of an appointment letter, in whatever form asks for one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.appointing import LetterWords
from marketplace.accounts.models import LETTER_NUMBER_MAX, SIGNED_BY_MAX
from marketplace.web.fields import LineField


class DayField(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": gettext_lazy("Choose a day of the calendar."),
                "invalid": gettext_lazy("Choose a day of the calendar."),
            },
            **options,
        )


class LetterForm(forms.Form):
    """What the letter says; the use-cases judge it."""

    number = LineField(
        label=gettext_lazy("Number of the letter"),
        max_length=LETTER_NUMBER_MAX,
        error_messages={"required": gettext_lazy("Write the number of the letter.")},
    )
    dated_on = DayField(label=gettext_lazy("Date of the letter"))
    signed_by = LineField(
        label=gettext_lazy("Signed by"),
        help_text=gettext_lazy("Name and office of whoever signed the letter."),
        max_length=SIGNED_BY_MAX,
        error_messages={"required": gettext_lazy("Write who signed the letter, with the office.")},
    )
    valid_from = DayField(label=gettext_lazy("First day"))
    valid_until = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The role ends by itself after this day. Empty: until revoked."),
        required=False,
    )

    def letter(self) -> LetterWords:
        """Return what was typed."""
        typed = self.cleaned_data
        return LetterWords(
            number=typed["number"],
            dated_on=typed["dated_on"],
            signed_by=typed["signed_by"],
            valid_from=typed["valid_from"],
            valid_until=typed["valid_until"],
        )


class OptionalLetterForm(LetterForm):
    """A letter where there may be none: whoever types its number types the rest."""

    NEEDED = ("dated_on", "signed_by", "valid_from")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("number", *self.NEEDED):
            self.fields[name].required = False

    def letter_if_any(self) -> LetterWords | None:
        """Return what was typed, None of nothing. Raises: ValidationError for half a letter."""
        typed = self.cleaned_data
        if not typed.get("number"):
            return None
        missing = [name for name in self.NEEDED if not typed.get(name)]
        if missing:
            message = _("A letter has a date, a signer and a first day. Fill in what is missing.")
            raise forms.ValidationError(dict.fromkeys(missing, message))
        return self.letter()
