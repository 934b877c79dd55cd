"""Mails about an account: in the person's language, with links to this site and nowhere else.

What the library hands over is not trusted: its links are built from the Host of the request, which
whoever asks may choose, and a name may hold signs that break a line. Both are put right in one
place, for every letter, also for those that come later.
"""

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from marketplace.accounts.models import User
from marketplace.core.text import clean_line
from marketplace.web.requests import own_link

NEXT: Final = "next"


def words_of(context: dict[str, Any]) -> dict[str, Any]:
    """Return what a letter may say: clean lines and links of ours; no object of the library."""
    user = context.get("user")
    words = {key: _said(key, value) for key, value in context.items() if _can_be_said(value)}
    return {
        **words,
        "name": clean_line(user.name) if isinstance(user, User) else "",
        "site_url": settings.BASE_URL,
        "sign_in_url": own_link(reverse("account_login")),
        "new_password_url": own_link(reverse("account_reset_password")),
    }


def language_of(context: dict[str, Any]) -> str:
    """Return the language of whom a letter is for; of the page for somebody unknown."""
    user = context.get("user")
    return user.language if isinstance(user, User) else get_language() or settings.LANGUAGE_CODE


def with_wanted_page(link: str, request: HttpRequest) -> str:
    """Let a link lead on to the page that was wanted, so that it survives the letter."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return link
    return f"{link}?{urlencode({NEXT: wanted})}"


def _can_be_said(value: object) -> bool:
    return isinstance(value, str | bool | int)


def _said(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return own_link(value) if key.endswith("_url") else clean_line(value)
