"""Health checks of the container image: `python config/local/health.py web|work`.

Standard library only and quick, because they run every few seconds. `web`: /healthz answers.
`work`: Postgres and Redis, without which a worker, beat or the poller does nothing, accept.
"""

from __future__ import annotations

import os
import socket
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 4


def setting(name: str) -> str:
    """A variable or the content of its `_FILE` twin."""
    path = os.environ.get(f"{name}_FILE")
    return os.environ.get(name) or (Path(path).read_text(encoding="utf-8").strip() if path else "")


def check_web() -> None:
    """Ask as the proxy in front does: by the public name and for https."""
    host = setting("ALLOWED_HOSTS").split(",")[0].strip() or "127.0.0.1"
    port = os.environ.get("PORT", "8000")
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz",
        headers={"Host": host.lstrip("."), "X-Forwarded-Proto": "https"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - our own address
        pass


def check_work() -> None:
    for name, port in (("DATABASE_URL", 5432), ("REDIS_URL", 6379)):
        address = urlsplit(setting(name))
        place = (address.hostname or "127.0.0.1", address.port or port)
        with socket.create_connection(place, timeout=TIMEOUT_SECONDS):
            pass


def main(words: list[str]) -> int:
    check = {"web": check_web, "work": check_work}[words[0] if words else "web"]
    try:
        check()
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
