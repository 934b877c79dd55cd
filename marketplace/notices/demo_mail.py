"""The demo's mails and SMS on a page, so that nobody needs a mailbox or a phone to try it.

Never in production.
"""

import email
import json
from datetime import datetime
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from marketplace.core import sms

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


def _read_text(path: Path) -> dict[str, Any]:
    message = json.loads(path.read_text(encoding="utf-8"))
    at = datetime.fromisoformat(message["at"])
    return {"name": "", "to": message["to"], "subject": message["text"], "at": at}


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """List the newest mails and text messages; the latter are read in the list itself."""
    letters = sorted(_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    texts = sorted(sms.folder().glob("*.json"), reverse=True)
    rows = [_read(path) for path in letters[:SHOWN]] + [_read_text(path) for path in texts[:SHOWN]]
    rows.sort(key=lambda row: row["at"], reverse=True)
    return render(request, "notices/mails.html", {"mails": rows[:SHOWN]})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail."""
    for path in _folder().glob("*.eml"):
        if path.stem == name:
            return render(request, "notices/mail.html", {"mail": _read(path)})
    raise Http404
