"""A site with photos, as its own process: it answers as asked, leads on, or sends rubbish."""

import http.server
import io
import sys

from PIL import Image


def photo() -> bytes:
    """A photo of goods."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#7a3b1d").save(out, "JPEG")
    return out.getvalue()


class Site(http.server.BaseHTTPRequestHandler):
    """What is behind each path."""

    def do_GET(self) -> None:
        """Answer as the path says."""
        kind, _slash, rest = self.path.strip("/").partition("/")
        if kind == "moved":
            self.send_response(302)
            self.send_header("Location", f"/{rest}" if not rest.startswith("http") else rest)
            self.end_headers()
        elif kind == "large":
            self._send(b"x" * 9_000_000)
        elif kind == "text":
            self._send(b"<html>no photo</html>")
        elif kind == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(photo()[:50])
        elif kind == "photo":
            self._send(photo())
        else:
            self.send_error(404)

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
