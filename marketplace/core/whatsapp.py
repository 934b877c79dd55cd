"""Template messages by WhatsApp: one port in the shape of its Cloud API (``WHATSAPP_URL``).

- ``console:`` (default) and ``file:`` as for text messages (``core.sms``);
- ``https://…/<version>/<phone number id>`` is posted to at ``/messages`` (docs/whatsapp.md).

The API knows no key of ours that it would deliver once; whose message it was is told back to us in
each status (``biz_opaque_callback_data``), and a message that has a status is not sent again.
"""

import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, Final

import structlog
from django.conf import settings
from django.utils.crypto import constant_time_compare

from marketplace.core import lazily, locks, phones, posting, sms
from marketplace.core.text import clean_line

httpx = lazily.module("httpx")
log = structlog.get_logger(__name__)

WORDS_MAX: Final = 600
_SPACES: Final = re.compile(r"\s+")  # a parameter has no line break and no row of spaces
# What the API says of one message; all else is about our account, or trouble of theirs.
_JUDGED: Final = frozenset({100, 131008, 131009, 131021, 131026, 131030, 132000, 132005, 132012})


class WhatsAppNotSent(Exception):
    """The message did not leave; its sender tries again. Nobody waits for it on a page."""


class WhatsAppLost(WhatsAppNotSent):
    """The API may have taken the message: it was reached, and its answer never came."""


class WhatsAppRefused(WhatsAppNotSent):
    """The API judged this message or this number, and will not take it today or tomorrow."""


def way() -> str:
    """Return ``console``, ``file`` or ``gateway``. Raises: ImproperlyConfigured."""
    return posting.way_out("WHATSAPP_URL", settings.WHATSAPP_URL)


def is_offered() -> bool:
    """Say whether people may choose it: in production only where messages reach phones."""
    return way() == "gateway" or not settings.PRODUCTION


def send(*, to: str, words: str, link: str, language: str, key: str) -> None:
    """Send a message by the approved template, whose two blanks are words and link.

    ``to``: E.164. ``key`` names the message in the statuses that come back.
    Raises: WhatsAppNotSent; ValueError for a number of another shape or endless words,
    LockOrderError while rows are locked (errors of ours).
    """
    if not to.startswith("+") or phones.normalised(to) != to:
        raise ValueError("a message goes to a number in E.164")
    said = _SPACES.sub(" ", clean_line(words)).strip()
    if not said or len(said) > WORDS_MAX:
        raise ValueError(f"a message has up to {WORDS_MAX} characters")
    locks.require_none("A WhatsApp message is sent")
    match way():
        case "console":
            whom = phones.masked(to) if settings.PRODUCTION else to
            print(f"WhatsApp {whom}: {said} {link}", file=sys.stdout, flush=True)  # noqa: T201 - its purpose
        case "file":
            sms.keep(to, f"WhatsApp: {said} {link}")
        case _:
            _post(_message(to, [said, link], language, key), to, key)
    log.info("whatsapp_sent", to=phones.masked(to), key=key)


def _message(to: str, blanks: list[str], language: str, key: str) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to.removeprefix("+"),
        "type": "template",
        "template": {
            "name": settings.WHATSAPP_TEMPLATE,
            "language": {"code": language},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": one} for one in blanks]}
            ],
        },
        "biz_opaque_callback_data": key,
    }


def _post(message: dict[str, Any], to: str, key: str) -> None:
    headers = {
        "Authorization": f"Bearer {settings.WHATSAPP_TOKEN}",
        "Content-Type": "application/json; charset=utf-8",
        "Accept-Encoding": "identity",
    }
    body = json.dumps(message, ensure_ascii=False).encode()
    try:
        status, answer = posting.post(f"{settings.WHATSAPP_URL}/messages", body, headers)
    except httpx.HTTPError as lost:
        log.warning("whatsapp_lost", to=phones.masked(to), key=key, error=type(lost).__name__)
        raise (WhatsAppNotSent if posting.never_reached(lost) else WhatsAppLost) from lost
    code = _error_code(answer)
    if status != 200 or code is not None:
        log.warning("whatsapp_refused", to=phones.masked(to), key=key, status=status, code=code)
        raise WhatsAppRefused if code in _JUDGED else WhatsAppNotSent


def _error_code(answer: bytes) -> int | None:
    """Return the code of an error, 0 for an answer that is none of the API's."""
    try:
        said = json.loads(answer)
        error = said.get("error")
        if error is None:
            return None if said.get("messages") else 0
        return int(error["code"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return 0


def is_signed(body: bytes, signature: str) -> bool:
    """Say whether a webhook's body was signed with the secret of our app (X-Hub-Signature-256)."""
    if not settings.WHATSAPP_SECRET:
        return False
    secret = settings.WHATSAPP_SECRET.encode()
    wanted = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return constant_time_compare(wanted, signature)


def statuses(body: bytes) -> Iterator[tuple[str, str, int | None]]:
    """Yield key, status and error code of each message of ours that a webhook tells about.

    Raises: ValueError for a body in another shape.
    """
    try:
        for entry in json.loads(body)["entry"]:
            for change in entry["changes"]:
                for one in change["value"].get("statuses", ()):
                    errors = one.get("errors") or [{}]
                    key = str(one.get("biz_opaque_callback_data", ""))
                    yield key, str(one["status"]), errors[0].get("code")
    except (KeyError, TypeError, AttributeError, IndexError) as strange:
        raise ValueError("not a webhook of the Cloud API") from strange
