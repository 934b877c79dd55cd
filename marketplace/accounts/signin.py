"""How failed sign-ins are counted: by the address typed, wherever it was typed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.core.text import clean_line
from marketplace.web.problems import for_program, problem

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
