"""What the adapter must know about our bank, read from a mapping of BANK_* names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from payments import snap


@dataclass(frozen=True, kw_only=True)
class BankConfig:
    """Address, identity and keys of one partner at one bank."""

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    merchant_id: str
    private_key: RSAPrivateKey = field(repr=False)
    bank_public_key: RSAPublicKey = field(repr=False)


def read_config(lookup: Callable[[str], str]) -> BankConfig:
    """Build the configuration from names such as BANK_BASE_URL; `lookup` gives "" when unset.

    Raises: ValueError naming what is missing or unreadable, never its content.
    """
    return BankConfig(
        base_url=_required(lookup, "BANK_BASE_URL").rstrip("/"),
        client_id=_required(lookup, "BANK_CLIENT_ID"),
        client_secret=_required(lookup, "BANK_CLIENT_SECRET"),
        merchant_id=_required(lookup, "BANK_MERCHANT_ID"),
        private_key=snap.load_private_key(_pem(lookup, "BANK_PRIVATE_KEY")),
        bank_public_key=snap.load_public_key(_pem(lookup, "BANK_PUBLIC_KEY")),
    )


def _pem(lookup: Callable[[str], str], name: str) -> bytes:
    return _required(lookup, name).encode()


def _required(lookup: Callable[[str], str], name: str) -> str:
    """Return the value of a name, or the content of the file that its _FILE twin points to."""
    if value := lookup(name):
        return value
    if file_name := lookup(f"{name}_FILE"):
        return Path(file_name).read_text(encoding="utf-8").strip()
    raise ValueError(f"{name} (or {name}_FILE) must be set to reach the bank")
