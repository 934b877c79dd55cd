"""The lists that help typing: banks and business fields (KBLI). See data/README.md."""

import csv
from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent / "data"


@cache
def banks() -> dict[str, str]:
    """Return bank names by their three-digit code."""
    return {row["code"]: row["name"] for row in _rows("banks.csv")}


@cache
def kbli_titles() -> dict[str, str]:
    """Return the titles of the KBLI 2020 codes we carry; the classification has many more."""
    return {row["code"]: row["title"] for row in _rows("kbli.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
