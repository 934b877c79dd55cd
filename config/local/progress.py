"""How far the demo is: a small file that its load writes and the pages read meanwhile."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from .env import write_private


class Demo(StrEnum):
    """What became of the demo in this start; `PREPARING`: its database is not ready either."""

    PREPARING = "preparing"
    NONE = "none"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """state: where it stands; percent: how much of the load is done."""

    state: Demo = Demo.NONE
    percent: int = 0


def write(path: Path, found: Progress) -> None:
    write_private(path, json.dumps(asdict(found)).encode())


def read(path: Path) -> Progress:
    """What stands in the file; nothing readable means that no demo is being loaded."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Progress(Demo(values["state"]), int(values["percent"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Progress()
