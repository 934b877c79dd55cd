"""What comes with the product: KBLI prefixes by what is made, and the rows of the ladder."""

import csv
from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent / "data"


@cache
def goods_by_kbli() -> dict[str, str]:
    """Return what is made by the beginning of a KBLI code."""
    return {row["prefix"]: row["goods_class"] for row in _rows("kbli_goods.csv")}


def ladder_rows() -> list[dict[str, str]]:
    """Return the rows of the ladder as they are written; lists inside a cell by ``|``."""
    return _rows("ladder.csv")


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
