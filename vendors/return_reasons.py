"""Sentences that verifiers write most often when they return a field, ready to be chosen.

The applicant reads the chosen one in their own language, followed by what the verifier adds.
"""

from collections.abc import Mapping
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vendors.application import REVIEWED

_UNREADABLE: Final = _("The photo cannot be read. Take it again by daylight, all four corners.")
_OTHER_NAME: Final = _("The paper names somebody else. Upload the one of this business.")
_NOT_ON_PAPER: Final = _("The number differs from the one on the paper. Type it as printed there.")
_WITH_PAPER: Final = (_NOT_ON_PAPER, _OTHER_NAME, _UNREADABLE)
_OF_FIELD: Final[Mapping[str, tuple[Promise, ...]]] = {
    "name": (_("Type the name of the business as it stands on the NIB."), _UNREADABLE),
    "kbli": (_("This business field does not stand on the NIB. Choose one that does."),),
    "size": (_("The figure does not fit what the papers say. Type that of the last book year."),),
    "address": (
        _("Say street and number, so that a courier finds the place."),
        _("The district differs from the address on the NIB."),
    ),
    "contact": (_("Nobody answers at this number. Give one at which you can be reached."),),
    "bank": (
        _("The account is held by somebody else. Give one of the owner or the business."),
        _NOT_ON_PAPER,
        _UNREADABLE,
    ),
    "tax": (_("Upload the SPPKP letter, or say that the business is not PKP."), _UNREADABLE),
}


def usual_reasons(field: str) -> tuple[Promise, ...]:
    """Return the sentences offered for a reviewed field; those of numbers are about their paper."""
    return _OF_FIELD.get(field, _WITH_PAPER if field in REVIEWED else ())


def reason_in_words(field: str, chosen: str, added: str, *, language: str) -> str:
    """Return the reason as the applicant reads it: the chosen sentence and what was added.

    chosen: the place of the sentence in ``usual_reasons`` as the form sends it; anything else is
    no choice.
    """
    sentences = usual_reasons(field)
    if not (chosen.isdecimal() and chosen.isascii() and len(chosen) < 3):
        return added
    if int(chosen) >= len(sentences):
        return added
    with translation.override(language):
        return " ".join(filter(None, (str(sentences[int(chosen)]), added)))
