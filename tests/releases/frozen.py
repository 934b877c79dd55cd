"""The files that migrations are made of: once released, none of them is ever edited."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from config.local.database import APP_FOLDERS
from config.local.paths import ROOT

Hashes = dict[str, str]


def present() -> Hashes:
    """Return the hash (SHA-256) of each file by its path: our migrations and what they read.

    A migration names the files that it reads in constants of its module.
    """
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(set(_files()))
    }


def _files() -> Iterator[Path]:
    for migration in MigrationLoader(None).disk_migrations.values():
        module = sys.modules[type(migration).__module__]
        path = Path(str(module.__file__))
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in APP_FOLDERS:
            yield path
            yield from (value for value in vars(module).values() if isinstance(value, Path))


def complaints(release: str, released: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Return a sentence for each file that is no longer what a release made it."""
    gone = [
        f"{path} belongs to the released {release} and is gone. Bring it back under this name; "
        "whatever it did is undone by a new migration."
        for path in released
        if path not in found
    ]
    edited = [
        f"{path} belongs to the released {release} and was edited. Take the edit back and write "
        "a new migration instead."
        for path, digest in released.items()
        if path in found and found[path] != digest
    ]
    return gone + edited
