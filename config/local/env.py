"""The secrets and keys of a local start, made once and kept in `var/env.json` (0600)."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from payments.simulator.keys import write_bank_keys

from .deployment import field_key
from .paths import ROOT, LocalError, var_dir

# For commands that must load the settings but never ask the database.
NOWHERE = {
    "DATABASE_URL": "postgresql://app@/pasar_bela?host=/nonexistent",
    "REDIS_URL": "redis+socket:///nonexistent/valkey.sock",
}


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, complete or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    unfinished.replace(path)


def _fresh() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": field_key(),
        "INDEX_KEYS": field_key(),
    }


def local_env(folder: Path | None = None) -> dict[str, str]:
    """Every variable of the settings that has a lasting local value.

    The first call writes them. Raises: LocalError when the file was damaged, because new keys
    would make the encrypted data unreadable.
    """
    var = folder or var_dir()
    path = var / "env.json"
    if not path.exists():
        write_private(path, json.dumps(_fresh(), indent=1).encode())
    try:
        values: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise LocalError(
            f"{path} is not readable as JSON. Restore it from a backup; without its keys the "
            "encrypted data stays closed. To start with empty data instead, remove var/."
        ) from broken
    missing = {name: value for name, value in _fresh().items() if name not in values}
    if missing:  # written by a release that did not know them yet
        values |= missing
        write_private(path, json.dumps(values, indent=1).encode())
    values |= write_bank_keys(var / "keys")
    return values | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings"}


def complete(*, environment: str, services: dict[str, str]) -> dict[str, str]:
    """The whole environment of a child: the caller's wins over the kept, services over both."""
    var = Path(services["VAR_DIR"]) if "VAR_DIR" in services else None
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ.get("PATH", "")])
    kept = {"PASAR_BELA_ENV": environment, **local_env(var)}
    return {**kept, **os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", **services}
