"""The parts of a cooperative's members as a table to be downloaded; every text stays text."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from marketplace.core import sheets
from marketplace.core.calendar import local_day
from marketplace.core.money import BP_PER_PERCENT
from payments.models import MemberShare

KINDS: Final = ("xlsx", "csv")
WIDTHS: Final = (16, 28, 22, 22, 36, 10, 12, 16, 14, 14)


def table(parts: Iterable[MemberShare], zone: str, kind: str) -> bytes:
    """Return one row for each part: member, order, goods, share, sum, and when it was paid on."""
    headings = [
        _("Member number"),
        _("Name of the member"),
        _("Order"),
        _("Claim"),
        _("Goods"),
        _("Units"),
        _("Share in percent"),
        _("Rupiah"),
        _("Reached the cooperative"),
        _("Paid to the member"),
    ]
    rows = [_row(part, zone) for part in parts]
    if kind == "csv":
        return sheets.csv_bytes(headings, rows)
    return sheets.xlsx_bytes(_("Members"), headings, rows, widths=WIDTHS)


def _row(part: MemberShare, zone: str) -> list[object]:
    claim, maker = part.split.claim, part.maker
    [*paid] = (item.payment for item in part.standing)  # type: ignore[attr-defined] # read along
    return [
        maker.member.number,
        maker.name,
        claim.order.number,
        claim.number,
        maker.line.title,
        part.units,
        Decimal(maker.share_bp) / BP_PER_PERCENT,
        part.amount_rupiah,
        local_day(claim.settled_at, zone).isoformat() if claim.settled_at else "",
        paid[0].paid_on.isoformat() if paid else "",
    ]
