"""What is wrong with a row of a sheet of the budget, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vendors.sheet_messages import OF_CELLS

COLUMN_LABELS: Final[Mapping[str, Promise]] = {
    "code": _("RUP code"),
    "name": _("Name of the package"),
    "year": _("Fiscal year"),
    "account": _("Account code"),
    "activity": _("Sub-activity"),
    "ceiling": _("Ceiling"),
}
SENTENCES: Final[Mapping[str, Promise]] = {
    **OF_CELLS,
    "missing": _("This cell is empty. Fill it in."),
    "code_unreadable": _("A RUP code has six to ten digits."),
    "code_taken": _("Another agency has a package with this RUP code. Compare the code."),
    "name_differs": _("Row %(row)s gives this RUP code another name or year. Make them the same."),
    "year_unreadable": _("Write the fiscal year with four digits, such as 2026."),
    "year_closed": _("This fiscal year has ended: its budget stays. It is %(now)s now."),
    "year_differs": _("This package is of the fiscal year %(year)s. Compare the RUP code."),
    "account_unreadable": _(
        "This is no expenditure account. Write it as 5.1.02.01.01.0024, or without dots."
    ),
    "account_unknown": _(
        "This account code is not in the list yet. Ask the operator to add it, or compare it."
    ),
    "amount_unreadable": _("Write whole rupiah with digits only, such as 75.000.000."),
    "amount_large": _("This sum is too large to be true. Check the zeros."),
    "below_reserved": _("Orders hold %(reserved)s already: it cannot be lower."),
    "below_part": _("Package %(package)s has %(part)s of this line. Lower that part first."),
    "above_line": _("The budget line (DPA) grants %(ceiling)s: no package has more of it."),
    "line_missing": _(
        "The agency has no budget line (DPA) of this year, account and sub-activity. Send the "
        "budget lines first."
    ),
    "line_ambiguous": _(
        "%(number)s budget lines (DPA) have this account. Name the sub-activity of the one meant."
    ),
    "line_other": _("This package is booked on another budget line (DPA) of this account."),
    "twice": _("Row %(row)s of this sheet says the same thing. Keep one of them."),
}


def sentence(problem: Mapping[str, Any]) -> str:
    """Return a stored problem as a sentence that begins with its column."""
    said = str(SENTENCES[str(problem["code"])]) % dict(problem["params"])
    return f"{COLUMN_LABELS[str(problem['column'])]}: {said}"
