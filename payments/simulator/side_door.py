"""Who may turn the knobs: a program on this machine, and no page that a browser here has open.

A web page of anybody's can send requests to 127.0.0.1, but not without its Origin, not as JSON
unless it is allowed to, and, under a name of its own that it lets point here, not without that
name in Host.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from payments.simulator.config import LOOPBACK_NAMES

Endpoint = Callable[[Request], Awaitable[Response]]
OWN_SITE: Final = frozenset({"", "none", "same-origin"})


def local_only(endpoint: Endpoint) -> Endpoint:
    """Let an endpoint answer to programs of this machine only: 403, or 415 for no JSON."""

    async def guarded(request: Request) -> Response:
        if not _is_local(request.client.host if request.client else ""):
            return PlainTextResponse("only from this machine\n", status_code=403)
        if not _is_ours(request.headers):
            return PlainTextResponse("not from a page of another site\n", status_code=403)
        if request.method == "POST" and not _is_json(request.headers.get("content-type", "")):
            return PlainTextResponse("send Content-Type: application/json\n", status_code=415)
        return await endpoint(request)

    return guarded


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_ours(headers: Mapping[str, str]) -> bool:
    """Say whether the address asked for is this machine's own, and so is the page that asks."""
    host = headers.get("host", "")
    if _name_in(f"//{host}") not in LOOPBACK_NAMES:
        return False
    origin = headers.get("origin")
    is_own_page = origin is None or origin.lower() == f"http://{host}".lower()
    return is_own_page and headers.get("sec-fetch-site", "") in OWN_SITE


def _name_in(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"
