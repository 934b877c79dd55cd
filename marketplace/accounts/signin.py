"""How failed sign-ins are counted: by the address typed, wherever it was typed."""

from datetime import timedelta
from typing import Any, Final

from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.text import clean_line
from marketplace.web.problems import for_program, problem

LATELY: Final = timedelta(minutes=10)  # how long a proof says that the owner sits here
_PROVED: Final = "proved"
LONGEST_NAME = 254  # of an e-mail address; what is longer names nobody and is counted by its start
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the address somebody tries, in lower case; axes counts failures by it."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login", "")
    return clean_line(str(name))[:LONGEST_NAME].lower()


def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None = None, *_args: object
) -> HttpResponse:
    """Answer a locked-out try: a page for people, problem+json for programs."""
    status = settings.AXES_HTTP_RESPONSE_CODE
    if for_program(request):
        said = _("Too many failed attempts. Wait 15 minutes, then try again.")
        return problem(status, "locked_out", said)
    return render(request, "errors/locked.html", status=status)


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Keep a language choice in the browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def enters_by_code(user: Any) -> bool:
    """Say whether a code to the phone is all that opens the account: there is no password."""
    return bool(user.phone) and not (user.email and user.has_usable_password())


def proved_within(request: HttpRequest, user: Any, span: timedelta) -> bool:
    """Say whether the owner typed a password or a code on this browser that short a time ago."""
    proved = request.session.get(_PROVED, {})
    least = (clock.now() - span).timestamp()
    return bool(proved.get("for") == user.pk and proved.get("at", 0) > least)


@receiver(authentication_step_completed)
def note_proof(request: HttpRequest, user: Any, **_details: Any) -> None:
    """Write down that the owner just signed in here, or proved once more who sits here."""
    request.session[_PROVED] = {"for": user.pk, "at": clock.now().timestamp()}
