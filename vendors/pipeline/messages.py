"""What is wrong with a row of a target list, in the reader's language, and how to repair it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from vendors import messages
from vendors.rules import Finding
from vendors.sheet_messages import OF_CELLS

COLUMN_LABELS: Final[Mapping[str, Promise]] = {
    "name": _("Business name"),
    "owner_name": _("Owner"),
    "region": _("Region"),
    "phone": _("Phone"),
    "email": _("E-mail address"),
    "nib": _("NIB"),
    "npwp": _("NPWP"),
    "kbli": _("Business field (KBLI)"),
    "note": _("Note"),
}
SENTENCES: Final[Mapping[str, Promise]] = {
    **OF_CELLS,
    "name_missing": _("Write the name of the business."),
    "region_unknown": _(
        "No region of this market has this name, or several have. Choose it from the list of the "
        "template: kecamatan, kabupaten or kota."
    ),
    "nothing_to_know_it_by": _("Write the NIB, the NPWP or a phone, by which it is known again."),
    "phone_unreadable": _("This is no telephone number. Write it as 0812 3456 7890."),
    "email_unreadable": _("This is no e-mail address. Write it as nina@contoh.id, or leave it."),
    "twice": _("Row %(row)s of this sheet is the same business. Keep one of them."),
    "two_targets": _(
        "Its numbers belong to two businesses of this list. Compare them; one number is wrong."
    ),
    "taken": _("Another business of this list has one of these numbers. Compare both rows."),
}


def sentence(problem: Mapping[str, Any]) -> str:
    """Return a stored problem as a sentence that begins with its column.

    Raises: KeyError for a code without one (a bug).
    """
    code, params = str(problem["code"]), dict(problem["params"])
    found = SENTENCES.get(code)
    words = str(found) % params if found else messages.sentence(Finding(code, params=params))
    return _g("%(column)s: %(problem)s") % {
        "column": COLUMN_LABELS[problem["column"]],
        "problem": words,
    }
