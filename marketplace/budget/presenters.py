"""What the pages of a budget show: rows of sheets, templates to fill in, what was done."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.budget import messages
from marketplace.budget.models import SheetKind
from marketplace.budget.services.importing import TABLES
from marketplace.core import sheets
from marketplace.core.models import AuditEvent
from marketplace.core.money import rupiah
from marketplace.core.subjects import about
from vendors.sheet_rows import RowShown

SHOWN_STEPS: Final = 20
_STEPS: Final[Mapping[str, Promise]] = {
    "budget_line.added": _("Entered"),
    "budget_line.changed": _("Corrected"),
    "plan_package.added": _("Entered"),
    "plan_package.changed": _("Corrected"),
}
# Values of the example rows, which nobody takes for their own.
_EXAMPLES: Final = {
    SheetKind.LINES.value: (
        "{year}",
        "5.1.02.01.01.0024",
        "Contoh: Administrasi Umum",
        "150.000.000",
    ),
    SheetKind.PACKAGES.value: (
        "12345678",
        "Contoh: Belanja alat tulis kantor",
        "{year}",
        "5.1.02.01.01.0024",
        "75.000.000",
        "",
    ),
}
_WIDTHS: Final = (18, 40, 18, 24, 20, 40)


class Done(NamedTuple):
    """A line of the trail: what was done, by whom, when, and to which ceiling."""

    title: str
    who: str
    when: datetime
    ceiling: str


def done_to(thing: Model) -> list[Done]:
    """Return what was done to a line or a package, the newest first."""
    events = about(AuditEvent.objects.filter(action__in=_STEPS), thing)
    newest = events.select_related("actor").order_by("-occurred_at", "-pk")[:SHOWN_STEPS]
    return [_done(event) for event in newest]


def _done(event: AuditEvent) -> Done:
    data = event.data
    before, after = data.get("before", {}), data.get("after", {})
    ceilings = [said["ceiling"] for said in (before, after, data) if "ceiling" in said]
    words = " → ".join(rupiah(ceiling) for ceiling in dict.fromkeys(ceilings))
    return Done(str(_STEPS[event.action]), str(event.actor or ""), event.occurred_at, words)


def row_shown(row: Mapping[str, Any]) -> RowShown:
    """Return a row of a sheet as its page shows it."""
    values, labels = row["values"], messages.COLUMN_LABELS
    return RowShown(
        row["number"],
        values.get("name") or values["activity"],
        row["verdict"],
        [messages.sentence(problem) for problem in row["problems"]],
        ", ".join(str(labels[column]) for column in row["changes"]),
        known_as=" · ".join(_facts(values)),
        chip="plan_row",
    )


def _facts(values: Mapping[str, str]) -> Iterator[str]:
    for column in ("code", "year", "account"):
        if values.get(column):
            yield values[column]
    amount = values["ceiling"]
    if amount:
        yield rupiah(int(amount)) if amount.isdigit() else amount


def template(kind: str, year: int) -> bytes:
    """Return the sheet that agencies fill in: headings and an example row."""
    example = [text.replace("{year}", str(year)) for text in _EXAMPLES[kind]]
    return sheets.xlsx_bytes("Anggaran", TABLES[kind].headings, [example], widths=_WIDTHS)
