"""The rows of a sheet below its heading, for every room of vendors that takes one."""

from collections.abc import Iterator
from typing import Protocol

from django.utils.translation import gettext as _

from marketplace.core.errors import InvalidUpload
from marketplace.core.uploads import Sheet
from vendors.sheet_rows import HEADING_WITHIN, Said


class Headings(Protocol):
    """What a room's rules say of its columns."""

    def places_of(self, row: list[str], /) -> dict[str, int]:
        """Return where each column stands."""

    def is_heading(self, places: dict[str, int], /) -> bool:
        """Say whether a row with these columns is the heading."""

    def missing_columns(self, places: dict[str, int], /) -> list[str]:
        """Return the columns without which no row can be read."""


def rows_below(
    sheet: Sheet, rules: Headings, *, no_heading: str
) -> Iterator[tuple[int, dict[str, Said]]]:
    """Yield each filled row with its number, cells by column. Raises: InvalidUpload."""
    heading, places = _heading(sheet, rules, no_heading)
    if sheet.merged_to > heading:
        raise InvalidUpload(
            _("Cells are merged below the heading. Undo that (Merge cells), then send it again.")
        )
    for row in sheet.rows:
        cells = {column: row.cell(place) for column, place in places.items()}
        if row.number > heading and any(cell.text for cell in cells.values()):
            yield (
                row.number,
                {
                    column: Said(cell.text, cell.is_number, cell.trouble or "")
                    for column, cell in cells.items()
                },
            )


def _heading(sheet: Sheet, rules: Headings, no_heading: str) -> tuple[int, dict[str, int]]:
    for row in sheet.rows:
        if row.number > HEADING_WITHIN:
            break
        places = rules.places_of([cell.text for cell in row.cells])
        if rules.is_heading(places):
            if missing := rules.missing_columns(places):
                raise InvalidUpload(
                    _("The sheet lacks a column: %(columns)s. Take the template.")
                    % {"columns": ", ".join(missing)}
                )
            return row.number, places
    raise InvalidUpload(no_heading)
