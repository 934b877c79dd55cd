"""Whether an ID token says what it says: OpenID Connect Core 1.0, section 3.1.3.7.

Signed by RS256 with a key of its issuer, for us, for this very sign-in, and not too old. The
signature is demanded although the token comes straight from the issuer: who stands in between, or
whoever answers in its name, must not be able to say who somebody is.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

LEEWAY_SECONDS: Final = 60  # between two clocks
LEAST_KEY_BITS: Final = 2048  # RFC 7518, section 3.3
LONGEST_SUBJECT: Final = 255  # OpenID Connect Core 1.0, section 2
_PARTS: Final = 3


class TokenRefused(Exception):
    """The token proves nothing. Its text says why, for the log alone."""


@dataclass(frozen=True)
class Expected:
    """Who must have signed for whom, and the nonce of the sign-in that was begun."""

    issuer: str
    client_id: str
    nonce: str


def claims_of(
    token: str, keys: Mapping[str, Any], expected: Expected, *, now: float
) -> dict[str, Any]:
    """Return what a token says of who signed in.

    keys: the issuer's JSON Web Key Set. now: seconds since 1970, by the clock of the world.
    Raises: TokenRefused.
    """
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise TokenRefused("not three parts")
    header, claims = _object(parts[0]), _object(parts[1])
    if header.get("alg") != "RS256":
        raise TokenRefused("another algorithm")
    try:
        signed = f"{parts[0]}.{parts[1]}".encode()
        _key(keys, header.get("kid")).verify(_bytes(parts[2]), signed, padding.PKCS1v15(), SHA256())
    except InvalidSignature as forged:
        raise TokenRefused("wrong signature") from forged
    _require_meant_for_us(claims, expected)
    _require_of_now(claims, now)
    return claims


def _require_meant_for_us(claims: Mapping[str, Any], expected: Expected) -> None:
    audience, party = claims.get("aud"), claims.get("azp", expected.client_id)
    several = audience if isinstance(audience, list) else [audience]
    subject = claims.get("sub")
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("another issuer")
    if expected.client_id not in several or party != expected.client_id:
        raise TokenRefused("for somebody else")
    if len(several) > 1 and "azp" not in claims:
        raise TokenRefused("for several, none of them named")
    if claims.get("nonce") != expected.nonce:
        raise TokenRefused("another nonce")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise TokenRefused("no subject")
    if not subject.isprintable():
        raise TokenRefused("a strange subject")


def _require_of_now(claims: Mapping[str, Any], now: float) -> None:
    if not _seconds(claims, "exp") > now - LEEWAY_SECONDS:
        raise TokenRefused("expired")
    if not _seconds(claims, "iat") < now + LEEWAY_SECONDS:
        raise TokenRefused("from the future")
    if "nbf" in claims and not _seconds(claims, "nbf") < now + LEEWAY_SECONDS:
        raise TokenRefused("not valid yet")


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(f"no {name}")
    return value


def _key(keys: Mapping[str, Any], wanted: object) -> rsa.RSAPublicKey:
    """Return the one key that the token names; the only one where it names none."""
    several = keys.get("keys")
    found = [
        key
        for key in (several if isinstance(several, list) else [])
        if isinstance(key, dict)
        and key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and wanted in {None, key.get("kid")}
    ]
    if len(found) != 1:
        raise TokenRefused("no such key")
    try:
        numbers = rsa.RSAPublicNumbers(e=_number(found[0], "e"), n=_number(found[0], "n"))
        key = numbers.public_key()
    except ValueError as strange:
        raise TokenRefused("no key of this kind") from strange
    if key.key_size < LEAST_KEY_BITS:
        raise TokenRefused("a short key")
    return key


def _number(key: Mapping[str, Any], name: str) -> int:
    return int.from_bytes(_bytes(str(key.get(name, ""))), "big")


def _object(part: str) -> dict[str, Any]:
    try:
        read = json.loads(_bytes(part))
    except (ValueError, RecursionError) as broken:
        raise TokenRefused("not readable") from broken
    if not isinstance(read, dict):
        raise TokenRefused("not an object")
    return read


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError as broken:
        raise TokenRefused("not base64") from broken
