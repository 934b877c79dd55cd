"""The one field we ask beside e-mail and password."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.core import imitation
from marketplace.web.fields import LineField


class SignupForm(forms.Form):
    """Adds the person's name to allauth's sign-up form."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As on your identity card; officers will see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        """Return a name that passes for nobody else's. Raises: ValidationError."""
        name: str = self.cleaned_data["name"]
        if wrong := imitation.wrong_with_name(name):
            raise forms.ValidationError(wrong)
        return name

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Required by allauth; the adapter has already saved the name."""


class ProfileForm(forms.Form):
    """What a person may change about their account by themselves."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As on your identity card; officers will see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
    )
