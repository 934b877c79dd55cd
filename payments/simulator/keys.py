"""Make the keys of both sides once: ours towards the bank, and the simulated bank's."""

import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def write_bank_keys(folder: Path) -> dict[str, str]:
    """Return the BANK_* values of both sides, making what is missing in `folder` (mode 0700).

    Idempotent: existing keys are kept, because the bank's record was signed under them.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_pair(folder / "client.pem", folder / "client.pub.pem")
    _write_pair(folder / "bank.pem", folder / "bank.pub.pem")
    return {
        **_identity(folder / "client.json"),
        "BANK_PRIVATE_KEY_FILE": str(folder / "client.pem"),
        "BANK_CLIENT_PUBLIC_KEY_FILE": str(folder / "client.pub.pem"),
        "BANK_SIM_PRIVATE_KEY_FILE": str(folder / "bank.pem"),
        "BANK_PUBLIC_KEY_FILE": str(folder / "bank.pub.pem"),
    }


def _identity(path: Path) -> dict[str, str]:
    if not path.exists():
        made = {
            "BANK_CLIENT_ID": f"pasar-bela-{secrets.token_hex(4)}",
            "BANK_CLIENT_SECRET": secrets.token_urlsafe(32),
            "BANK_MERCHANT_ID": f"M{secrets.randbelow(10**9):09d}",
        }
        _write_private(path, json.dumps(made).encode())
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write_pair(private_path: Path, public_path: Path) -> None:
    if private_path.exists() and public_path.exists():
        return
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    _write_private(private_path, private)
    _write_private(public_path, public)


def _write_private(path: Path, content: bytes) -> None:
    """Write whole or not at all: a crash must not leave half a key behind."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
    partial.replace(path)
