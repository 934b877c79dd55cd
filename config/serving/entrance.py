"""The ASGI application in front of Django: who gets a thread, and for how long others wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

from config.serving.bodies import Bodies, Disconnected, Receive, Send
from config.serving.bridge import Answer, Application, environ, respond
from config.serving.limits import Limits
from config.serving.refusals import Refusal
from config.serving.shelf import Kept, Shelf, key_of

HEALTH = "/healthz"
PROGRAMS = "/api/"
CHUNK = 65_536
MAX_DIGITS = 18


class Lane:
    """A fixed number of threads and the queue in front of them."""

    def __init__(self, threads: int, waiting: int, wait_seconds: float) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._free = asyncio.Semaphore(threads)
        self._room = threads + waiting
        self._inside = 0
        self._wait_seconds = wait_seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[ThreadPoolExecutor]:
        """Wait for a thread. Raises: Refusal 503 when the queue is full or does not move."""
        if self._inside >= self._room:
            raise Refusal.busy()
        self._inside += 1
        try:
            try:
                await asyncio.wait_for(self._free.acquire(), self._wait_seconds)
            except TimeoutError:
                raise Refusal.busy() from None
            try:
                yield self._executor
            finally:
                self._free.release()
        finally:
            self._inside -= 1


class Entrance:
    """Buffer the body, wait for a thread, run Django, send the answer."""

    def __init__(self, application: Application, limits: Limits) -> None:
        self._application = application
        self._limits = limits
        self._bodies = Bodies(limits)
        self._pages = Lane(limits.threads, limits.waiting, limits.wait_seconds)
        # A full house must not look like a dead one: the site's health has a thread of its own.
        self._health = Lane(1, limits.threads, limits.wait_seconds)
        self._shelf = Shelf()

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one connection of the server's."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                await self._serve(scope, receive, send)
            except Refusal as refusal:
                await self._send(send, _told(refusal, scope["path"]))
            except Disconnected:
                return

    async def _serve(self, scope: Any, receive: Receive, send: Send) -> None:
        key = key_of(scope)
        if key is None:
            await self._send(send, await self._made(scope, receive))
            return
        answer = await self._shelf.find_or_make(key, lambda: self._made(scope, receive))
        if isinstance(answer, Kept):
            await self._send_kept(send, answer)
        else:
            await self._send(send, answer)

    async def _made(self, scope: Any, receive: Receive) -> Answer:
        with self._bodies.buffer() as body:
            await self._bodies.read(receive, _declared(scope), body)
            try:
                request = environ(scope, body)
            except UnicodeError:
                raise Refusal.unreadable() from None
            return await self._answer(request)

    async def _answer(self, request: dict[str, Any]) -> Answer:
        """Run Django in a thread; a client that leaves does not free it before it has ended."""
        lane = self._health if request["PATH_INFO"] == HEALTH else self._pages
        async with lane.turn() as threads:
            run = asyncio.get_running_loop().run_in_executor(
                threads, respond, self._application, request, self._limits.memory_bytes
            )
            try:
                return await asyncio.shield(run)
            except asyncio.CancelledError:
                await asyncio.wait([run])
                if run.exception() is None:
                    run.result().body.close()
                raise

    async def _send_kept(self, send: Send, kept: Kept) -> None:
        start = {"type": "http.response.start", "status": kept.status, "headers": kept.headers}
        await self._sent(send, start)
        body = {"type": "http.response.body", "body": kept.body, "more_body": False}
        await self._sent(send, body)

    async def _send(self, send: Send, answer: Answer) -> None:
        """Send an answer, for as long as the client takes it."""
        with answer.body:
            start = {"status": answer.status, "headers": answer.headers}
            await self._sent(send, {"type": "http.response.start", **start})
            while len(part := answer.body.read(CHUNK)) == CHUNK:
                await self._sent(
                    send, {"type": "http.response.body", "body": part, "more_body": True}
                )
            await self._sent(send, {"type": "http.response.body", "body": part, "more_body": False})

    async def _sent(self, send: Send, message: dict[str, Any]) -> None:
        try:
            await asyncio.wait_for(send(message), self._limits.send_seconds)
        except TimeoutError:
            raise Disconnected from None


def _declared(scope: Any) -> int | None:
    """Return the body's size as the client declares it. Raises: Refusal 400."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit():
                raise Refusal.unreadable()
            return int(value[:MAX_DIGITS])  # longer ones are beyond every limit as well
    return None


def _told(refusal: Refusal, path: str) -> Answer:
    kind, words = refusal.body(for_program=path.startswith(PROGRAMS))
    body = SpooledTemporaryFile(max_size=len(words) + 1)  # noqa: SIM115 - closed when sent
    answer = Answer(body, refusal.status)
    answer.body.write(words)
    answer.body.seek(0)
    answer.headers = [
        (b"content-type", kind),
        (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    if refusal.retry_seconds is not None:
        answer.headers.append((b"retry-after", str(refusal.retry_seconds).encode()))
    return answer


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
