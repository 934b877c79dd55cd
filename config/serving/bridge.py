"""Django's WSGI application as a function of a buffered request to a buffered answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from tempfile import SpooledTemporaryFile
from typing import Any

from config.serving.bodies import Body

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - no address to bind
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Answer:
    """Status, headers and body of an answer; the body is read from its beginning."""

    body: SpooledTemporaryFile[bytes]
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def start(
        self, status: str, headers: Iterable[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        """Take status and headers, as WSGI's ``start_response``."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [
            (name.lower().encode("latin1"), value.strip().encode("latin1"))
            for name, value in headers
        ]
        return self.body.write


def environ(scope: Any, body: Body) -> dict[str, Any]:
    """Return the WSGI environment of a request with its body.

    Headers with an underscore are left out: they would pass for those with a hyphen.
    Raises: UnicodeError for a path or query that no browser sends.
    """
    host, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("ascii"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": _address(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body.file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        if b"_" not in raw:
            key = "HTTP_" + raw.decode("latin1").upper().replace("-", "_")
            text = value.decode("latin1")
            found[key] = f"{found[key]},{text}" if key in found else text
    found["CONTENT_TYPE"] = found.pop("HTTP_CONTENT_TYPE", "")
    found["CONTENT_LENGTH"] = str(body.size)
    for name in ("HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"):
        found.pop(name, None)
    return found


def _address(host: str) -> str:
    """Return a client's address, or none of anybody's where a proxy named something else."""
    try:
        return str(ip_address(host))
    except ValueError:
        return NO_ADDRESS


def respond(application: Application, request: dict[str, Any], memory_bytes: int) -> Answer:
    """Run the application to its end, in a thread of its own. The caller closes the body."""
    answer = Answer(SpooledTemporaryFile(max_size=memory_bytes))  # noqa: SIM115 - see above
    try:
        chunks = application(request, answer.start)
        try:
            for chunk in chunks:
                answer.body.write(chunk)
        finally:
            getattr(chunks, "close", lambda: None)()
    except BaseException:
        answer.body.close()
        raise
    answer.body.seek(0)
    return answer
