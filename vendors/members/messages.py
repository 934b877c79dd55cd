"""What is wrong with a member or a row of a sheet, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from vendors import messages
from vendors.rules import Finding
from vendors.sheet_messages import OF_CELLS

COLUMN_LABELS: Final[Mapping[str, Promise]] = {
    "number": _("Member number"),
    "name": _("Name of the member"),
    "nik": _("NIK"),
    "makes": _("What the member makes"),
    "region": _("Region"),
    "since": _("Member since"),
    "consent": _("Consent given on"),
    "public": _("May be named on public pages"),
}
SENTENCES: Final[Mapping[str, Promise]] = {
    **OF_CELLS,
    "number_missing": _("Write the number in your register of members."),
    "name_missing": _("Write the name of the member."),
    "makes_missing": _("Write what this member makes, such as tenun ikat."),
    "since_missing": _("Write the day on which the person became a member."),
    "consent_missing": _(
        "Write the day on which the member agreed in writing to be named on orders. Without this "
        "consent nobody is listed (UU 27/2022)."
    ),
    "region_unknown": _(
        "No region of your province has this name, or several have. Choose it from the list of "
        "the template: kecamatan, kabupaten or kota."
    ),
    "day_unreadable": _("This is no date. Write day, month and year as 5/3/2021."),
    "since_out_of_range": _("A member joined on a day between 1945 and today."),
    "consent_out_of_range": _("The consent was given on a day between 1945 and today."),
    "public_unreadable": _("Write ya or tidak."),
    "twice": _("Row %(row)s of this sheet has the same number or NIK. Keep one of them."),
    "number_left": _(
        "This number belonged to a member who has left. Give the person a number of their own."
    ),
    "nik_taken": _("Another member of your cooperative has this NIK. Compare both."),
}


def sentence_of(code: str, params: Mapping[str, Any]) -> str:
    """Return a finding as a sentence. Raises: KeyError for a code without one (a bug)."""
    found = SENTENCES.get(code)
    return str(found) % params if found else messages.sentence(Finding(code, params=params))


def sentence(problem: Mapping[str, Any]) -> str:
    """Return a stored problem as a sentence that begins with its column."""
    return _g("%(column)s: %(problem)s") % {
        "column": COLUMN_LABELS[str(problem["column"])],
        "problem": sentence_of(str(problem["code"]), dict(problem["params"])),
    }
