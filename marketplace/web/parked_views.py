"""The two addresses of files that come in parts (tus 1.0.0: core, creation, termination)."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from marketplace.core.errors import DomainError
from marketplace.core.whole_numbers import plain_number
from marketplace.web import parked
from marketplace.web.parked import MOST_BYTES_A_PART

VERSION: Final = "1.0.0"
PART: Final = "application/offset+octet-stream"
View = Callable[..., HttpResponse]


def _tus(view: View) -> View:
    """Ask for a sign-in as a program understands it, and say refusals by status alone."""

    @wraps(view)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _said(401)
        try:
            answer = view(request, **named)
        except DomainError as refused:
            answer = _said(refused.http_status)
            if isinstance(refused, parked.WrongPlace):
                answer["Upload-Offset"] = str(refused.details["received"])
        return answer

    return answered


def _said(status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer["Tus-Resumable"] = VERSION
    return answer


@require_http_methods(["POST"])
@_tus
def parked_begin(request: HttpRequest) -> HttpResponse:
    """Open a file of ``Upload-Length`` bytes; its address comes back as ``Location``."""
    size = plain_number(request.headers.get("Upload-Length", ""))
    if size is None:
        return _said(400)
    file = parked.begin(name=_name_of(request), size=size, owner=request.user)
    answer = _said(201)
    answer["Location"] = reverse("parked_file", args=[file.public_id])
    return answer


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@_tus
def parked_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how much has come, take the next part, or forget the file."""
    if request.method == "PATCH":
        return _append(request, public_id)
    file = parked.of(public_id, request.user)
    if request.method == "DELETE":
        file.delete()
        return _said(204)
    answer = _said(200)
    answer["Upload-Offset"], answer["Upload-Length"] = str(file.received), str(file.size)
    return answer


def _append(request: HttpRequest, public_id: UUID) -> HttpResponse:
    start = plain_number(request.headers.get("Upload-Offset", ""))
    length = plain_number(request.headers.get("Content-Length", ""))
    if start is None or request.content_type != PART:
        return _said(415 if start is not None else 400)
    if length is None or length > MOST_BYTES_A_PART:
        return _said(413)
    file = parked.append(public_id=public_id, start=start, content=request.body, owner=request.user)
    answer = _said(204)
    answer["Upload-Offset"] = str(file.received)
    return answer


def _name_of(request: HttpRequest) -> str:
    """Return the file's name from ``Upload-Metadata``: ``filename`` and its base64."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _gap, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except (binascii.Error, ValueError):
                return ""
    return ""
