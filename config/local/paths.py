"""Where the local files of one checkout lie."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class LocalError(Exception):
    """A local start cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    """One line for the person at the keyboard, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def var_dir() -> Path:
    """The folder of everything made at run time (`VAR_DIR`, default `var/`), created 0700."""
    folder = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LocalError(f"{folder} cannot be made: {error.strerror}. Set VAR_DIR.") from error
    if not os.access(folder, os.W_OK):
        raise LocalError(f"{folder} cannot be written by this user. Set VAR_DIR to another folder.")
    return folder


def socket_dir() -> Path:
    """A short private folder for Unix sockets, whose paths may not pass 107 bytes.

    The name is the same at each start; a folder of somebody else's under that name is refused.
    """
    mark = hashlib.sha256(f"{os.getuid()}:{var_dir().resolve()}".encode()).hexdigest()[:10]
    folder = Path("/tmp") / f"pasar-bela-{mark}"  # noqa: S108 - owner and mode are checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.getuid(), 0, 65534):
        raise LocalError(f"{folder} belongs to someone else. Remove it and try again.")
    folder.chmod(0o700)
    return folder
