"""A form that was sent after the session had ended: its text waits until its owner is back.

Kept in the session of the browser that sent it, encrypted, for an hour, and only on a browser that
knows whose it is (``lockout``): it is shown to that account and dropped for any other. What is
secret or a file is never kept. Works without script; with it the text stands in its form again.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from marketplace.accounts.lockout import device_owner
from marketplace.core.fields import decrypt, encrypt
from marketplace.web.requests import is_secret, posted_pairs, swaps

KEY: Final = "kept_form"
KEPT_SECONDS: Final = 3600
MOST_BYTES: Final = 100_000  # a page of text in each field of our longest form is a tenth of it


@dataclass(frozen=True)
class KeptForm:
    """Where a form was sent to and what was in it, by name."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """What a person wrote, as opposed to numbers and choices."""
        return [value for _name, value in self.fields if " " in value.strip()]


class KeptFormMiddleware:
    """Keep what comes too late, and hand it to the page that it was written on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and KEY in request.session:
            _restore(request)
        response = self.get_response(request)
        page = _sent_to_sign_in(response)
        if page and request.method == "POST" and not request.user.is_authenticated:
            _keep(request, page)
        return response


def _sent_to_sign_in(response: HttpResponse) -> str:
    """Return the page that signing in leads back to; empty when the answer is another one."""
    target = urlsplit(response.get("HX-Redirect") or response.get("Location") or "")
    if target.path != resolve_url(settings.LOGIN_URL):
        return ""
    return parse_qs(target.query).get("next", [""])[0]


def _keep(request: HttpRequest, page: str) -> None:
    owner = device_owner(request)
    fields = [pair for pair in posted_pairs(request.POST) if not is_secret(pair[0])]
    text = json.dumps(fields)
    if not owner or not fields or len(text.encode()) > MOST_BYTES:
        return
    request.session[KEY] = {
        "owner": owner,
        "page": page,
        "action": request.get_full_path(),
        "fields": encrypt(text),
        "until": time.time() + KEPT_SECONDS,
    }


def _restore(request: HttpRequest) -> None:
    kept: dict[str, Any] = request.session[KEY]
    is_sent_again = request.method == "POST" and request.get_full_path() == kept["action"]
    is_theirs = request.user.get_username() == kept["owner"]
    if is_sent_again or not is_theirs or time.time() > kept["until"]:
        del request.session[KEY]
    elif request.method == "GET" and not swaps(request) and request.get_full_path() == kept["page"]:
        pairs = json.loads(decrypt(kept["fields"]))
        fields = tuple((name, value) for name, value in pairs)
        request.kept_form = KeptForm(kept["action"], fields)  # type: ignore[attr-defined]
