"""The bank simulator's ASGI program: SNAP routes, the card page, and the testers' side door.

Run it with one worker: the record file admits one writer.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from payments.simulator import answers
from payments.simulator.answers import Answer, RefusalError
from payments.simulator.bank import Act, Bank, Payload
from payments.simulator.card_page import CardPage
from payments.simulator.config import read_config
from payments.simulator.fields import json_object, read_body, text
from payments.simulator.guard import TOKEN_SECONDS, Guard
from payments.simulator.knobs import KnobBoard
from payments.simulator.notifier import Notifier
from payments.simulator.record import Record
from payments.simulator.side_door import local_only

_NUMBER = re.compile(r"[0-9]{1,15}")


class LostAnswer(Response):
    """Close the connection in the middle of the answer, as a dying line does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        promised = [(b"content-length", b"1024"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": promised})
        await send({"type": "http.response.body", "body": b" ", "more_body": True})


class Simulator:
    """Wires the bank's parts to its routes."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        config = read_config(environ)
        self.knobs = KnobBoard()
        self.notifier = Notifier(config, self.knobs)
        self.record = Record(config.record_file)
        self.guard = Guard(config)
        self.bank = Bank(config, self.record, self.knobs, self.notifier.announce)
        self.page = CardPage(config)

    async def token(self, request: Request) -> Response:
        """POST /v1.0/access-token/b2b"""
        try:
            self._require_up()
            payload = json_object(await read_body(request))
            if payload.get("grantType") != "client_credentials":
                raise answers.malformed("grantType")
            token = self.guard.issue_token(request.headers)
        except RefusalError as refusal:
            return _reply(refusal.answer, answers.TOKEN)
        fields = {"accessToken": token, "tokenType": "Bearer", "expiresIn": str(TOKEN_SECONDS)}
        return _reply(Answer(200, "00", "Successful", fields), answers.TOKEN)

    def transaction(self, service: str, act: Act) -> Any:
        """Return the endpoint of a service that moves money or makes something, once per key."""

        def decide(external_id: str, body: bytes, payload: Payload) -> Answer:
            return self.bank.once(service, external_id, body, payload, act)

        return self._endpoint(service, decide)

    def inquiry(self, service: str, act: Callable[[Payload], Answer]) -> Any:
        """Return the endpoint of a service that only answers."""
        return self._endpoint(service, lambda _external_id, _body, payload: act(payload))

    def _endpoint(self, service: str, decide: Callable[[str, bytes, Payload], Answer]) -> Any:
        async def endpoint(request: Request) -> Response:
            try:
                self._require_up()
                body = await read_body(request)
                path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                external_id = self.guard.check(request.method, path, request.headers, body)
                if self.knobs.draw("fail"):
                    return _reply(answers.BROKEN, service)
                answer = decide(external_id, body, json_object(body))
            except RefusalError as refusal:
                answer = refusal.answer
            return await self._spoil(_reply(answer, service))

        return endpoint

    async def _spoil(self, reply: Response) -> Response:
        """Delay or lose an answer whose effect is already on the disk."""
        lost = self.knobs.draw("lose_answer")
        if self.knobs.values.delay_ms:
            await asyncio.sleep(self.knobs.values.delay_ms / 1000)
        return LostAnswer() if lost else reply

    def _require_up(self) -> None:
        if self.knobs.values.down:
            raise RefusalError(answers.DOWN.status, answers.DOWN.case, answers.DOWN.message)

    async def show_record(self, request: Request) -> Response:
        """GET /_sim/record?since=N: every effect after number N, one JSON object a line."""
        since = request.query_params.get("since", "0")
        if not _NUMBER.fullmatch(since):
            return PlainTextResponse("since must be a number\n", status_code=400)
        lines = "".join(self.record.lines_since(int(since)))
        return PlainTextResponse(lines, media_type="application/x-ndjson")

    async def show_knobs(self, _request: Request) -> Response:
        """GET /_sim/knobs"""
        return JSONResponse(self.knobs.shown())

    async def set_knobs(self, request: Request) -> Response:
        """POST /_sim/knobs with a JSON object of the knobs to change."""
        try:
            return JSONResponse(self.knobs.update(json_object(await read_body(request))))
        except (RefusalError, ValueError) as wrong:
            return JSONResponse({"error": str(wrong)}, status_code=400)

    async def show_events(self, _request: Request) -> Response:
        """GET /_sim/events: the notifications since this process started, sent or dropped."""
        return JSONResponse(self.notifier.events)

    async def resend_event(self, request: Request) -> Response:
        """POST /_sim/events with {"eventId": …}: notify once more, however late."""
        try:
            found = self.notifier.resend(
                text(json_object(await read_body(request)), "eventId", 128)
            )
        except RefusalError as refusal:
            return JSONResponse({"error": str(refusal)}, status_code=400)
        return JSONResponse({"resent": found}, status_code=200 if found else 404)

    async def pay_code(self, request: Request) -> Response:
        """POST /_sim/qr/pay with {"partnerReferenceNo": …}: play the payer of a QRIS code."""
        try:
            key = text(json_object(await read_body(request)), "partnerReferenceNo", 64)
        except RefusalError as refusal:
            return _reply(refusal.answer, answers.QRIS)
        return _reply(self.bank.pay_code(key), answers.QRIS)


def _reply(answer: Answer, service: str) -> Response:
    return JSONResponse(answer.body(service), status_code=answer.status)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def build(environ: Mapping[str, str]) -> Starlette:
    """Return the program for one environment. Raises: ValueError, RecordInUseError."""
    simulator = Simulator(environ)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await simulator.notifier.close()
        simulator.record.close()

    return Starlette(
        routes=[*_snap_routes(simulator), *_other_routes(simulator)], lifespan=lifespan
    )


def _snap_routes(simulator: Simulator) -> list[Route]:
    bank, make, ask = simulator.bank, simulator.transaction, simulator.inquiry
    endpoints = {
        "/v1.0/access-token/b2b": simulator.token,
        "/v1.0/registration-card-bind": ask(answers.CARD, simulator.page.exchange),
        "/v1.0/debit/payment-host-to-host": make(answers.CHARGE, bank.charge),
        "/v1.0/debit/status": ask(
            answers.CHARGE_STATUS, lambda payload: bank.find(answers.CHARGE, payload)
        ),
        "/v1.0/transfer-interbank": make(answers.PAYOUT, bank.pay_out),
        "/v1.0/transfer/status": ask(
            answers.PAYOUT_STATUS, lambda payload: bank.find(answers.PAYOUT, payload)
        ),
        "/v1.0/account-inquiry-external": ask(answers.ACCOUNT, bank.name_account),
        "/v1.0/qr/qr-mpm-generate": make(answers.QRIS, bank.make_code),
        "/v1.0/qr/qr-mpm-query": ask(
            answers.QRIS_STATUS, lambda payload: bank.find(answers.QRIS, payload)
        ),
    }
    return [Route(path, endpoint, methods=["POST"]) for path, endpoint in endpoints.items()]


def _other_routes(simulator: Simulator) -> list[Route]:
    page = simulator.page
    controls = [
        ("/_sim/record", simulator.show_record, "GET"),
        ("/_sim/knobs", simulator.show_knobs, "GET"),
        ("/_sim/knobs", simulator.set_knobs, "POST"),
        ("/_sim/events", simulator.show_events, "GET"),
        ("/_sim/events", simulator.resend_event, "POST"),
        ("/_sim/qr/pay", simulator.pay_code, "POST"),
    ]
    return [
        Route("/healthz", _health),
        Route("/_bank/card-page", page.show, methods=["GET"]),
        Route("/_bank/card-page", page.submit, methods=["POST"]),
        Route("/_bank/card-page.css", page.style),
        *(Route(path, local_only(do), methods=[method]) for path, do, method in controls),
    ]


def __getattr__(name: str) -> Starlette:
    """Build `application` on first use, so that importing this module opens no record."""
    if name != "application":
        raise AttributeError(name)
    built = build(os.environ)
    globals()["application"] = built
    return built
