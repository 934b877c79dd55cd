"""A text message gateway by docs/sms.md, as a process of its own: ``python -m tests.sms.gateway``.

It remembers keys, so that a message sent again is delivered once, and misbehaves on request:
``POST /_sim/knobs`` with ``{"status": 503}`` or ``{"hang": true}``; ``GET /_sim/record`` returns
what it delivered and what it was asked.
"""

import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "simulated-token"


class Gateway:
    """What the gateway knows: its knobs, the requests and the messages delivered."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Good manners and an empty memory."""
        self.status, self.hang, self.loses_answer = 202, False, False
        self.asked: list[dict[str, Any]] = []
        self.delivered: dict[str, dict[str, str]] = {}


GATEWAY = Gateway()
NEVER = threading.Event()


class Answer(BaseHTTPRequestHandler):
    """The protocol and, under ``/_sim``, the side door of tests."""

    def do_GET(self) -> None:
        """Tell what happened; anything else means that the process answers."""
        record = {"asked": GATEWAY.asked, "delivered": list(GATEWAY.delivered.values())}
        self._say(200, record if self.path == "/_sim/record" else {})

    def do_POST(self) -> None:
        """Take a message, or a knob."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/_sim/knobs":
            if body.pop("reset", False):
                GATEWAY.reset()
            for name, value in body.items():
                setattr(GATEWAY, name, value)
            self._say(200, {})
            return
        self._take(body)

    def _take(self, message: dict[str, str]) -> None:
        key = self.headers.get("Idempotency-Key", "")
        GATEWAY.asked.append({**message, "key": key})
        if self.headers.get("Authorization") != f"Bearer {TOKEN}" or not key:
            self._say(401, {"error": "unauthorized"})
            return
        if GATEWAY.hang:
            NEVER.wait(30)  # the client's deadline comes first
            return
        if GATEWAY.status >= 300:
            self._say(GATEWAY.status, {"error": "refused"})
            return
        GATEWAY.delivered.setdefault(key, message)
        if GATEWAY.loses_answer:
            self.close_connection = True
            return
        self._say(GATEWAY.status, {"id": key})

    def _say(self, status: int, words: dict[str, Any]) -> None:
        body = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status in {301, 302, 307}:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


def serve(answer: type[Answer]) -> None:
    """Serve on the port that the command line names, until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    ThreadingHTTPServer(("127.0.0.1", port), answer).serve_forever()


if __name__ == "__main__":
    serve(Answer)
