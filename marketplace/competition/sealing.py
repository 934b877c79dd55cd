"""Seals that two people open together: what is sealed needs both of their keys, and never one.

Each officer has a key pair of their own (X25519); its private half is kept under their passphrase
(scrypt, AES-GCM). A seal is made for both public halves at once: a fresh key agrees with each, and
what both agreements give together encrypts (HKDF, AES-GCM). So no key that opens everything exists
anywhere before the opening. ADR 23 says what this protects against, and what not.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_SIZE: Final = 32  # bytes of a key
_NONCE: Final = 12
_SALT: Final = 16
_WORK: Final = 2**15  # of scrypt: 32 MiB and about a tenth of a second a try
_PURPOSE: Final = b"pasar-bela competition 1"


class WrongPassphrase(ValueError):
    """The passphrase does not open the key."""


@dataclass(frozen=True)
class Locked:
    """A key pair whose private half only a passphrase opens."""

    public: bytes
    salt: bytes
    wrapped: bytes


def make_key(passphrase: str) -> Locked:
    """Return a new key pair under a passphrase."""
    private = X25519PrivateKey.generate()
    public, salt = private.public_key().public_bytes_raw(), os.urandom(_SALT)
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(
        nonce, private.private_bytes_raw(), public
    )
    return Locked(public, salt, nonce + sealed)


def open_key(key: Locked, passphrase: str) -> bytes:
    """Return the private half. Raises: WrongPassphrase."""
    nonce, sealed = key.wrapped[:_NONCE], key.wrapped[_NONCE:]
    try:
        return AESGCM(_stretched(passphrase, key.salt)).decrypt(nonce, sealed, key.public)
    except InvalidTag as wrong:
        raise WrongPassphrase from wrong


def seal(content: bytes, publics: Sequence[bytes], about: str) -> bytes:
    """Encrypt for everybody together whose public halves are given; ``about``: what it is of."""
    fresh = X25519PrivateKey.generate()
    sender = fresh.public_key().public_bytes_raw()
    shared = [fresh.exchange(X25519PublicKey.from_public_bytes(one)) for one in publics]
    nonce = os.urandom(_NONCE)
    key = _joined(shared, sender, publics)
    return sender + nonce + AESGCM(key).encrypt(nonce, content, about.encode())


def unseal(sealed: bytes, privates: Sequence[bytes], about: str) -> bytes:
    """Return what was sealed for these keys, in the same order.

    Raises: InvalidTag when it was changed, moved, or sealed for others.
    """
    sender, rest = sealed[:_SIZE], sealed[_SIZE:]
    keys = [X25519PrivateKey.from_private_bytes(one) for one in privates]
    shared = [one.exchange(X25519PublicKey.from_public_bytes(sender)) for one in keys]
    publics = [one.public_key().public_bytes_raw() for one in keys]
    key = _joined(shared, sender, publics)
    return AESGCM(key).decrypt(rest[:_NONCE], rest[_NONCE:], about.encode())


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=_SIZE, n=_WORK, r=8, p=1).derive(passphrase.encode())


def _joined(shared: Sequence[bytes], sender: bytes, publics: Sequence[bytes]) -> bytes:
    told = _PURPOSE + sender + b"".join(publics)
    return HKDF(algorithm=SHA256(), length=_SIZE, salt=None, info=told).derive(b"".join(shared))
