"""Rows are repaired on the page, and prices that jump are confirmed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from catalog.importing import queries, rules
from catalog.importing.models import GoodsImport, GoodsRow, GoodsVerdict
from catalog.importing.rules import ImportState
from catalog.importing.services.looking import WRITTEN, judge_rows
from catalog.importing.services.steps import held
from marketplace.accounts.models import User
from marketplace.core import audit, guards
from marketplace.core.errors import NotFoundError


@guards.use_case
def repair_row(
    *, import_id: int, row_number: int, cells: Mapping[str, str], actor: User
) -> GoodsRow:
    """Write other cells into one row and judge it anew; what the file says stays as it was.

    Raises: DoesNotExist, NotAllowed, Conflict, NotFoundError.
    """
    sheet = held(import_id, actor, ImportState.PREVIEW)
    row = sheet.rows.filter(row_number=row_number).first()
    if row is None:
        raise NotFoundError(_("The sheet has no such row."))
    typed = {column: cells[column] for column in rules.COLUMNS if cells.get(column)}
    altered = {column for column in rules.COLUMNS if typed.get(column) != row.said.get(column)}
    row.problems = [one for one in row.problems if one["column"] not in altered]
    row.said = typed
    if "price_rupiah" in altered:
        row.confirmed_rupiah = None
    judge_rows(sheet, [row], queries.known_to(sheet.vendor))
    row.save(update_fields=[*WRITTEN, "confirmed_rupiah"])
    audit.record("goods_import.row_repaired", actor=actor, subject=sheet, row=row_number)
    return row


@guards.use_case
def confirm_prices(*, import_id: int, prices: Mapping[int, int], actor: User) -> GoodsImport:
    """Mean prices that jump. prices: the rupiah that were shown, by row.

    Raises: DoesNotExist, NotAllowed, Conflict.
    """
    sheet = held(import_id, actor, ImportState.PREVIEW)
    asked = list(sheet.rows.filter(verdict=GoodsVerdict.ASK, row_number__in=list(prices)))
    for row in asked:
        row.confirmed_rupiah = prices[row.row_number]
    judge_rows(sheet, asked, queries.known_to(sheet.vendor))
    GoodsRow.objects.bulk_update(asked, [*WRITTEN, "confirmed_rupiah"])
    audit.record(
        "goods_import.prices_confirmed",
        actor=actor,
        subject=sheet,
        rows=sorted(row.row_number for row in asked if row.verdict != GoodsVerdict.ASK),
    )
    return sheet
