"""Signatures, timestamps and amounts of Bank Indonesia's SNAP interface, as pure functions.

SNAP (Standar Nasional Open API Pembayaran) signs in two ways: RSA (SHA256withRSA) for the access
token and for what the bank sends us, and HMAC-SHA512 with the shared client secret for every
transaction. Both the adapter and the bank simulator build their strings here, and nowhere else.
"""

import base64
import binascii
import hashlib
import hmac
import re
from datetime import datetime, timedelta, timezone
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

TOLERANCE: Final = timedelta(seconds=300)
WIB: Final = timezone(timedelta(hours=7), "WIB")  # SNAP stamps Jakarta time wherever the shop is
CURRENCY: Final = "IDR"
MAX_AMOUNT_RUPIAH: Final = 2**53

# A string is matched whole, so that white space inside it survives. The closing quote is optional
# and the repeat possessive: a hostile body with an unclosed string still costs linear time.
_STRING_OR_SPACE: Final = re.compile(rb'("(?:\\.|[^"\\])*+"?)|[ \t\r\n]+', re.DOTALL)
_TIMESTAMP: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?[+-][0-9]{2}:[0-9]{2}"
)
# What a bank stamps lies in these years; further away is a fault, and near their ends no zone fits.
_YEARS: Final = range(2000, 2100)
_AMOUNT: Final = re.compile(r"([1-9][0-9]{0,15})\.00")


def minify(body: bytes) -> bytes:
    """Return a JSON body without the white space between its tokens; strings keep theirs."""
    return _STRING_OR_SPACE.sub(lambda found: found[1] or b"", body)


def body_digest(body: bytes) -> str:
    """Return the lower-case hex SHA-256 of the minified body; an empty body hashes as empty."""
    return hashlib.sha256(minify(body)).hexdigest()


def token_string(client_id: str, timestamp: str) -> str:
    """Return what the client signs with its private key to ask for an access token."""
    return f"{client_id}|{timestamp}"


def service_string(method: str, path: str, token: str, body: bytes, timestamp: str) -> str:
    """Return what both sides put through HMAC-SHA512 for one transaction request."""
    return f"{method.upper()}:{path}:{token}:{body_digest(body)}:{timestamp}"


def callback_string(method: str, path: str, body: bytes, timestamp: str) -> str:
    """Return what the bank signs with its private key when it notifies us."""
    return f"{method.upper()}:{path}:{body_digest(body)}:{timestamp}"


def sign_symmetric(secret: str, text: str) -> str:
    """Return the base64 HMAC-SHA512 of `text` under the client secret."""
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha512")).decode()


def verify_symmetric(secret: str, text: str, signature: str) -> bool:
    """Compare in constant time, so that a forger learns nothing from how long a refusal takes."""
    return hmac.compare_digest(sign_symmetric(secret, text).encode(), signature.encode())


def sign_asymmetric(key: rsa.RSAPrivateKey, text: str) -> str:
    """Return the base64 SHA256withRSA (PKCS #1 v1.5) signature of `text`."""
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(signature).decode()


def verify_asymmetric(key: rsa.RSAPublicKey, text: str, signature: str) -> bool:
    """Say whether `signature` is that key's signature of `text`; malformed base64 is a plain no."""
    try:
        raw = base64.b64decode(signature.encode(), validate=True)
        key.verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def timestamp_of(moment: datetime) -> str:
    """Write an aware moment as X-TIMESTAMP: ISO 8601 to the second, offset +07:00."""
    if moment.tzinfo is None:
        raise ValueError("a SNAP timestamp needs an aware moment")
    return moment.astimezone(WIB).isoformat(timespec="seconds")


def parse_timestamp(text: str) -> datetime:
    """Read an X-TIMESTAMP.

    Raises: ValueError unless it is ISO 8601 with an explicit offset, in the years 2000 to 2099.
    """
    if not _TIMESTAMP.fullmatch(text) or int(text[:4]) not in _YEARS:
        raise ValueError("not an ISO 8601 timestamp of this century with an offset")
    return datetime.fromisoformat(text)


def is_fresh(moment: datetime, *, now: datetime) -> bool:
    """Say whether a stamped moment lies within 300 seconds of `now`, on either side."""
    return abs(now - moment) <= TOLERANCE


def amount_of(rupiah: int) -> dict[str, str]:
    """Write whole rupiah as a SNAP amount. Raises: ValueError unless 0 < rupiah <= 2^53."""
    if not 0 < rupiah <= MAX_AMOUNT_RUPIAH:
        raise ValueError("amount is out of range")
    return {"value": f"{rupiah}.00", "currency": CURRENCY}


def parse_amount(amount: object) -> int:
    """Read a SNAP amount object as whole rupiah.

    Raises: ValueError for another currency, sen, signs, exponents, spaces, unicode digits, leading
    zeros, zero itself or more than 2^53: money is never guessed.
    """
    if not isinstance(amount, dict) or amount.get("currency") != CURRENCY:
        raise ValueError("the currency must be IDR")
    value = amount.get("value")
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > MAX_AMOUNT_RUPIAH:
        raise ValueError("the value must be whole rupiah written with two decimals")
    return int(found[1])


def load_private_key(pem: bytes) -> rsa.RSAPrivateKey:
    """Read an unencrypted PEM private key. Raises: ValueError unless it is RSA."""
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("SNAP signs with an RSA key")
    return key


def load_public_key(pem: bytes) -> rsa.RSAPublicKey:
    """Read a PEM public key. Raises: ValueError unless it is RSA."""
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("SNAP verifies with an RSA key")
    return key
