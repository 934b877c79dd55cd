"""Whether an ID token says what it says: OpenID Connect Core 1.0, section 3.1.3.7.

Signed by RS256 with a key of its issuer, for us, for this very sign-in, and not too old. The
signature is demanded although the token comes straight from the issuer: who stands in between, or
whoever answers in its name, must not be able to say who somebody is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from marketplace.core import lazily

jwt = lazily.module("jwt")

LEEWAY_SECONDS: Final = 60  # between two clocks
LEAST_KEY_BITS: Final = 2048  # RFC 7518, section 3.3
LONGEST_SUBJECT: Final = 255  # OpenID Connect Core 1.0, section 2


class TokenRefused(Exception):
    """The token proves nothing. Its text says why, for the log alone."""


@dataclass(frozen=True)
class Expected:
    """Who must have signed for whom, and the nonce of the sign-in that was begun."""

    issuer: str
    client_id: str
    nonce: str


def claims_of(token: str, keys: Mapping[str, Any], expected: Expected) -> dict[str, Any]:
    """Return what a token says of who signed in.

    keys: the issuer's JSON Web Key Set. Raises: TokenRefused.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(keys, jwt.get_unverified_header(token).get("kid")),
            algorithms=["RS256"],
            audience=expected.client_id,
            issuer=expected.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as refused:
        raise TokenRefused(type(refused).__name__) from refused
    _require_meant_for_us(claims, expected)
    return claims


def _require_meant_for_us(claims: Mapping[str, Any], expected: Expected) -> None:
    """Ask what belongs to sign-ins alone, beside what every signed token must say."""
    party, subject = claims.get("azp"), claims["sub"]
    if party is None and isinstance(claims["aud"], list) and len(claims["aud"]) > 1:
        raise TokenRefused("for several, none of them named")
    if party not in {None, expected.client_id}:
        raise TokenRefused("for somebody else")
    if claims["nonce"] != expected.nonce:
        raise TokenRefused("another nonce")
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise TokenRefused("a strange subject")


def _key(keys: Mapping[str, Any], wanted: object) -> Any:
    """Return the one key that the token names; the only one where it names none."""
    several = keys.get("keys")
    found = [
        key
        for key in (several if isinstance(several, list) else [])
        if isinstance(key, dict)
        and key.get("kty") == "RSA"
        and "d" not in key  # who publishes a private key has none
        and key.get("use", "sig") == "sig"
        and wanted in {None, key.get("kid")}
    ]
    if len(found) != 1:
        raise TokenRefused("no such key")
    key = jwt.PyJWK(found[0], "RS256")
    if key.key.key_size < LEAST_KEY_BITS:
        raise TokenRefused("a short key")
    return key
