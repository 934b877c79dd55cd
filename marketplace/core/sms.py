"""Text messages to phones: one port, three ways out (``SMS_URL``).

- ``console:`` (default) writes the message to the process's standard output, in production without
  its code and number;
- ``file:`` keeps it in ``VAR_DIR/sms``, where the demo shows it;
- ``https://…`` posts it to a gateway by the small protocol of docs/sms.md.

A message leaves while nobody waits for a row; the gateway delivers one key once.
"""

import json
import os
import re
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.core import clock, lazily, locks, phones, posting
from marketplace.core.errors import DomainError

httpx = lazily.module("httpx")
log = structlog.get_logger(__name__)

MAX_PARTS: Final = 3
# GSM 03.38: septets of a message alone, and of each part of a longer one (beside its header).
ONE_PART, EACH_PART = 160, 153
_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# What a gateway says of one message; all else is about the gateway, or our account there.
_JUDGED: Final = frozenset({400, 413, 422})
_GSM_TWICE: Final = frozenset("^{}\\[~]|€")  # escaped: each counts as two


class SmsNotSent(DomainError):
    """The message did not leave, or nobody knows whether it did; sending again is safe."""

    code, http_status = "sms_not_sent", 503

    def __init__(self) -> None:
        super().__init__(
            _(
                "The text message could not be sent. Try again in a few minutes; at the counter, "
                "sign on paper instead."
            )
        )


class SmsLost(SmsNotSent):
    """The gateway may have taken the message: it was reached, and its answer never came."""


class SmsRefused(SmsNotSent):
    """The gateway judged this message and will not take it, today or tomorrow."""


def parts_of(text: str) -> int:
    """Return how many messages a text is charged as.

    Raises: ValueError for a character that no phone's own alphabet (GSM 03.38) has.
    """
    if strange := sorted(set(text) - _GSM - _GSM_TWICE):
        raise ValueError(f"not in the alphabet of text messages: {strange!r}")
    septets = sum(2 if char in _GSM_TWICE else 1 for char in text)
    return 1 if septets <= ONE_PART else -(-septets // EACH_PART)


def send(*, to: str, text: str, key: str = "") -> None:
    """Send a text message and return when the way out has taken it.

    ``to``: E.164, as ``phones.normalised`` returns it. ``key`` names the message, so that one sent
    again after a lost answer arrives once; without it each call is a message of its own.
    Raises: SmsNotSent; ValueError for a number of another shape and for a text of more than three
    parts, LockOrderError while rows are locked (errors of ours).
    """
    if not to.startswith("+") or phones.normalised(to) != to:
        raise ValueError("a text message goes to a number in E.164")
    if not text or (parts := parts_of(text)) > MAX_PARTS:
        raise ValueError(f"a text message has one to {MAX_PARTS} parts")
    locks.require_none("A text message is sent")
    way, named = posting.way_out("SMS_URL", settings.SMS_URL), key or str(uuid.uuid4())
    match way:
        case "console":
            print(_for_console(to, text), file=sys.stdout, flush=True)  # noqa: T201 - its purpose
        case "file":
            keep(to, text)
        case _:
            _post(to, text, named)
    log.info("sms_sent", to=phones.masked(to), parts=parts, way=way, key=named)


def _for_console(to: str, text: str) -> str:
    """Return a line of standard output; in production it is a log, which opens no account."""
    if settings.PRODUCTION:
        to, text = phones.masked(to), re.sub(r"[0-9]{6}", "••••••", text)
    return f"SMS {to}: {text}"


def folder() -> Path:
    """Return where ``file:`` keeps messages."""
    return Path(settings.VAR_DIR) / "sms"


def keep(to: str, text: str) -> None:
    """Keep a message in the folder of ``file:``."""
    folder().mkdir(parents=True, exist_ok=True)
    words = {"to": to, "text": text, "at": clock.now().isoformat()}
    handle, partial = tempfile.mkstemp(dir=folder())
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(words, file, ensure_ascii=False)
    # Whole or not at all: a page may list the folder meanwhile.
    Path(partial).replace(folder() / f"{time.time_ns()}.json")


def _post(to: str, text: str, key: str) -> None:
    body = json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()
    headers = {
        "Authorization": f"Bearer {settings.SMS_TOKEN}",
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": key,
    }
    try:
        status, _answer = posting.post(settings.SMS_URL, body, headers)
    except httpx.HTTPError as lost:
        log.warning("sms_lost", to=phones.masked(to), key=key, error=type(lost).__name__)
        raise (SmsNotSent if posting.never_reached(lost) else SmsLost) from lost
    if status not in {200, 201, 202}:
        log.warning("sms_refused", to=phones.masked(to), key=key, status=status)
        raise SmsRefused if status in _JUDGED else SmsNotSent
