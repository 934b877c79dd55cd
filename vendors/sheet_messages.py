"""Sentences about cells of a sheet that are the same in every room that reads one."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OF_CELLS: Final[Mapping[str, Promise]] = {
    "example": _("This is the example of the template. Write over it, or delete the row."),
    "formula": _("The cell holds a formula. Copy it and paste its value only."),
    "date": _("The spreadsheet has made a date of it. Format the cell as text and type it again."),
    "rounded": _(
        "The spreadsheet has shortened this number; its last digits are lost. Format the cell as "
        "text and type it again."
    ),
    "broken": _("The cell holds an error of the spreadsheet. Type the value."),
    "long": _("The text of this cell is far too long. Shorten it."),
    "too_long": _("At most %(most)s characters fit. Shorten it."),
    "region_missing": _("Choose the region from the list of the template."),
}
