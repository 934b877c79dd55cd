"""Forms of appointments: shape alone; the use-cases judge the meaning."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.letter_forms import LetterForm
from marketplace.accounts.models import Membership, Role, User
from marketplace.accounts.passwords import RULE
from marketplace.accounts.person_field import PersonField
from marketplace.appointments.models import GIVEN_HERE
from marketplace.appointments.queries import colleagues
from marketplace.appointments.services import Paper
from marketplace.web.fields import LineField, PaperField, ReasonField, SecretField


class PaperForm(LetterForm):
    """A letter with its file."""

    upload = PaperField(
        label=_("The letter as a file"),
        help_text=_("The PDF, or a clear photo of it."),
        required=False,
    )

    def paper(self) -> Paper:
        """Return the letter that was typed, with its file."""
        return Paper(self.letter(), self.cleaned_data.get("upload"))


class RoleForm(PaperForm):
    """Which role is given, by which letter."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role in GIVEN_HERE],
        widget=forms.RadioSelect,
    )
    field_order = ("email", "role")


class AppointForm(RoleForm):
    """Who is appointed to what."""

    email = PersonField()


class InviteForm(RoleForm):
    """Who is invited to what; they may have no account."""

    email = LineField(
        label=_("E-mail address of the person"),
        max_length=254,
        help_text=_("Only the account of this address can accept."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )


class NewcomerForm(forms.Form):
    """The account of whoever was invited, whose address the letter has proven."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As on your identity card; officers will see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = SecretField(label=_("Password"), help_text=RULE)

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        """``email``: the address of the invitation, which the password may not resemble."""
        super().__init__(*args, **options)
        self._email = email
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean(self) -> dict[str, Any]:
        """Judge the password as signing up does."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if password := typed.get("password"):
            person = User(email=self._email, name=typed.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return typed


class StandInForm(PaperForm):
    """Who stands in, from when to when, and why."""

    person = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("People of the agency; whose other duties exclude this one is refused."),
    )
    reason = ReasonField(
        label=_("Why the holder is away"), help_text=_("For example: yearly leave.")
    )
    field_order = ("person", "valid_from", "valid_until", "reason")

    def __init__(self, *args: Any, held: Membership, **options: Any) -> None:
        """``held``: the role whose holder is away."""
        super().__init__(*args, **options)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = User.objects.filter(pk__in=[one.pk for one in colleagues(held)])
        last = self.fields["valid_until"]
        last.required, last.help_text = True, _("The stand-in ends by itself after this day.")


class AddressForm(forms.Form):
    """Where the agency is."""

    address = LineField(
        label=_("Address of the agency"),
        max_length=200,
        help_text=_("It is proposed for each delivery and stands on new papers."),
    )


class EndForm(forms.Form):
    """Why a role ends."""

    reason = ReasonField(help_text=_("The person whose role it is reads it."))
