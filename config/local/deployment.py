"""`manage.py make_secrets`: the folder of secrets that docker-compose.yml mounts.

What chance can make is made, once; what only the operator has is named. A file that is there is
never replaced: new field keys would make the encrypted data unreadable.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from .paths import ROOT, LocalError, say

# The containers read the files as users of their own, so the folder keeps others out, not the mode.
FOLDER_MODE, FILE_MODE = 0o700, 0o444


def password() -> str:
    return secrets.token_urlsafe(32)


def field_key() -> str:
    """A Fernet key."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


MADE: dict[str, Callable[[], str]] = {
    "secret_key": lambda: secrets.token_urlsafe(60),
    "field_keys": field_key,
    "index_keys": field_key,
    "postgres_password": password,
    "owner_password": password,
    "app_password": password,
}
BROUGHT = {
    "email_password": "the password of the mail account; an empty file where it has none",
    "bank_client_secret": "the symmetric secret the bank gave",
    "bank_private_key.pem": "our RSA key, whose public half the bank has",
    "bank_public_key.pem": "the bank's RSA key",
    "tls_certificate.pem": "the certificate of the site with its chain",
    "tls_key.pem": "its key",
}


def write_once(path: Path, content: str) -> bool:
    """Write a new file completely; returns False and changes nothing when there is one."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(content, encoding="utf-8")
    unfinished.chmod(FILE_MODE)
    try:
        os.link(unfinished, path)  # fails where a rename would replace
    except FileExistsError:
        return False
    finally:
        unfinished.unlink()
    return True


def main(arguments: list[str], folder: Path = ROOT / "secrets") -> int:
    """Make what is missing and say what remains to be brought. Returns 0 when all is there."""
    if arguments:
        raise LocalError("make_secrets takes no words.")
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    made = [name for name, content in MADE.items() if write_once(folder / name, content())]
    for name in made:
        say(f"made      {folder.name}/{name}")
    missing = [name for name in BROUGHT if not (folder / name).is_file()]
    for name in missing:
        say(f"missing   {folder.name}/{name}: {BROUGHT[name]}")
    for path in folder.iterdir():
        path.chmod(FILE_MODE)
    there = len(MADE) + len(BROUGHT) - len(missing)
    say(f"secrets: there={there} made={len(made)} missing={len(missing)}")
    return 1 if missing else 0
