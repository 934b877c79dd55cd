"""A release as it lies in its folder: written once, read by every later test run."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from config.local.paths import ROOT

FOLDER = Path(__file__).resolve().parent
NAME = re.compile(r"v\d+\.\d+")
Target = tuple[str, str]


@dataclass(frozen=True)
class Release:
    """What one release made of an empty database.

    targets: the last migration of each app; files: hash by path of what its migrations are made
    of; field_key: the key under which the encrypted fields of its rows can be read.
    """

    name: str
    targets: list[Target]
    files: dict[str, str]
    field_key: str

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    def rows(self) -> str:
        """Return the rows as text, see ``rows.take``."""
        return gzip.decompress((self.folder / "rows.sql.gz").read_bytes()).decode()

    def write(self, rows: str) -> int:
        """Write the folder, in place of an older one; return the size of the rows in bytes."""
        self.folder.mkdir(exist_ok=True)
        facts = json.dumps(asdict(self), indent=1, sort_keys=True)
        (self.folder / "release.json").write_text(facts + "\n", encoding="utf-8")
        packed = gzip.compress(rows.encode(), compresslevel=9, mtime=0)
        (self.folder / "rows.sql.gz").write_bytes(packed)
        return len(packed)


def read(name: str) -> Release:
    """Return a release by its name."""
    facts = json.loads((FOLDER / name / "release.json").read_text(encoding="utf-8"))
    return Release(**{**facts, "targets": [tuple(target) for target in facts["targets"]]})


def names() -> list[str]:
    """Return the releases that left something, the oldest first."""
    found = [path.name for path in FOLDER.iterdir() if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda name: [int(part) for part in name[1:].split(".")])


def in_work() -> str:
    """Return the release that this tree is, or leads to, by the version of the project.

    The last number of a version is no release of its own: it brings no migration.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"v{project['version'].rpartition('.')[0]}"
