"""Bounds of what one person keeps, and how offers differ. Pure: numbers and words in and out."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

MOST_OFFERS: Final = 6  # side by side
FEWEST_OFFERS: Final = 2  # fewer compare nothing
MOST_LISTS: Final = 50
MOST_LINES: Final = 200
MOST_SEARCHES: Final = 30


class Cell(NamedTuple):
    """What one offer says in a row; ``best``: nobody asks less."""

    words: str
    best: bool = False


class Row(NamedTuple):
    """One thing that offers are compared by; ``differs``: they do not all say the same."""

    label: str
    cells: list[Cell]
    differs: bool


def free_places(taken: Collection[int], most: int) -> list[int]:
    """Return the places from 1 to ``most`` that nothing stands on, lowest first."""
    return [place for place in range(1, most + 1) if place not in taken]


def row(
    label: str,
    words: Sequence[str],
    amounts: Sequence[int | None] = (),
    *,
    names_it: bool = False,
) -> Row:
    """Return a row, with its lowest amount marked where offers have different ones.

    ``amounts``: rupiah beside each offer, None where it has none; empty for rows that are no price.
    ``names_it``: what only tells offers apart is no difference between them.
    """
    known = [amount for amount in amounts if amount is not None]
    lowest = min(known) if len(set(known)) > 1 else None
    marked = [amount is not None and amount == lowest for amount in amounts] or [False] * len(words)
    cells = [Cell(text, best) for text, best in zip(words, marked, strict=True)]
    return Row(label, cells, not names_it and len(set(words)) > 1)


def stated_rows(offers: Sequence[dict[str, Any]]) -> list[Row]:
    """Return a row for each thing that any of the offers states, in the order they come."""
    said = [dict(offer["stated"]) for offer in offers]
    labels = dict.fromkeys(label for one in said for label in one)
    return [row(label, [one.get(label, "–") for one in said]) for label in labels]
