"""Signing in with the account of another system: OpenID Connect, code and PKCE (docs/oidc.md).

Here is what is said between the two servers; whose account of ours it is, ``identities`` says. The
addresses come from the issuer's own description, and every answer of theirs may be rubbish.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from marketplace.accounts.id_tokens import Expected, TokenRefused, claims_of
from marketplace.accounts.models import SHOWN_MAX
from marketplace.core import lazily, posting
from marketplace.core.errors import DomainError
from marketplace.core.text import clean_line

httpx = lazily.module("httpx")
log = structlog.get_logger(__name__)

SCOPE: Final = "openid profile email"
BEGUN_SECONDS: Final = 600  # how long somebody may take over there
_DESCRIBED_SECONDS: Final = 300
_PATH: Final = "/.well-known/openid-configuration"
_JSON: Final = {"Accept": "application/json", "Accept-Encoding": "identity"}


class ProviderAway(DomainError):
    """The other system does not answer."""

    code, http_status = "identity_provider_away", 503


class IdentityRefused(DomainError):
    """What came back proves nothing; nobody is signed in and nothing is linked."""

    code, http_status = "identity_refused", 422


@dataclass(frozen=True)
class Identity:
    """An account of another system, as its issuer signed it. ``shown``: its owner knows it so."""

    issuer: str
    subject: str
    shown: str


@dataclass(frozen=True)
class Begun:
    """A sign-in on its way: what only this browser's session knows of it."""

    state: str
    nonce: str
    verifier: str
    since: float

    @classmethod
    def now(cls) -> "Begun":
        """Return one that nobody can guess."""
        state, nonce, verifier = (secrets.token_urlsafe(length) for length in (24, 24, 64))
        return cls(state, nonce, verifier, time.time())


@dataclass(frozen=True)
class _Described:
    """What the issuer says of itself (OpenID Connect Discovery 1.0)."""

    authorize: str
    token: str
    keys: str
    by_post: bool


def is_open() -> bool:
    """Say whether this installation takes sign-ins of another system."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def name() -> str:
    """Return what people call their account there; empty where none signs anybody in."""
    return str(settings.OIDC_NAME) if is_open() else ""


def address_for(begun: Begun, *, back: str) -> str:
    """Return where the browser is sent to. ``back``: our address. Raises: ProviderAway."""
    address = _described().authorize
    challenge = hashlib.sha256(begun.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def identity_of(begun: Begun, answered: Mapping[str, str], *, back: str) -> Identity:
    """Return who signed in over there, by what the browser brought back.

    Raises: IdentityRefused, ProviderAway.
    """
    _require_answer(begun, answered)
    described = _described()
    expected = Expected(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, begun.nonce)
    token = _token(described, begun, answered["code"], back)
    keys = _read(*_asked(lambda: posting.get(described.keys, _JSON)))
    try:
        claims = claims_of(token, keys, expected)
    except TokenRefused as refused:
        raise _refused(str(refused)) from refused
    return Identity(settings.OIDC_ISSUER, claims["sub"], _shown(claims))


def _require_answer(begun: Begun, answered: Mapping[str, str]) -> None:
    if not secrets.compare_digest(begun.state.encode(), answered.get("state", "").encode()):
        raise stale()
    if time.time() - begun.since > BEGUN_SECONDS:
        raise stale()
    if answered.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:  # RFC 9207
        raise _refused("answered by another issuer")
    if answered.get("error") == "access_denied":
        raise IdentityRefused(
            _("You did not sign in to %(name)s, so nothing was changed. Begin again when you like.")
            % {"name": name()}
        )
    if "error" in answered or not answered.get("code"):
        raise _refused(answered.get("error", "no code")[:SHOWN_MAX])


def stale() -> IdentityRefused:
    """Return the refusal of an answer that this browser does not wait for."""
    return IdentityRefused(
        _("This sign-in was begun elsewhere, or more than %(minutes)s minutes ago. Begin it again.")
        % {"minutes": BEGUN_SECONDS // 60}
    )


def _token(described: _Described, begun: Begun, code: str, back: str) -> str:
    """Return the ID token that a code stands for."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": begun.verifier,
    }
    headers = {**_JSON, "Content-Type": "application/x-www-form-urlencoded"}
    ours, secret = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
    if described.by_post:
        sent |= {"client_id": ours, "client_secret": secret}
    else:  # RFC 6749, section 2.3.1
        pair = f"{quote(ours, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    body = urlencode(sent).encode()
    answer = _read(*_asked(lambda: posting.post(described.token, body, headers)))
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise _refused("no id_token")
    return token


def _described() -> _Described:
    """Return how the issuer describes itself, as it did within the last minutes."""
    issuer = settings.OIDC_ISSUER
    key = f"oidc:{hashlib.sha256(issuer.encode()).hexdigest()}"
    known: dict[str, Any] | None = cache.get(key)
    if known is not None:
        return _Described(**known)
    said = _read(*_asked(lambda: posting.get(issuer.rstrip("/") + _PATH, _JSON)))
    if said.get("issuer") != issuer:
        raise _refused("describes another issuer")
    methods = said.get("token_endpoint_auth_methods_supported")
    found: dict[str, Any] = {
        "authorize": _endpoint(said, "authorization_endpoint"),
        "token": _endpoint(said, "token_endpoint"),
        "keys": _endpoint(said, "jwks_uri"),
        "by_post": isinstance(methods, list)
        and "client_secret_basic" not in methods
        and "client_secret_post" in methods,
    }
    cache.set(key, found, _DESCRIBED_SECONDS)
    return _Described(**found)


def _endpoint(said: Mapping[str, Any], which: str) -> str:
    address = said.get(which)
    if not isinstance(address, str) or not _is_safe(address):
        raise _refused(f"no {which}")
    return address


def _is_safe(address: str) -> bool:
    """Say whether an address is spoken to by TLS; plain http reaches this machine alone."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = parts.scheme == "http" and parts.hostname in posting.LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or plain)


def _asked(ask: Any) -> tuple[int, bytes]:
    try:
        status, answer = ask()
    except (httpx.HTTPError, httpx.InvalidURL) as lost:
        log.warning("oidc_away", why=type(lost).__name__)
        raise _away() from lost
    return int(status), answer


def _read(status: int, answer: bytes) -> dict[str, Any]:
    if status >= 500:
        log.warning("oidc_away", why=status)
        raise _away()
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError) as broken:
        raise _refused("not readable") from broken
    if status != 200 or not isinstance(read, dict):
        raise _refused(f"answered {status}")
    return read


def _away() -> ProviderAway:
    return ProviderAway(
        _(
            "%(name)s cannot be reached right now. Try again in a few minutes, or sign in with "
            "your e-mail address and password."
        )
        % {"name": name()}
    )


def _refused(why: str) -> IdentityRefused:
    log.warning("oidc_refused", why=why)
    return IdentityRefused(
        _(
            "What %(name)s answered could not be verified, so nobody was signed in and nothing was "
            "linked. Begin again; if it stays so, tell the operators of this site."
        )
        % {"name": name()}
    )


def _shown(claims: Mapping[str, Any]) -> str:
    """Return by what its owner knows an account there again: name and address, as far as told."""
    told = [claims.get(which) for which in ("name", "email")]
    lines = [clean_line(one) for one in told if isinstance(one, str) and one.isprintable()]
    return (" · ".join(line for line in lines if line) or claims["sub"])[:SHOWN_MAX]
