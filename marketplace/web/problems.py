"""What a program is answered where a person would see a page: problem+json (RFC 9457)."""

from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE: Final = "application/problem+json"
ADDRESSES: Final = "/api/"
# In our words: the library's own are half translated.
SENTENCES: Final[dict[str, str | Promise]] = {
    "not_authenticated": _("Send the header Authorization: Token <your token>."),
    "authentication_failed": _("This token is not valid here, has ended, or was revoked."),
    "permission_denied": _("This account or token may not do this."),
    "not_found": _("There is nothing here, or nothing for this account."),
    "method_not_allowed": _("This address does not take this method."),
    "not_acceptable": _("This address answers in JSON only."),
    "unsupported_media_type": _("Send JSON, with Content-Type: application/json."),
    "throttled": _("Too many requests. Wait as long as Retry-After says, then try again."),
    "bad_request": _("The request cannot be read."),
    "server_error": _("Something went wrong on our side. Nothing was changed. Please try again."),
}


def for_program(request: HttpRequest) -> bool:
    """Say whether a program asks, so that the answer is never a page."""
    return request.path.startswith(ADDRESSES)


def body(status: int, code: str, title: str = "", **more: Any) -> dict[str, Any]:
    """Return what a problem says; a code without a sentence here brings its title."""
    return {"title": title or str(SENTENCES[code]), "status": status, "code": code, **more}


def problem(status: int, code: str, title: str = "") -> JsonResponse:
    """Return a problem for what no view of the API has answered."""
    return JsonResponse(body(status, code, title), status=status, content_type=MEDIA_TYPE)
