"""What the pages of target lists show of a target, a sheet and its rows."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from marketplace.accounts.models import Tenant
from marketplace.core import sheets
from vendors.application import masked
from vendors.invitation_rules import InvitationState, masked_address
from vendors.pipeline import messages, queries, rules
from vendors.pipeline.models import ImportRow, ShopInvitation, Target
from vendors.pipeline.services.importing import SHEET_NAME
from vendors.region_words import region_label
from vendors.rules import phone_shown
from vendors.sheet_rows import RowShown

WIDTHS = (32, 24, 34, 20, 28, 18, 22, 10, 36)
EXAMPLE = (
    *("Contoh: Tenun Lili", "Lili Bau", "", "0812 3456 7890", "lili@contoh.id"),
    *("1234000567891", "0013121660091000", "13912", "Hapus baris contoh ini"),
)


class Line(NamedTuple):
    """One target in its list, with what names its owner masked."""

    target: Target
    place: str
    owner: str
    phone: str
    invitation: ShopInvitation | None
    state: InvitationState | None


def line(target: Target) -> Line:
    """Return a target as it stands in its list."""
    newest = queries.newest_invitation(target)
    return Line(
        target,
        region_label(target.region),
        rules.masked_name(target.owner_name),
        rules.masked_phone(target.phone),
        newest,
        queries.invitation_state(newest) if newest else None,
    )


def details(target: Target, *, revealed: bool) -> list[tuple[str, str]]:
    """Return label and value of each column; what names a person only in full when revealed."""
    shown = {
        "name": target.name,
        "owner_name": target.owner_name if revealed else rules.masked_name(target.owner_name),
        "region": region_label(target.region),
        "phone": phone_shown(target.phone) if revealed else rules.masked_phone(target.phone),
        "email": target.email if revealed or not target.email else masked_address(target.email),
        "nib": target.nib,
        "npwp": target.npwp if revealed or not target.npwp else masked(target.npwp),
        "kbli": target.kbli,
        "note": target.note,
    }
    labels = messages.COLUMN_LABELS
    return [(str(labels[column]), value or _("not known")) for column, value in shown.items()]


def row_shown(row: ImportRow) -> RowShown:
    """Return a row without the numbers of a person."""
    labels = messages.COLUMN_LABELS
    return RowShown(
        row.row_number,
        queries.said_of(row).get("name", ""),
        row.verdict,
        [messages.sentence(problem) for problem in row.problems],
        ", ".join(str(labels[column]) for column in row.changes),
    )


def template(tenant: Tenant) -> bytes:
    """Return the sheet that offices fill in: headings, an example, the regions to choose from."""
    labels = [region_label(region) for region in queries.regions_of(tenant)]
    example = list(EXAMPLE)
    example[2] = labels[0] if labels else ""
    place = list(rules.COLUMNS).index("region")
    return sheets.xlsx_bytes(
        SHEET_NAME, rules.HEADINGS, [example], widths=WIDTHS, choices={place: labels}
    )


def failed_rows(rows: Sequence[ImportRow]) -> bytes:
    """Return the rows to repair as a sheet that can be sent again, with what is wrong in each."""
    headings = [*rules.HEADINGS, _("What to repair"), _("Row before")]
    table = []
    for row in rows:
        said = queries.said_of(row)
        wrong = " ".join(messages.sentence(problem) for problem in row.problems)
        table.append([*(said.get(column, "") for column in rules.COLUMNS), wrong, row.row_number])
    return sheets.xlsx_bytes(SHEET_NAME, headings, table, widths=(*WIDTHS, 60, 10))
