"""The mail server of a local start: takes every message and puts it into `var/outbox/*.eml`.

`python -m config.local.mailsink --port N --folder DIR`. Nothing is ever sent on.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from .env import write_private

MAX_BYTES = 20 * 1024 * 1024


class Sink:
    """One file per message; its name sorts by arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n"
        content = envelope.content or b""
        body = content if isinstance(content, bytes) else content.encode()
        name = f"{time.time_ns():020d}-{next(self._numbers):06d}.eml"
        write_private(self.folder / name, head.encode() + body)
        return "250 Kept"


async def serve(*, port: int, folder: Path) -> None:
    """Listen until the process is ended."""
    sink = Sink(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True),
        host="127.0.0.1",
        port=port,
    )
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(serve(port=options.port, folder=options.folder))


if __name__ == "__main__":
    main()
