"""The HTTP wire to a SNAP bank: token, signature, deadline, breaker, meaning of each failure."""

import hashlib
import json
import logging
import re
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from marketplace.core import lazily
from payments import snap
from payments.gateway.breaker import Breaker
from payments.gateway.config import BankConfig
from payments.gateway.inbound import words
from payments.gateway.port import (
    GatewayAnswerUnreadable,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
)

httpx = lazily.module("httpx")
logger = logging.getLogger("payments.gateway")

DEADLINE_SECONDS: Final = 5.0
CONNECT_SECONDS: Final = 2.0
TOKEN_PATH: Final = "/v1.0/access-token/b2b"  # noqa: S105 - an address, not a secret
TOKEN_SPARE_SECONDS: Final = 30
MAX_ANSWER_BYTES: Final = 262_144
MAX_EXTERNAL_ID: Final = 36
CHANNEL_ID: Final = "95221"
_RESPONSE_CODE: Final = re.compile(r"[0-9]{7}")
_TOKEN: Final = re.compile(r"[!-~]{1,4096}")  # it goes into a header
_SECONDS: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Answer:
    """A readable SNAP answer: HTTP status, two-digit case, and the decoded body."""

    status: int
    case: str
    body: Mapping[str, Any]

    @property
    def response_code(self) -> str:
        return str(self.body["responseCode"])

    @property
    def message(self) -> str:
        return words(self.body.get("responseMessage"))


def external_id(key: str) -> str:
    """Return the X-EXTERNAL-ID of a key: itself, or its digest where SNAP allows only 36."""
    return key if len(key) <= MAX_EXTERNAL_ID else hashlib.sha256(key.encode()).hexdigest()[:36]


class SnapWire:
    """Signed POSTs to one bank. Thread-safe; one per process."""

    def __init__(self, config: BankConfig, breaker: Breaker) -> None:
        self.config = config
        self._breaker = breaker
        self._lock = threading.Lock()
        self._token, self._token_until = "", 0.0
        # A proxy of the environment must never see bank traffic, nor a redirect lead it elsewhere.
        self._client = httpx.Client(
            base_url=config.base_url,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=8, keepalive_expiry=5),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def call(self, path: str, payload: Mapping[str, object], *, key: str = "") -> Answer:
        """Send one transaction (with its key) or one inquiry (without) and return the answer.

        Raises: GatewayUnavailable (nothing sent), GatewayTimeout (result unknown, also every 5xx),
        GatewayRejected (the bank does not accept our identity even with a fresh token).
        """
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        deadline = time.monotonic() + DEADLINE_SECONDS
        number = external_id(key) if key else str(uuid.uuid4())
        answer = self._signed(path, body, number, deadline)
        if answer.status == 401:  # the bank forgot our token; nothing was done, so ask again once
            self._forget_token()
            answer = self._signed(path, body, number, deadline)
        if answer.status == 401:
            raise GatewayRejected(answer.message, response_code=answer.response_code)
        return answer

    def _signed(self, path: str, body: bytes, number: str, deadline: float) -> Answer:
        token, stamp = self._access_token(deadline), snap.timestamp_of(datetime.now(UTC))
        text = snap.service_string("POST", path, token, body, stamp)
        headers = {
            "Authorization": f"Bearer {token}",
            "X-TIMESTAMP": stamp,
            "X-SIGNATURE": snap.sign_symmetric(self.config.client_secret, text),
            "X-PARTNER-ID": self.config.client_id,
            "X-EXTERNAL-ID": number,
            "CHANNEL-ID": CHANNEL_ID,
        }
        return self._post(path, body, headers, deadline)

    def _access_token(self, deadline: float) -> str:
        """Return a live token. Whatever fails here, the transaction itself was never sent."""
        with self._lock:
            if time.monotonic() < self._token_until:
                return self._token
        try:
            answer = self._ask_token(deadline)
        except GatewayTimeout as lost:
            raise GatewayUnavailable("the bank gave no access token") from lost
        if answer.status != 200:
            raise GatewayRejected(answer.message, response_code=answer.response_code)
        token, lives = str(answer.body.get("accessToken", "")), answer.body.get("expiresIn")
        if not _TOKEN.fullmatch(token) or not _SECONDS.fullmatch(str(lives)):
            raise GatewayUnavailable("the bank gave an unreadable access token")
        with self._lock:
            self._token = token
            self._token_until = time.monotonic() + int(str(lives)) - TOKEN_SPARE_SECONDS
        return token

    def _ask_token(self, deadline: float) -> Answer:
        stamp = snap.timestamp_of(datetime.now(UTC))
        text = snap.token_string(self.config.client_id, stamp)
        headers = {
            "X-CLIENT-KEY": self.config.client_id,
            "X-TIMESTAMP": stamp,
            "X-SIGNATURE": snap.sign_asymmetric(self.config.private_key, text),
        }
        return self._post(TOKEN_PATH, b'{"grantType":"client_credentials"}', headers, deadline)

    def _forget_token(self) -> None:
        with self._lock:
            self._token, self._token_until = "", 0.0

    def _post(self, path: str, body: bytes, headers: dict[str, str], deadline: float) -> Answer:
        if not self._breaker.allows():
            raise GatewayUnavailable("the bank has failed several times; waiting before a new try")
        headers["Content-Type"] = "application/json"
        try:
            status, raw = self._exchange(path, body, headers, deadline)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as refused:
            self._breaker.failed()
            raise GatewayUnavailable("the bank cannot be reached") from refused
        except httpx.HTTPError as lost:
            self._breaker.failed()
            raise GatewayTimeout("the bank's answer was lost") from lost
        if status >= 500:
            self._breaker.failed()
            raise GatewayTimeout(f"the bank answered {status}; the result is unknown")
        self._breaker.succeeded()
        return _readable(path, status, raw)

    def _exchange(
        self, path: str, body: bytes, headers: dict[str, str], deadline: float
    ) -> tuple[int, bytes]:
        left = deadline - time.monotonic()
        if left <= 0:  # only a slow token can use the time up, so nothing has been sent
            raise httpx.PoolTimeout("no time left")
        connect = min(CONNECT_SECONDS, left / 2)
        timeout = httpx.Timeout(left - connect, connect=connect)
        raw = bytearray()
        with self._client.stream(
            "POST", path, content=body, headers=headers, timeout=timeout
        ) as reply:
            for chunk in reply.iter_bytes():
                raw += chunk
                # A read timeout only bounds the wait for each piece; the deadline bounds them all.
                if time.monotonic() > deadline or len(raw) > MAX_ANSWER_BYTES:
                    raise httpx.ReadTimeout("the answer took too long")
        return reply.status_code, bytes(raw)


def _readable(path: str, status: int, raw: bytes) -> Answer:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as broken:
        raise GatewayAnswerUnreadable("the bank's answer is not JSON") from broken
    code = body.get("responseCode") if isinstance(body, dict) else None
    if not isinstance(code, str) or not _RESPONSE_CODE.fullmatch(code) or code[:3] != str(status):
        raise GatewayAnswerUnreadable("the bank's answer has no valid response code")
    logger.info("bank answered %s on %s", code, path)
    return Answer(status=status, case=code[5:], body=body)
