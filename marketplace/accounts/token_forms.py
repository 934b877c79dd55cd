"""What is asked before a program may act for a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts import token_scopes, tokens
from marketplace.accounts.models import User
from marketplace.web.fields import LineField, SecretField


class TokenForm(forms.Form):
    """A new token: its name, use and life, and the password of whoever makes it."""

    name = LineField(
        label=_("Name of the program"),
        max_length=60,
        help_text=_('For yourself, to know it again: for example "office software".'),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("How long it lives"), coerce=int)
    password = SecretField(
        label=_("Your password"),
        help_text=_("So that nobody makes a token on a screen you left open."),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, initial={"scopes": [token_scopes.READ], "days": 90})
        scopes, days = self.fields["scopes"], self.fields["days"]
        assert isinstance(scopes, forms.MultipleChoiceField)  # noqa: S101 - declared above
        assert isinstance(days, forms.TypedChoiceField)  # noqa: S101 - declared above
        scopes.choices = [(scope.key, scope.label) for scope in token_scopes.fitting(user)]
        days.choices = [
            (life, ngettext("%(days)s day", "%(days)s days", life) % {"days": life})
            for life in tokens.LIFETIMES_DAYS
        ]
