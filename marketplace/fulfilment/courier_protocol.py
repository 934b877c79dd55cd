"""How couriers speak to us (docs/courier.md). Pure: both the webhook and the simulator use it."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from marketplace.core.text import clean_line

TIMESTAMP_HEADER: Final = "X-Courier-Timestamp"
SIGNATURE_HEADER: Final = "X-Courier-Signature"
TOLERANCE: Final = timedelta(seconds=300)
MAX_BODY_BYTES: Final = 16_384
KINDS: Final = (
    "picked_up",
    "in_transit",
    "out_for_delivery",
    "failed",
    "delivered",
    "returned",
)
_SECONDS: Final = re.compile(r"[0-9]{10}", re.ASCII)
_EVENT_ID: Final = re.compile(r"[!-~]{1,64}", re.ASCII)
_CODE: Final = re.compile(r"[a-z0-9_-]{1,30}", re.ASCII)
_MOMENT: Final = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One event as a courier told it; ``happened_at`` by its clock, ``sha256`` of the body."""

    event_id: str
    courier: str
    waybill: str
    kind: str
    happened_at: datetime
    place: str = ""
    receiver: str = ""
    note: str = ""
    sha256: str


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return what proves a body: HMAC-SHA256 over ``<timestamp>.<body>`` in lower-case hex."""
    signed = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_proven(secret: str, timestamp: str, body: bytes, signature: str, *, now: datetime) -> bool:
    """Say whether a body was signed with our secret within 300 seconds of ``now``."""
    if not secret or not _SECONDS.fullmatch(timestamp):
        return False
    wanted = signature_of(secret, timestamp, body)
    if not hmac.compare_digest(wanted.encode(), signature.encode()):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()


def read(body: bytes) -> Told:
    """Read an event. Raises: ValueError for a body of another shape; unknown fields are left."""
    try:
        said = json.loads(body)
    except RecursionError as nested:
        raise ValueError("nested too deeply") from nested
    if not isinstance(said, dict):
        raise ValueError("an event is an object")
    kind = _text(said, "event")
    if kind not in KINDS:
        raise ValueError("no such event")
    return Told(
        event_id=_like(_EVENT_ID, _text(said, "event_id")),
        courier=_like(_CODE, _text(said, "courier")),
        waybill=_text(said, "waybill"),
        kind=kind,
        happened_at=datetime.fromisoformat(_like(_MOMENT, _text(said, "happened_at"))),
        place=_words(said, "place", 80),
        receiver=_words(said, "receiver", 80) if kind == "delivered" else "",
        note=_words(said, "note", 200),
        sha256=hashlib.sha256(body).hexdigest(),
    )


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} is a text")
    value.encode()  # half a surrogate pair can be stored nowhere
    return value


def _words(said: dict[str, Any], name: str, longest: int) -> str:
    """Return what a person wrote, clean and cut: nothing of an event is lost for a long word."""
    return clean_line(_text(said, name))[:longest] if said.get(name) is not None else ""


def _like(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError("a field has another shape")
    return text
