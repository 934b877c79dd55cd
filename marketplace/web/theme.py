"""The reader's own choice of light or dark, kept in a cookie; without it the device decides."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from marketplace.web.requests import anonymous_choice, own_address

COOKIE = "theme"
THEMES = ("pasar", "pasar-malam")
ONE_YEAR_SECONDS = 365 * 24 * 3600


@require_POST
@anonymous_choice
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the posted ``theme`` (anything unknown forgets it) and go back to ``next``."""
    target = own_address(request, request.POST.get("next", ""))
    response = HttpResponseRedirect(target or "/")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            COOKIE,
            theme,
            max_age=ONE_YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
