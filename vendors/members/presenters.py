"""What the pages of members show: rows with masked numbers, and the template to fill in."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from marketplace.core import sheets
from vendors.application import masked
from vendors.members import messages, queries, rules
from vendors.members.models import CooperativeMember
from vendors.members.services.importing import SHEET_NAME
from vendors.models import Vendor
from vendors.region_words import region_label
from vendors.sheet_rows import RowShown

WIDTHS = (16, 28, 22, 30, 36, 16, 20, 16)
EXAMPLE = ("A-001", "Contoh: Yuliana Tefa", "", "Tenun ikat", "", "5/3/2021", "20/10/2026", "ya")


class Line(NamedTuple):
    """One member in a list, with what names the person masked."""

    member: CooperativeMember
    place: str
    nik: str
    known_elsewhere: bool


def lines(members: Iterable[CooperativeMember], *, judged: bool = False) -> list[Line]:
    """Return members as they stand in a list.

    judged: for a verifier, who reads whether a NIK is known elsewhere.
    """
    rows = list(members)
    elsewhere = queries.known_elsewhere(rows) if judged else set()
    return [
        Line(one, region_label(one.region), masked(one.nik), one.pk in elsewhere) for one in rows
    ]


def row_shown(row: dict[str, Any]) -> RowShown:
    """Return a row of a sheet without the NIK it holds."""
    labels = messages.COLUMN_LABELS
    return RowShown(
        row["number"],
        row["values"]["name"],
        row["verdict"],
        [messages.sentence(problem) for problem in row["problems"]],
        ", ".join(str(labels[column]) for column in row["changes"]),
        known_as=row["values"]["number"],
        chip="member_row",
    )


def template(vendor: Vendor) -> bytes:
    """Return the sheet that cooperatives fill in: headings, an example, regions to choose from."""
    labels = [region_label(region) for region in queries.regions_for(vendor)]
    example = list(EXAMPLE)
    place = list(rules.COLUMNS).index("region")
    example[place] = labels[0] if labels else ""
    return sheets.xlsx_bytes(
        SHEET_NAME,
        rules.HEADINGS,
        [example],
        widths=WIDTHS,
        choices={place: labels, len(WIDTHS) - 1: ["ya", "tidak"]},
    )
