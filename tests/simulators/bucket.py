"""`python -m tests.simulators.bucket PORT`: as much of S3 as a store of private files asks for.

Objects live in memory. A request without a signature is refused, as a private bucket does.
"""

import hashlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OBJECTS: dict[str, bytes] = {}


class Bucket(BaseHTTPRequestHandler):
    """One request for one object."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        content = self._body()
        if self._may():
            OBJECTS[self._key()] = content
            self._say(200, tag=hashlib.md5(content, usedforsecurity=False).hexdigest())

    def do_GET(self) -> None:
        if self._may():
            self._show(with_body=True)

    def do_HEAD(self) -> None:
        if self._may():
            self._show(with_body=False)

    def do_DELETE(self) -> None:
        if self._may():
            OBJECTS.pop(self._key(), None)
            self._say(204)

    def _may(self) -> bool:
        if self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return True
        self._say(403)
        return False

    def _key(self) -> str:
        return self.path.split("?")[0]

    def _show(self, *, with_body: bool) -> None:
        content = OBJECTS.get(self._key())
        if content is None:
            self._say(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Fri, 27 Nov 2026 00:00:00 GMT")
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def _say(self, status: int, *, tag: str = "") -> None:
        self.send_response(status)
        if tag:
            self.send_header("ETag", f'"{tag}"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _body(self) -> bytes:
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            content += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return content

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Bucket).serve_forever()
