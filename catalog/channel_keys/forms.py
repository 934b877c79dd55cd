"""What is asked before a program may act for a shop."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.channel_keys.models import KeyScope
from marketplace.accounts.tokens import LIFETIMES_DAYS
from marketplace.web.fields import LineField, SecretField


class KeyForm(forms.Form):
    """A new key: its name, use and life, and the password of whoever makes it."""

    name = LineField(
        label=_("Name of the program"),
        max_length=60,
        help_text=_("To know it again: for example the name of your omnichannel tool."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=KeyScope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("How long it lives"), coerce=int)
    password = SecretField(
        label=_("Your password"),
        help_text=_("So that nobody makes a key on a screen you left open."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"scopes": [KeyScope.READ, KeyScope.STOCK], "days": 365})
        super().__init__(*args, **options)
        days = self.fields["days"]
        assert isinstance(days, forms.TypedChoiceField)  # noqa: S101 - declared above
        days.choices = [
            (life, ngettext("%(days)s day", "%(days)s days", life) % {"days": life})
            for life in LIFETIMES_DAYS
        ]
