"""Use-cases of sheets of goods; pages and workers call these by their names here."""

from catalog.importing.services.forgetting import forget_rows
from catalog.importing.services.looking import judge_sheets
from catalog.importing.services.pictures import send_pictures
from catalog.importing.services.repairing import confirm_prices, repair_row
from catalog.importing.services.sending import confirm_headings, send_sheet
from catalog.importing.services.steps import cancel_import, start_import
from catalog.importing.services.taking import take_in_sheets

__all__ = [
    "cancel_import",
    "confirm_headings",
    "confirm_prices",
    "forget_rows",
    "judge_sheets",
    "repair_row",
    "send_pictures",
    "send_sheet",
    "start_import",
    "take_in_sheets",
]
