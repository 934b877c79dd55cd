"""Who is asking: access tokens and request signatures, checked before anything is read."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from payments import snap
from payments.simulator.answers import RefusalError, malformed, missing
from payments.simulator.config import SimulatorConfig

TOKEN_SECONDS: Final = 900


class Guard:
    """Issues tokens that outlive a restart (they carry their own proof) and checks signatures."""

    def __init__(self, config: SimulatorConfig) -> None:
        self._config = config

    def issue_token(self, headers: Mapping[str, str]) -> str:
        """Return an access token for a client that signed with its private key.

        Raises: RefusalError for a stale stamp, an unknown client or a foreign signature.
        """
        stamp = _fresh_stamp(headers)
        text = snap.token_string(self._config.client_id, stamp)
        signature = _header(headers, "X-SIGNATURE")
        known = _header(headers, "X-CLIENT-KEY") == self._config.client_id
        if not known or not snap.verify_asymmetric(self._config.client_public_key, text, signature):
            raise RefusalError(401, "00", "Unauthorized. [Signature]")
        until = int(datetime.now(UTC).timestamp()) + TOKEN_SECONDS
        content = f"{until}.{secrets.token_hex(8)}"
        return f"{content}.{self._proof(content)}"

    def check(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
        """Return the X-EXTERNAL-ID of a properly signed transaction. Raises: RefusalError."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not self._is_live(token):
            raise RefusalError(401, "01", "Invalid Token (B2B)")
        stamp = _fresh_stamp(headers)
        text = snap.service_string(method, path, token, body, stamp)
        signature = _header(headers, "X-SIGNATURE")
        if not snap.verify_symmetric(self._config.client_secret, text, signature):
            raise RefusalError(401, "00", "Unauthorized. [Signature]")
        if _header(headers, "X-PARTNER-ID") != self._config.client_id:
            raise RefusalError(404, "16", "Partner Not Found")
        _header(headers, "CHANNEL-ID")
        external_id = _header(headers, "X-EXTERNAL-ID")
        if len(external_id) > 36:
            raise malformed("X-EXTERNAL-ID")
        return external_id

    def _is_live(self, token: str) -> bool:
        content, _, proof = token.rpartition(".")
        until = content.partition(".")[0]
        if not hmac.compare_digest(self._proof(content).encode(), proof.encode()):
            return False
        return until.isdecimal() and int(until) > datetime.now(UTC).timestamp()

    def _proof(self, content: str) -> str:
        # A label keeps this use of the secret apart from the signing of transactions.
        text = f"access-token|{content}".encode()
        return hmac.digest(self._config.client_secret.encode(), text, "sha256").hex()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name.lower(), "")
    if not value:
        raise missing(name)
    return value


def _fresh_stamp(headers: Mapping[str, str]) -> str:
    stamp = _header(headers, "X-TIMESTAMP")
    try:
        moment = snap.parse_timestamp(stamp)
    except ValueError as broken:
        raise malformed("X-TIMESTAMP") from broken
    if not snap.is_fresh(moment, now=datetime.now(UTC)):
        raise RefusalError(401, "00", "Unauthorized. [Timestamp]")
    return stamp
