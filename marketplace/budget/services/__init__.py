"""Use-cases of the budget: hold and spend its money; keep lines and packages; take sheets over."""

from marketplace.budget.services.importing import put_sheet_aside, send_sheet, take_sheet_over
from marketplace.budget.services.keeping import (
    BudgetYearClosed,
    LineFacts,
    PackageFacts,
    add_line,
    add_package,
    change_line,
    change_package,
)
from marketplace.budget.services.money import (
    AccountNotOfPackage,
    Booked,
    hold,
    move,
    realise,
    release,
    require_booked_on,
    require_room,
    reserve,
    spend,
    take,
)

__all__ = [
    "AccountNotOfPackage",
    "Booked",
    "BudgetYearClosed",
    "LineFacts",
    "PackageFacts",
    "add_line",
    "add_package",
    "change_line",
    "change_package",
    "hold",
    "move",
    "put_sheet_aside",
    "realise",
    "release",
    "require_booked_on",
    "require_room",
    "reserve",
    "send_sheet",
    "spend",
    "take",
    "take_sheet_over",
]
