"""What the bank's English refusals mean, in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "Insufficient Funds": _("the limit of the card is not enough"),
    "Invalid Card": _("the bank does not know this card"),
    "Inactive Account": _("the account is not active"),
    "Dormant Account": _("the account has been asleep for too long"),
    "Invalid Account": _("there is no account with this number"),
    "never_accepted": _("the bank did not accept the request"),
    "amount_differs": _("the bank names another sum"),
}


def in_words(reason: str) -> str:
    """Return a refusal in the active language; a new one keeps the bank's own words."""
    return str(WORDS.get(reason, reason))
