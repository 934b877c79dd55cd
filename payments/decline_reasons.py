"""What the bank's English refusals mean, and what a person does about an instruction in trouble."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "Insufficient Funds": _("the limit of the card is not enough"),
    "Invalid Card": _("the bank does not know this card"),
    "Inactive Account": _("the account is not active"),
    "Dormant Account": _("the account has been asleep for too long"),
    "Invalid Account": _("there is no account with this number"),
    "never_accepted": _("the bank did not accept the request"),
}


class Trouble(NamedTuple):
    """Why an instruction waits for a person, and the next step."""

    what: str | Promise
    next_step: str | Promise


_ASK = _("Ask the bank again; if it says the same, call the bank.")
_LETTER = _(
    "Ask the bank in writing. If no money moved there, or it was given back, close the "
    "instruction with the number of its letter."
)
TROUBLES: dict[str, Trouble] = {
    "rejected": Trouble(
        _("The bank refused the form of our request."),
        _("Mend what the bank complains of, then ask the bank again: it has not acted on it."),
    ),
    "unexpected": Trouble(
        _("Sending it failed several times by an error of ours."),
        _("Mend the error named here, then ask the bank again."),
    ),
    "booking_failed": Trouble(
        _("The bank has answered, but its word could not be booked."),
        _("Mend the error named here, then ask the bank again: its word is booked then."),
    ),
    "unreadable": Trouble(
        _("The bank has answered, but in a form that cannot be kept."),
        _("Ask the bank what it means by the field named here, then ask it again."),
    ),
    "amount_differs": Trouble(_("The bank names another sum."), _ASK),
    "fee_differs": Trouble(_("The bank's fee and its credit do not add up to the sum."), _ASK),
    "words_differ": Trouble(_("The bank has said two different things."), _ASK),
    "late_success": Trouble(
        _("The bank first declined it, then reported it as done."),
        _("Settle every other instruction for the same payment first, then ask the bank again."),
    ),
    "held": Trouble(
        _("It was stopped: an older one for the same payment was reported as done after all."),
        _("Ask the bank again; what never reached the bank ends as declined."),
    ),
    "paid_twice": Trouble(
        _("The bank has taken or paid the same money a second time."),
        _("Ask the bank to reverse this one, then close it with the number of its letter."),
    ),
    "event_conflict": Trouble(_("The bank sent two different messages under one number."), _LETTER),
    "claim_differs": Trouble(_("A message of the bank names another claim than its key."), _LETTER),
    "kind_differs": Trouble(_("A message of the bank takes it for something else."), _LETTER),
    "credit_unknown": Trouble(
        _("The bank has not said what it credited to the holding account."),
        _("Ask the bank again; the vendor's share is booked when the bank names its credit."),
    ),
}


def in_words(reason: str) -> str:
    """Return a refusal in the active language; a new one keeps the bank's own words."""
    return str(WORDS.get(reason, reason))


def trouble(code: str) -> Trouble:
    """Return what is wrong and what to do; an unknown code is shown as it is."""
    return TROUBLES.get(code, Trouble(code, _ASK))
