"""Answers that are the same for every visitor, kept for a second in front of Django.

Nothing personal can lie here: only a request without cookies, authorisation or a body is looked up,
and only an answer that sets no cookie and names its own seconds (``Cache-Control: s-maxage``, see
``marketplace.web.shared_pages``) is kept. The seconds are counted from the request, so that what a
page shows is never older than they say.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from config.serving.bridge import Answer

MOST_BYTES = 4 * 1_048_576
MOST_OF_ONE = 262_144
PERSONAL = frozenset(
    {b"cookie", b"authorization", b"content-length", b"transfer-encoding", b"range"}
)
OF_ONE_REQUEST = frozenset({b"x-request-id", b"date"})
# What an answer may depend on besides its address.
ASKED_BY = (b"host", b"accept-encoding", b"hx-request", b"if-none-match", b"if-modified-since")
SECONDS = re.compile(rb"(?:^|[\s,])s-maxage=(\d{1,3})(?:$|[\s,])")
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in memory, and until when it may be sent."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    until: float


def key_of(scope: Any) -> Key | None:
    """Return under what the answer to a request is kept; None for one that may be personal."""
    if scope["method"] != "GET":
        return None
    asked = dict.fromkeys(ASKED_BY, b"")
    for name, value in scope["headers"]:
        if name in PERSONAL:
            return None
        if name in asked:
            asked[name] = value
    return (scope.get("scheme"), scope["path"], scope["query_string"], *asked.values())


class Shelf:
    """The answers of one worker process; the one used longest ago goes first."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._made: dict[Key, asyncio.Future[Kept | None]] = {}

    def find(self, key: Key) -> Kept | None:
        """Return what may still be sent."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.until <= self._now():
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    async def find_or_make(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer | Kept:
        """Return what is kept, else make it; whoever asks for the same meanwhile waits for it."""
        kept = self.find(key)
        if kept is not None:
            return kept
        making = self._made.get(key)
        if making is not None:
            shared = await asyncio.shield(making)
            return shared if shared is not None else await make()
        return await self._make(key, make)

    async def _make(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer | Kept:
        making: asyncio.Future[Kept | None] = asyncio.get_running_loop().create_future()
        self._made[key] = making
        kept = None
        try:
            started = self._now()
            answer = await make()
            kept = _taken(answer, started)
        finally:
            del self._made[key]
            making.set_result(kept)
        if kept is None:
            return answer
        self._put(key, kept)
        return kept

    def _put(self, key: Key, kept: Kept) -> None:
        self._drop(key)
        self._kept[key] = kept
        self._bytes += len(kept.body)
        now = self._now()
        while self._kept and (self._bytes > MOST_BYTES or self._oldest().until <= now):
            self._drop(next(iter(self._kept)))

    def _oldest(self) -> Kept:
        return next(iter(self._kept.values()))

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._bytes -= len(gone.body)


def _taken(answer: Answer, started: float) -> Kept | None:
    """Return an answer that everybody may get, with its body closed; None for every other."""
    headers = dict(answer.headers)
    seconds = SECONDS.search(headers.get(b"cache-control", b""))
    if answer.status != 200 or seconds is None or b"set-cookie" in headers:
        return None
    body = answer.body.read(MOST_OF_ONE + 1)
    if len(body) > MOST_OF_ONE:
        answer.body.seek(0)
        return None
    answer.body.close()
    shared = [(name, value) for name, value in answer.headers if name not in OF_ONE_REQUEST]
    return Kept(answer.status, shared, body, started + int(seconds[1]))
