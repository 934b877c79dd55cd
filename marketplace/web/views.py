"""Pages that belong to no room: private files, health, refusals."""

import tomllib
from functools import cache
from pathlib import Path
from typing import IO
from uuid import UUID

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.core import files
from marketplace.core.models import PrivateFile
from marketplace.web.problems import for_program, problem
from marketplace.web.requests import is_ours, is_secret, origin_of, posted_pairs

REDIS_PATIENCE_SECONDS = 0.2
# What somebody sent runs nothing and reaches nothing, whatever it is. Browsers' own PDF readers do
# not work inside a sandbox: such a PDF is saved and opened outside; only our own is shown.
SENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
SHOWN_IN_PAGE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


@require_safe
@login_required
def private_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Serve a private document to those who may read it; for others it does not exist."""
    file = get_object_or_404(PrivateFile, public_id=public_id)
    if not files.can_read(request.user, file):
        raise Http404
    content = files.open_for(request.user, file)
    ours = file.owner_id is None
    return download(content, content_type=file.content_type, name=file.name, ours=ours)


def download(content: bytes, *, content_type: str, name: str, ours: bool = True) -> HttpResponse:
    """Answer with bytes a browser can neither reinterpret nor run, nor keep for the next person.

    ours: whether the house made the file; what somebody sent is kept apart from the site.
    """
    is_paper = content_type == "application/pdf"
    known = content_type in SHOWN_IN_PAGE
    shown = known and (ours or not is_paper)
    response = HttpResponse(
        content, content_type=content_type if known else "application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if is_paper and ours else SENT_POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def hand_out(file: IO[bytes], *, content_type: str, name: str) -> FileResponse:
    """Answer with a file of ours to be saved, piece by piece; it is closed with the answer."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SENT_POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Say whether the site can serve: Postgres is needed, Redis only makes it quicker."""
    database, bell = _database_state(), _redis_state()
    body = {
        "status": "ok" if database == "ok" else "down",
        "database": database,
        "redis": bell,
        "version": version(),
    }
    response = JsonResponse(body, status=200 if database == "ok" else 503)
    response["Cache-Control"] = "no-store"
    return response


def _database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _redis_state() -> str:
    client = redis.Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        socket_timeout=REDIS_PATIENCE_SECONDS,
        socket_connect_timeout=REDIS_PATIENCE_SECONDS,
    )
    try:
        client.ping()
    except redis.RedisError:
        return "degraded"
    finally:
        client.close()
    return "ok"


@cache
def version() -> str:
    """Return the release, from the one place that names it."""
    project = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request we cannot read."""
    if for_program(request):
        return problem(400, "bad_request")
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for other roles."""
    if for_program(request):
        return problem(403, "permission_denied")
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere.

    One from a page of ours, as the browser vouches, comes back to be sent again with a fresh token.
    """
    if for_program(request):
        return problem(403, "permission_denied")
    fields = []
    if is_ours(origin_of(request), request) and not request.FILES:
        fields = posted_pairs(request.POST)
    if any(is_secret(name) for name, _value in fields if name != "csrfmiddlewaretoken"):
        fields = []
    context = {"fields": [pair for pair in fields if not is_secret(pair[0])]}
    return render(request, "errors/403_csrf.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing for this person."""
    if for_program(request):
        return problem(404, "not_found")
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug or a missing service: a page that asks neither the database nor the session."""
    if for_program(request):
        return problem(500, "server_error")
    try:
        page: str = render_to_string("errors/500.html")
    except Exception:  # the last page must come whatever is broken
        page = _("Something went wrong on our side. Nothing was changed. Please try again.")
    return HttpResponse(page, status=500)
