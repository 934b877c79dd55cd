"""The one home of "take an uploaded file": every door of every room comes in here.

What is taken is never what was sent: pictures are drawn anew, papers are parsed whole and written
anew, of a table only the text of its cells is kept. Nothing of this is done while rows are locked
(``locks.require_none``).
"""

from marketplace.core.uploads.sheets import SHEETS, Cell, Row, Sheet, Trouble, take_sheet
from marketplace.core.uploads.taking import PAPERS, PICTURES, Taken, take, take_cut

__all__ = [
    "PAPERS",
    "PICTURES",
    "SHEETS",
    "Cell",
    "Row",
    "Sheet",
    "Taken",
    "Trouble",
    "take",
    "take_cut",
    "take_sheet",
]
