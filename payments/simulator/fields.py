"""Reading request fields strictly: what is not in its promised form is refused by name."""

import json
from typing import Any, Final

from starlette.requests import Request

from payments import snap
from payments.simulator.answers import RefusalError, malformed, missing

MAX_BODY_BYTES: Final = 65_536


async def read_body(request: Request) -> bytes:
    """Return the body of a request. Raises: RefusalError past 64 KiB."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise RefusalError(413, "00", "Request Too Large")
    return bytes(body)


def json_object(body: bytes) -> dict[str, Any]:
    """Decode a JSON object. Raises: RefusalError."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise malformed("body") from broken
    if not isinstance(payload, dict):
        raise malformed("body")
    return payload


def text(source: dict[str, Any], name: str, width: int) -> str:
    """Return a non-empty text of at most `width` characters. Raises: RefusalError."""
    value = source.get(name)
    if value is None or value == "":
        raise missing(name)
    if not isinstance(value, str) or len(value) > width:
        raise malformed(name)
    return value


def inner(payload: dict[str, Any]) -> dict[str, Any]:
    """Return additionalInfo. Raises: RefusalError."""
    extra = payload.get("additionalInfo")
    if not isinstance(extra, dict):
        raise missing("additionalInfo")
    return extra


def whole_rupiah(payload: dict[str, Any]) -> int:
    """Return the amount in whole rupiah. Raises: RefusalError."""
    try:
        return snap.parse_amount(payload.get("amount"))
    except ValueError as broken:
        raise malformed("amount") from broken
