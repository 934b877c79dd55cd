"""How sign-in behaves here: by e-mail or phone, back to one's tasks, nothing else open."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import letters
from marketplace.accounts.lockout import remember_device
from marketplace.accounts.signin import set_language_cookie
from marketplace.accounts.signup_again import confirm_again
from marketplace.core import clock, imitation, moments
from marketplace.core.text import clean_line
from marketplace.web.requests import own_address
from marketplace.web.viewer_zone import viewer_zone


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's behaviour with our user model, our words and our letters."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("The main address stays. Make another one the main one."),
        "duplicate_email": _("This address belongs to your account already."),
        "email_password_mismatch": _("E-mail address or password is wrong."),
        "email_taken": _("This address belongs to an account already. Type another one."),
        "enter_current_password": _("Type your present password."),
        "incorrect_code": _("The code is wrong or was already used. Type the newest one."),
        "incorrect_password": _("The password is wrong."),
        "invalid_or_expired_key": _("The link has been used or is too old."),
        "invalid_login": _("E-mail address or password is wrong."),
        "invalid_password_reset": _("The link has been used or is too old."),
        "too_many_login_attempts": _("Too many failed attempts. Wait 15 minutes, then try again."),
        "unknown_email": _("No account has this address."),
        "unverified_primary_email": _("Confirm the address first, by the link in the letter."),
        "select_only_one": _("Choose one only."),
        "same_as_current": _("This is what it is already. Type something else."),
        "rate_limited": _("Too many requests. Wait a few minutes, then try again."),
    }

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - allauth's signature
        """Keep the name a person typed and their language beside the address."""
        user.name = form.cleaned_data.get("name", "")
        user.language = request.LANGUAGE_CODE if request.LANGUAGE_CODE in {"id", "en"} else "id"
        return super().save_user(request, user, form, commit)

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        """Let the account's language be the language from now on, first of the welcome."""
        with translation.override(user.language):
            response: HttpResponse = super().post_login(request, user, **details)
        set_language_cookie(response, user.language)
        remember_device(response, user.get_username())
        return response

    def clean_email(self, email: str) -> str:
        """Return an address that letters reach. Raises: ValidationError for every other."""
        address = clean_line(email)
        if wrong := imitation.wrong_with_address(address):
            raise ValidationError(wrong)
        return address

    def is_safe_url(self, url: str) -> bool:
        """Lead on to addresses of this site only, not to every host that it may be called by."""
        return bool(url) and bool(own_address(self.request, url))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as a sign-up that makes an account: the time must not say which it was."""
        make_password(get_random_string(16))
        if not confirm_again(self.request, email):
            super().send_account_already_exists_mail(email)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Let go of an unconfirmed address where a telephone number opens the account."""
        if email_address.user.phone and not email_address.primary:
            return True
        answer: bool = super().can_delete_email(email_address)
        return answer

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Carry the page that was wanted through the letter."""
        link: str = super().get_email_confirmation_url(request, emailconfirmation)
        return letters.with_wanted_page(link, request)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """Tell a person what was changed about their account, when and from where."""
        with translation.override(user.language):
            moment = moments.full_moment(clock.now(), viewer_zone())
        details = {"user": user, "ip": "", "moment": moment}
        if self.request is not None:
            details["ip"] = self.get_client_ip(self.request)
        address = email or EmailAddress.objects.get_primary_email(user) or user.email
        if not address:  # entered by telephone alone
            return
        self.send_mail(template_prefix, address, {**details, **(context or {})})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter of ours (see ``letters``)."""
        with translation.override(letters.language_of(context)):
            words = letters.words_of(context) | {"email": clean_line(email)}
            self.render_mail(template_prefix, email, words).send()


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second step; whoever needs one to work cannot switch it off."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("An account with a second step gets no further address."),
        "cannot_delete_authenticator": _("Your work here needs the second step; it stays on."),
        "cannot_generate_recovery_codes": _("Switch the second step on first."),
        "incorrect_code": _("The code is wrong or was already used. Type the newest one."),
        "unverified_email": _("Confirm your e-mail address first, by the link in the letter."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the app of an operator, an approver, a payer or a verifier."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        return not authenticator.user.needs_second_step
