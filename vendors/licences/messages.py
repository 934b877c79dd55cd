"""The sentence for each finding of rules.py, in the reader's language."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vendors.rules import Finding

_SENTENCES: Final[dict[str, str | Promise]] = {
    "ok": _("The number looks right. Compare it with the register of the office that issued it."),
    "pirt_not_digits": _("A P-IRT number has digits only after the letters P-IRT."),
    "pirt_length": _("A P-IRT number has %(needed)s digits; you typed %(found)s."),
    "pirt_packaging": _("The packaging or food type in this P-IRT number is unknown."),
    "pirt_region": _("Digits 4 and 5 of a P-IRT number are a province; %(code)s is none."),
    "pirt_expired": _("This P-IRT permit ended in %(year)s."),
    "pirt_too_long": _(
        "By its last two digits this permit ends in %(year)s; it is given for %(years)s years at "
        "most. Compare it with the paper."
    ),
    "pirt_other_year": _(
        "By its last two digits this permit ends in %(year)s, but another last day was typed."
    ),
    "bpom_cosmetics": _(
        "A number that begins with NA to NE is a notification of cosmetics, no registration of "
        "food. Food has %(letters)s and digits."
    ),
    "bpom_letters": _("Write the letters too: %(letters)s and the digits after them."),
    "bpom_not_digits": _("After %(letters)s a BPOM number has digits only."),
    "bpom_length": _("A BPOM number has %(needed)s digits after its letters; you typed %(found)s."),
    "bpom_longer": _("This BPOM number is longer than usual. Compare it at cekbpom.pom.go.id."),
    "halal_application": _(
        "A number that begins with KH belongs to an application that is still running; it is no "
        "certificate. Wait for the certificate of BPJPH: its number begins with ID."
    ),
    "halal_letters": _("A halal certificate has the letters ID and %(needed)s digits."),
    "halal_length": _(
        "A halal certificate has %(needed)s digits after the letters ID; you typed %(found)s."
    ),
    "sni_unusual": _("An SNI number usually begins with SNI. Compare it with the paper."),
    "licence_no_digits": _("Copy the number from the paper; it has digits."),
    "licence_one_digit": _("This number repeats one digit. Compare it with the paper."),
    "tkdn_missing": _("Type the TKDN percentage that stands on the certificate."),
    "tkdn_range": _("TKDN is more than 0 and at most 100 percent."),
    "licence_not_issued_yet": _("The day of issue lies ahead. Copy it from the paper."),
    "licence_end_missing": _("This paper has a last day of validity. Copy it from the paper."),
    "licence_ends_first": _("The last day lies before the day of issue. Compare both."),
    "licence_over": _("This paper is not valid any more. Hand in the one that replaces it."),
    "licence_known": _("Another shop has handed in the same number. Find out whose it is."),
}


def sentence(finding: Finding) -> str:
    """Return the finding as one sentence. Raises: KeyError for a code without one (a bug)."""
    return str(_SENTENCES[finding.code]) % finding.params


def known_codes() -> frozenset[str]:
    """Return every code that has a sentence; the tests compare it with what the checks return."""
    return frozenset(_SENTENCES)
