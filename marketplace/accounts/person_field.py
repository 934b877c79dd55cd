"""Somebody's account, named by its e-mail address."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.web.fields import LineField


class PersonField(LineField):
    """Somebody's account, by its e-mail address."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("E-mail address of the person"))
        super().__init__(
            max_length=254,
            help_text=gettext_lazy("The address with which they sign in to Pasar Bela."),
            widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> User:
        """Return the account. Raises: ValidationError where nobody has confirmed this address."""
        address = super().clean(value).lower()
        person = User.objects.filter(email=address, is_active=True).first()
        confirmed = EmailAddress.objects.filter(user=person, verified=True)
        if person is None or not confirmed.exists():
            raise forms.ValidationError(
                _("Nobody signs in with this address. Ask the person to sign up and confirm first.")
            )
        return person
