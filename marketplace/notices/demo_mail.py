"""The demo's mails on a page, so that nobody needs a mailbox to try it; never in production."""

import email
from datetime import datetime
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

SHOWN = 100


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "outbox"


def _read(path: Path) -> dict[str, Any]:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    moment = datetime.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ006 - made aware below
    return {
        "name": path.stem,
        "to": str(message["to"] or ""),
        "subject": str(message["subject"] or ""),
        "at": make_aware(moment),
        "body": body.get_content() if body else "",
    }


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """List the newest mails."""
    files = sorted(_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return render(request, "notices/mails.html", {"mails": [_read(path) for path in files[:SHOWN]]})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail."""
    for path in _folder().glob("*.eml"):
        if path.stem == name:
            return render(request, "notices/mail.html", {"mail": _read(path)})
    raise Http404
