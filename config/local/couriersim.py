"""A courier company by docs/courier.md: `python -m config.local.couriersim --port N --to URL`.

It signs with COURIER_SECRET what it is told to say of a parcel and posts it until somebody takes
it, under one event id. `/` is a form for people of a local start; `POST /_sim/send` is the side
door of tests, which also makes it misbehave. Nothing is kept.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs

from marketplace.fulfilment import courier_protocol as protocol

PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.2
MAX_BYTES = 65_536
FIELDS = ("courier", "waybill", "event", "place", "receiver", "note")
LABELS = ("Kode kurir", "Nomor resi", "Kejadian", "Tempat", "Diterima oleh", "Catatan")
PAGE = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Simulator kurir</title>
<h1>Simulator kurir</h1><p>Melaporkan satu kejadian paket ke Pasar Bela, seperti sebuah kurir.</p>
<form method="post">{fields}<p><button>Laporkan</button></p></form><pre>{said}</pre></html>"""
_AGAIN = threading.Event()  # nobody sets it: a pause that ends with the process


class Refused(Exception):
    """What came is no request of ours."""


def event_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """A whole event of what was given: a new id and the present moment where none was."""
    fresh = {"event_id": uuid.uuid4().hex, "happened_at": datetime.now(UTC).isoformat()}
    return {**fresh, **{name: value for name, value in said.items() if value != ""}}


def tell(
    to: str,
    secret: str,
    body: bytes,
    *,
    at: int | None = None,
    tries: int = 3,
    loses_answers: int = 0,
) -> list[dict[str, Any]]:
    """Post a body until a 2xx is heard, at most ``tries`` times; return each answer.

    ``at``: seconds of the timestamp; ``loses_answers``: how many of the first never arrive.
    """
    heard: list[dict[str, Any]] = []
    for turn in range(tries):
        stamp = str(at if at is not None else int(time.time()))
        headers = {
            "Content-Type": "application/json",
            protocol.TIMESTAMP_HEADER: stamp,
            protocol.SIGNATURE_HEADER: protocol.signature_of(secret, stamp, body),
        }
        heard.append(_post(to, body, headers))
        if turn >= loses_answers and 200 <= heard[-1]["status"] < 300:
            break
        _AGAIN.wait(PAUSE_SECONDS)
    return heard


def _post(to: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(to, data=body, headers=headers, method="POST")  # noqa: S310 - the address of our own start
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE_SECONDS) as answer:
            return {"status": answer.status, "body": answer.read(MAX_BYTES).decode()}
    except urllib.error.HTTPError as refused:
        with refused:
            return {"status": refused.code, "body": refused.read(MAX_BYTES).decode()}
    except OSError as lost:
        return {"status": 0, "body": type(lost).__name__}


class Desk(BaseHTTPRequestHandler):
    """The form, and the side door."""

    to: ClassVar[str]
    secret: ClassVar[str]

    def do_GET(self) -> None:
        """The form; any other address says that the process answers."""
        self._say(200, page() if self.path == "/" else "ok", "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Say something to the market."""
        try:
            content = self._content()
            if self.path == "/_sim/send":
                self._by_test(content)
            else:
                self._by_form(content)
        except (Refused, ValueError):
            self._say(400, "not for this address", "text/plain")

    def _content(self) -> bytes:
        """Read what was sent. Raises: Refused for a page of another site, or for too much."""
        size = int(self.headers.get("Content-Length") or 0)
        site = self.headers.get("Sec-Fetch-Site", "none")
        if size > MAX_BYTES or site not in {"none", "same-origin"}:
            raise Refused
        return self.rfile.read(size)

    def _by_form(self, content: bytes) -> None:
        typed = {name: values[0] for name, values in parse_qs(content.decode()).items()}
        event = event_of({name: typed.get(name, "").strip() for name in FIELDS})
        heard = tell(self.to, self.secret, json.dumps(event).encode(), tries=1)
        said = f"{json.dumps(event, indent=1)}\n\n{heard[-1]['status']} {heard[-1]['body']}"
        self._say(200, page(typed, said), "text/html; charset=utf-8")

    def _by_test(self, content: bytes) -> None:
        asked = json.loads(content)
        raw = asked.pop("raw", None)
        body = (
            json.dumps(event_of(asked.pop("event", {}))).encode() if raw is None else raw.encode()
        )
        heard = tell(self.to, asked.pop("secret", self.secret), body, **asked)
        self._say(200, json.dumps(heard), "application/json")

    def _say(self, status: int, words: str, kind: str) -> None:
        body = words.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


def page(typed: Mapping[str, str] | None = None, said: str = "") -> str:
    """The form with what was typed, and what the market answered."""
    rows = zip(FIELDS, LABELS, strict=True)
    fields = "".join(_field(name, label, (typed or {}).get(name, "")) for name, label in rows)
    return PAGE.format(fields=fields, said=html.escape(said))


def _field(name: str, label: str, value: str) -> str:
    if name == "event":
        chosen = "".join(
            f"<option{' selected' if kind == value else ''}>{kind}</option>"
            for kind in protocol.KINDS
        )
        return f'<p><label>{label} <select name="{name}">{chosen}</select></label></p>'
    return f'<p><label>{label} <input name="{name}" value="{html.escape(value)}"></label></p>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--to", required=True, help="the address that couriers report to")
    options = parser.parse_args()
    Desk.to, Desk.secret = options.to, os.environ["COURIER_SECRET"]
    ThreadingHTTPServer(("127.0.0.1", options.port), Desk).serve_forever()


if __name__ == "__main__":
    main()
