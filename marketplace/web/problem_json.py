"""The API's errors: problem+json with the stable code of the refusal (RFC 9457)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import exception_handler

from marketplace.core import guards
from marketplace.core.errors import DomainError

MEDIA_TYPE = "application/problem+json"


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
    response = exception_handler(error, context)
    if response is None:
        return None
    code = getattr(error, "default_code", "error")
    detail = response.data.get("detail") if isinstance(response.data, dict) else None
    response.data = {
        "title": str(detail or _("The request has errors.")),
        "status": response.status_code,
        "code": code,
        **({} if detail else {"errors": response.data}),
    }
    response.content_type = MEDIA_TYPE
    return response
