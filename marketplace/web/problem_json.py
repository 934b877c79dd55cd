"""The API's errors: problem+json with the stable code of the refusal (RFC 9457)."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from marketplace.core import guards
from marketplace.core.errors import DomainError

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
ERRORS: Final = _("The request has errors.")


def for_program(request: HttpRequest) -> bool:
    """Say whether a program asks, so that the answer is never a page."""
    return request.path.startswith(ADDRESSES)


def problem(status: int, code: str) -> JsonResponse:
    """Return a problem for what no view has answered."""
    body = {"title": str(SENTENCES[code]), "status": status, "code": code}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal or a DRF error into problem+json; None lets a bug be a 500."""
    error = guards.refusal(error) or error
    if isinstance(error, DomainError):
        body = {
            "title": error.message,
            "status": error.http_status,
            "code": error.code,
            "details": {key: str(value) for key, value in error.details.items()},
        }
        return Response(body, status=error.http_status, content_type=MEDIA_TYPE)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    is_invalid = isinstance(error, exceptions.ValidationError)
    said = str(ERRORS) if is_invalid else _said(error)
    response.data = {
        "title": said,
        "status": response.status_code,
        "code": error.default_code,
        **({"errors": response.data} if is_invalid else {}),
    }
    response.content_type = MEDIA_TYPE
    return response


def _said(error: exceptions.APIException) -> str:
    ours = SENTENCES.get(error.default_code)
    return str(ours) if ours is not None else str(error.detail)
