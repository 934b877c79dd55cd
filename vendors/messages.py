"""The sentence for each finding of rules.py and the names of the channels, as people read them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vendors.channel_rules import reach
from vendors.channels import Channel
from vendors.rules import Finding

CHANNEL_WORDS: Final[dict[Channel, Promise]] = {
    Channel.BELA: _("Bela Pengadaan"),
    Channel.KATALOG_LOKAL: _("Local catalogue"),
}

# By the largest class that a channel takes of firms (R-CHANNEL-FIRM).
FIRMS_TAKEN: Final[dict[int, Promise]] = {
    1: _("micro businesses"),
    2: _("micro and small businesses"),
    3: _("micro, small and medium businesses"),
    4: _("businesses of any size"),
}


def channel_takes(channel: Channel) -> str:
    """Say whom a channel takes today (R-CHANNEL-FIRM, R-CHANNEL-COOP)."""
    found = reach()[channel]
    words = {"channel": CHANNEL_WORDS[channel], "firms": FIRMS_TAKEN.get(found.firms, "")}
    if found.firms and found.cooperatives:
        return gettext("%(channel)s takes %(firms)s and cooperatives.") % words
    if found.firms:
        return gettext("%(channel)s takes %(firms)s.") % words
    if found.cooperatives:
        return gettext("%(channel)s takes cooperatives alone.") % words
    return gettext("%(channel)s takes no shop at present.") % words


def market_takes() -> str:
    """Say whom at least one channel takes today (R-CHANNEL-FIRM, R-CHANNEL-COOP)."""
    largest = max(found.firms for found in reach().values())
    if not largest:
        return gettext("This market takes no firm at present.")
    return gettext("This market is for %(firms)s and for cooperatives.") % {
        "firms": FIRMS_TAKEN[largest]
    }


_SENTENCES: Final[dict[str, str | Promise]] = {
    "ok": _("The number looks right."),
    "nib_not_digits": _("A NIB has digits only. Copy the number from your NIB document."),
    "nib_length": _("A NIB has %(needed)s digits; you typed %(found)s."),
    "nik_not_digits": _("A NIK has digits only. Copy the number from your identity card."),
    "nik_length": _("A NIK has %(needed)s digits; you typed %(found)s."),
    "nik_birth_date": _("Digits 7 to 12 of a NIK are a birth date; these cannot be one."),
    "nik_province": _("A NIK starts with a province code; %(code)s is not in our list."),
    "nik_no_such_date": _("The birth date inside this NIK is not in the calendar."),
    "nik_serial": _("The last four digits of a NIK are never 0000."),
    "npwp_not_digits": _("An NPWP has digits only; points and dashes may stay."),
    "npwp_length": _("An NPWP has %(needed)s digits (the old one 15); you typed %(found)s."),
    "npwp_not_a_nik": _("A 16-digit NPWP that does not start with 0 is a NIK; this is not one."),
    "npwp_check_digit": _("The check digit of this NPWP does not match. Please compare it."),
    "nitku_not_digits": _("A NITKU has digits only; points and dashes may stay."),
    "nitku_length": _("A NITKU has %(needed)s digits; you typed %(found)s."),
    "nitku_of_another": _("This NITKU does not begin with the NPWP above. Please compare both."),
    "cooperative_not_digits": _("A NIK of a cooperative has digits only."),
    "cooperative_length": _("A NIK of a cooperative has %(needed)s digits; you typed %(found)s."),
    "cooperative_unusual": _(
        "This NIK of a cooperative has %(found)s digits, most have 16. Compare it with the "
        "certificate."
    ),
    "kbli_not_digits": _("A KBLI code has digits only."),
    "kbli_length": _("A KBLI code has %(needed)s digits; you typed %(found)s."),
    "bank_code_not_digits": _("A bank code has digits only."),
    "bank_code_length": _("A bank code has %(needed)s digits; you typed %(found)s."),
    "account_not_digits": _("An account number has digits only."),
    "account_length": _("An account number has from 5 to 20 digits; you typed %(found)s."),
    "account_unusual": _("This account number is unusual. Compare it with your passbook."),
}


def sentence(finding: Finding) -> str:
    """Return the finding as one sentence. Raises: KeyError for a code without one (a bug)."""
    return str(_SENTENCES[finding.code]) % finding.params


def known_codes() -> frozenset[str]:
    """Return every code that has a sentence; the tests compare it with what the checks return."""
    return frozenset(_SENTENCES)
