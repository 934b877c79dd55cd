"""Reading a request's body without a thread: whole, in time, and never more than allowed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from config.serving.limits import Limits
from config.serving.refusals import Refusal

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Disconnected(Exception):
    """The client went away before its request was complete, or takes no more of its answer."""


@dataclass
class Body:
    """A body, at first in memory and beyond a size on disk, and how many bytes it has."""

    file: SpooledTemporaryFile[bytes]
    size: int = 0


class Bodies:
    """Buffers the bodies of one worker process, within a budget for all of them together."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = 0

    @contextmanager
    def buffer(self) -> Iterator[Body]:
        """Yield an empty body; what it holds counts until the block ends."""
        with SpooledTemporaryFile(max_size=self._limits.memory_bytes) as file:
            body = Body(file)
            try:
                yield body
            finally:
                self._held -= body.size

    async def read(self, receive: Receive, declared: int | None, body: Body) -> None:
        """Fill the body. ``declared``: the client's Content-Length.

        Raises: Refusal 413, 408 or 503; Disconnected.
        """
        if declared is not None and declared > self._limits.body_bytes:
            raise Refusal.too_large(self._limits.body_bytes)
        started = time.monotonic()
        more = True
        while more:
            allowed = self._limits.head_seconds + body.size / self._limits.bytes_per_second
            message = await self._next(receive, started + allowed - time.monotonic())
            self._keep(message.get("body", b""), body)
            more = message.get("more_body", False)
        body.file.seek(0)

    async def _next(self, receive: Receive, seconds: float) -> Message:
        try:
            message = await asyncio.wait_for(receive(), max(seconds, 0.001))
        except TimeoutError:
            raise Refusal.too_slow() from None
        if message["type"] == "http.disconnect":
            raise Disconnected
        return message

    def _keep(self, part: bytes, body: Body) -> None:
        if body.size + len(part) > self._limits.body_bytes:
            raise Refusal.too_large(self._limits.body_bytes)
        if self._held + len(part) > self._limits.bodies_bytes:
            raise Refusal.busy()
        body.file.write(part)
        body.size += len(part)
        self._held += len(part)
