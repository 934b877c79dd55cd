"""The library's forms of signing in and of the account, with the words of this site."""

from typing import Any, Final

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.passwords import RULE
from marketplace.core.text import clean_line

_CODE: Final = _("6 digits of the app")
LABELS: Final = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
    "oldpassword": _("Your present password"),
    "remember": _("Stay signed in on this device"),
    "code": _("6 digits of the app, or a recovery code"),
}
HELP: Final = {"password1": RULE}


class OurWords:
    """Labels and help of ours in place of the library's; no placeholder that says them twice."""

    labels: dict[str, Any] = LABELS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(OurWords, account.LoginForm):  # type: ignore[misc]
    """Signing in."""


class SignupForm(OurWords, account.SignupForm):  # type: ignore[misc]
    """Registering; with the name of ``forms.SignupForm``."""

    labels = {**LABELS, "password1": _("Password")}


class AddEmailForm(OurWords, account.AddEmailForm):  # type: ignore[misc]
    """One more address."""

    labels = {**LABELS, "email": _("Another e-mail address")}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password, by the present one."""


class SetPasswordForm(OurWords, account.SetPasswordForm):  # type: ignore[misc]
    """The first password."""


class ResetPasswordForm(OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Asking for a letter with a link."""

    def clean_email(self) -> str:
        """Return the address that was meant: the library goes on with what was typed."""
        return clean_line(super().clean_email())


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link of a letter."""


class ReauthenticateForm(OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class AuthenticateForm(OurWords, codes.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ReauthenticateByCodeForm(OurWords, codes.ReauthenticateForm):  # type: ignore[misc]
    """The second step once more."""


class ActivateTOTPForm(OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    labels = {**LABELS, "code": _CODE}
