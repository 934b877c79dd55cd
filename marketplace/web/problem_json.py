"""The API's errors as problems, with the stable code of the refusal."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from marketplace.core import guards
from marketplace.core.errors import DomainError
from marketplace.web.problems import MEDIA_TYPE, SENTENCES, body

ERRORS: Final = _("The request has errors.")


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal or a DRF error into problem+json; None lets a bug be a 500."""
    error = guards.refusal(error) or error
    if isinstance(error, DomainError):
        details = {key: str(value) for key, value in error.details.items()}
        said = body(error.http_status, error.code, error.message, details=details)
        return Response(said, status=error.http_status, content_type=MEDIA_TYPE)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    is_invalid = isinstance(error, exceptions.ValidationError)
    title = str(ERRORS) if is_invalid else _said(error)
    errors = {"errors": response.data} if is_invalid else {}
    response.data = body(response.status_code, error.default_code, title, **errors)
    response.content_type = MEDIA_TYPE
    return response


def _said(error: exceptions.APIException) -> str:
    ours = SENTENCES.get(error.default_code)
    return str(ours) if ours is not None else str(error.detail)
