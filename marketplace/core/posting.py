"""One short exchange with a server of others, and which way out an address names.

- ``console:`` (default) writes to the process's standard output;
- ``file:`` keeps messages in ``VAR_DIR/sms``, where the demo shows them;
- ``https://…`` is a gateway; plain http reaches this machine alone.
"""

import time
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from marketplace.core import lazily

httpx = lazily.module("httpx")

DEADLINE_SECONDS: Final = 5.0
CONNECT_SECONDS: Final = 2.0
MAX_ANSWER_BYTES: Final = 65_536
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def way_out(setting: str, url: str) -> str:
    """Return ``console``, ``file`` or ``gateway``. Raises: ImproperlyConfigured for another one."""
    parts = urlsplit(url)
    if parts.scheme in {"console", "file"}:
        return parts.scheme
    if parts.hostname and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    ):
        return "gateway"
    raise ImproperlyConfigured(
        f"{setting} must be console:, file: or the https address of a gateway."
    )


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Post to a server and return status and answer. Raises: httpx.HTTPError."""
    return _exchange("POST", url, headers, body)


def get(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """Read from a server and return status and answer. Raises: httpx.HTTPError."""
    return _exchange("GET", url, headers)


def _exchange(
    method: str, url: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, bytes]:
    deadline = time.monotonic() + DEADLINE_SECONDS
    timeout = httpx.Timeout(DEADLINE_SECONDS - CONNECT_SECONDS, connect=CONNECT_SECONDS)
    answer = b""
    # A proxy of the environment must never see codes, nor a redirect lead them elsewhere.
    with (
        httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as client,
        client.stream(method, url, content=body, headers=headers) as reply,
    ):
        for chunk in reply.iter_raw():
            answer += chunk
            # A read timeout only bounds the wait for each piece; the deadline bounds them all.
            if time.monotonic() > deadline or len(answer) > MAX_ANSWER_BYTES:
                raise httpx.ReadTimeout("the answer took too long")
        return int(reply.status_code), answer


def never_reached(lost: Exception) -> bool:
    """Say whether a lost exchange never began, so that nothing can have been taken."""
    return isinstance(lost, httpx.ConnectError | httpx.ConnectTimeout)
