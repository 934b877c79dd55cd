"""What rooms of vendors read of a sheet that people fill in: cells, rows, their problems. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

EXAMPLE: Final = "contoh:"  # how the name in a template's example row begins
HEADING_WITHIN: Final = 15  # rows of a sheet in which its heading may stand
_OPTIONAL_MARK: Final = re.compile(r"[*:]|\(.*?\)")

Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell of a row: the column, a stable code, figures for its sentence."""

    column: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, Any]:
        """As it is kept until its row is repaired."""
        return {"column": self.column, "code": self.code, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Said:
    """One cell as it was read. ``trouble``: what the spreadsheet program has made of it."""

    text: str = ""
    is_number: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as a page shows it: its place, whose it is, what is to be repaired or changes.

    ``known_as``: the number by which the room knows whom it is about; ``chip``: of which kind its
    verdict is, none where the page shows rows of one verdict alone.
    """

    number: int
    name: str
    verdict: str
    problems: Sequence[str]
    changes: str
    known_as: str = ""
    chip: str = ""


@dataclass(slots=True)
class Candidate:
    """A row of a sheet: its values in the shape in which they are kept, and what is wrong."""

    values: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, column: str, code: str, **params: str | int) -> None:
        """Note that a cell must be repaired."""
        self.problems.append(Problem(column, code, params))

    def refuse_example(self) -> None:
        """Take no row that a template shows as an example: its figures may be somebody's."""
        if self.values["name"].casefold().startswith(EXAMPLE):
            self.wrong("name", "example")


def places_of(row: Sequence[str], columns: Columns) -> dict[str, int]:
    """Return where each column stands, if this row is a heading; the first of two counts.

    columns: by name the words that people call each, in small letters.
    """
    found: dict[str, int] = {}
    for place, text in enumerate(row):
        words = " ".join(_OPTIONAL_MARK.sub(" ", text.lower()).split())
        for column, names in columns.items():
            if words in names:
                found.setdefault(column, place)
    return found
