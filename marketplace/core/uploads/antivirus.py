"""The port to a virus scanner (clamd, its INSTREAM command); off while ``CLAMD_URL`` is empty.

What is kept of a file is drawn anew or parsed whole anyway; a scanner adds what is known of the
bytes that were sent. An installation that has one takes no file that it could not ask about.
"""

import socket
import time
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.core.errors import DomainError, InvalidUpload

SECONDS: Final = 20.0  # for a whole scan: one that only trickles must not hold a worker
_CHUNK: Final = 65_536
_LONGEST_ANSWER: Final = 4_096
_PORT: Final = 3310
_log = structlog.get_logger(__name__)


class ScannerAway(DomainError):
    """The scanner of this installation does not answer; no file is taken meanwhile."""

    code, http_status = "scanner_away", 503


def require_clean(content: bytes) -> None:
    """Ask the scanner about the bytes of an upload. Raises: InvalidUpload, ScannerAway."""
    if not settings.CLAMD_URL:
        return
    try:
        verdict = _answer(content)
    except OSError as lost:
        _log.warning("scanner_away", error=type(lost).__name__)
        raise _away() from lost
    if verdict.endswith(" FOUND"):
        _log.warning("virus_found", verdict=verdict)
        raise InvalidUpload(
            _(
                "The virus scanner found something harmful in this file. Make the file anew on "
                "another device, or take a photo of the paper, and send that."
            )
        )
    if not verdict.endswith(": OK"):
        _log.warning("scanner_away", error=verdict)
        raise _away()


def _away() -> ScannerAway:
    return ScannerAway(
        _("Files cannot be checked for viruses at the moment, so none is taken. Try again later.")
    )


def _answer(content: bytes) -> str:
    """Return clamd's line about the content, as ``stream: OK``. Raises: OSError."""
    ends_at = time.monotonic() + SECONDS
    with closing(_connected()) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            part = content[start : start + _CHUNK]
            line.settimeout(_left(ends_at))
            line.sendall(len(part).to_bytes(4, "big") + part)
        line.sendall(bytes(4))
        found = b""
        while b"\0" not in found and len(found) < _LONGEST_ANSWER:
            line.settimeout(_left(ends_at))
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            found += more
    return found.split(b"\0")[0].decode(errors="replace").strip()


def _left(ends_at: float) -> float:
    """Return the seconds that are left of a scan. Raises: TimeoutError."""
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scan took too long")
    return left


def _connected() -> socket.socket:
    """Connect to ``tcp://host:port`` or ``unix:///path``. Raises: OSError."""
    place = urlsplit(settings.CLAMD_URL)
    if place.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(place.path)
        return line
    return socket.create_connection((place.hostname, place.port or _PORT), timeout=SECONDS)
