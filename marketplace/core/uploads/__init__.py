"""The one home of "take an uploaded file": every door of every room comes in here.

What is taken is never what was sent: pictures are drawn anew, papers are parsed whole and written
anew, of a table only the text of its cells is kept. Nothing of this is done while rows are locked
(``locks.require_none``).
"""

from marketplace.core.uploads.archives import ARCHIVES, take_pictures
from marketplace.core.uploads.claims import Claimed, claims_of
from marketplace.core.uploads.pictures import Copy
from marketplace.core.uploads.sheets import (
    SHEETS,
    Bounds,
    Cell,
    OpenSheet,
    Row,
    Sheet,
    Trouble,
    open_sheet,
    take_sheet,
)
from marketplace.core.uploads.taking import PAPERS, PICTURES, Taken, take, take_cut

__all__ = [
    "ARCHIVES",
    "PAPERS",
    "PICTURES",
    "SHEETS",
    "Bounds",
    "Cell",
    "Claimed",
    "Copy",
    "OpenSheet",
    "Row",
    "Sheet",
    "Taken",
    "Trouble",
    "claims_of",
    "open_sheet",
    "take",
    "take_cut",
    "take_pictures",
    "take_sheet",
]
