"""The forms of signing in by a telephone number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import services
from marketplace.accounts.phone_codes import DIGITS
from marketplace.core.errors import RuleViolation
from marketplace.web.fields import LineField


class PhoneForm(forms.Form):
    """A mobile number to which a code is sent."""

    phone = LineField(
        label=_("Mobile number"),
        max_length=32,
        help_text=_("A code comes to it by SMS, for example to 0812 3456 7890."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "type": "tel"}),
    )

    def clean_phone(self) -> str:
        """Return the number in E.164."""
        try:
            return services.require_mobile(self.cleaned_data["phone"])
        except RuleViolation as refused:
            raise forms.ValidationError(refused.message) from refused


class SignUpForm(PhoneForm):
    """A name beside the number."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As on your identity card; officers will see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "phone")


class CodeForm(forms.Form):
    """The digits that came to the phone."""

    code = LineField(
        label=_("Code from the SMS"),
        max_length=DIGITS * 2,
        help_text=_("6 digits; they are good for 5 minutes."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )
