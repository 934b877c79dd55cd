"""The second step of signing in, where the work demands it: until it is set up nothing opens."""

from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from marketplace.accounts.models import User
from marketplace.core import audit
from marketplace.core.errors import NotAllowed
from marketplace.web.problems import for_program, problem
from marketplace.web.requests import by_script

SET_UP: Final = "mfa_activate_totp"
# What is needed to set it up, to leave, and to read the page.
OPEN: Final = frozenset(
    {
        SET_UP,
        "mfa_index",  # says so when an unconfirmed address stands in the way
        "account_email",
        "account_email_verification_sent",
        "account_reauthenticate",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_confirm_email",
        "set_language",
        "set_theme",
        "healthz",
    }
)
AFTERWARDS: Final = "after_second_step"  # in the session: the page that was asked for


class SecondStepMissing(NotAllowed):
    """The account's work needs a second step of signing in, and none is set up."""

    code = "second_step_missing"


class SecondStepMiddleware:
    """Lead who must have a second step to the page that sets it up, from wherever they go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Answer instead of the view; None lets it answer."""
        user, here = request.user, request.resolver_match
        if not isinstance(user, User) or (here and here.view_name in OPEN):
            return None
        return _lead_to_set_up(request) if user.lacks_second_step else None


def _lead_to_set_up(request: HttpRequest) -> HttpResponse:
    if for_program(request):
        return problem(SecondStepMissing.http_status, SecondStepMissing.code, _words())
    if by_script(request):
        return HttpResponseClientRedirect(reverse(SET_UP))
    if request.method == "GET":
        request.session[AFTERWARDS] = request.get_full_path()
    return redirect(SET_UP)


class HasSecondStep(BasePermission):
    """The same for programs, whose token the middleware does not read."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Raises: SecondStepMissing."""
        require_second_step(request.user)
        return True


def require_second_step(user: object) -> None:
    """Let nobody by whose work needs a second step and who has none. Raises: SecondStepMissing."""
    if isinstance(user, User) and user.lacks_second_step:
        raise SecondStepMissing(_words())


def _words() -> str:
    return _(
        "Your work here needs a second step of signing in. Sign in on the site and set it up first."
    )


@receiver(authenticator_added)
@receiver(authenticator_removed)
def keep_this_session(
    signal: object, request: HttpRequest, user: User, authenticator: Authenticator, **details: Any
) -> None:
    """End every session of the account but the one in which its second step was changed."""
    user.refresh_from_db(fields=["second_step_since"])
    if request.user.pk == user.pk:
        update_session_auth_hash(request, user)
    verb = "added" if signal is authenticator_added else "removed"
    audit.record(f"account.{authenticator.type}_{verb}", actor=user, subject=user)
