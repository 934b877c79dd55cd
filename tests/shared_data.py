"""Where the public reference data lies that some tests read; it is never part of the project."""

import csv
import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent


def shared(path: str) -> Path:
    """Return one file of the shared data folder.

    Skips the test only when the whole folder is absent; a missing file is a failure of the test.
    """
    folder = Path(os.environ.get("PASAR_BELA_DATA") or _ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no shared data folder: set PASAR_BELA_DATA to run the tests that read it")
    return folder / path


def shared_rows(path: str) -> list[dict[str, str]]:
    """Return the rows of one shared CSV file."""
    with shared(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
