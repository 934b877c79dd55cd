"""How sign-in behaves here: by e-mail, back to the person's tasks, nothing else open."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import get_random_string

from marketplace.accounts.lockout import remember_device
from marketplace.accounts.signin import set_language_cookie
from marketplace.accounts.signup_again import confirm_again


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's behaviour with our user model."""

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
        remember_device(response, user.email)
        return response

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as a sign-up that makes an account: the time must not say which it was."""
        make_password(get_random_string(16))
        if not confirm_again(self.request, email):
            super().send_account_already_exists_mail(email)
