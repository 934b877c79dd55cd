"""How a charge and a payout look: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.web import badges
from marketplace.web.badges import Chip
from payments.models import InstructionStatus

AT_THE_BANK = Chip("landmark", _("Waiting for the bank"), "kunyit")

badges.register(
    "payment",
    {
        InstructionStatus.INTENDED: AT_THE_BANK,
        InstructionStatus.PENDING: AT_THE_BANK,
        InstructionStatus.ANSWERED: AT_THE_BANK,
        InstructionStatus.SUCCEEDED: Chip("banknote", _("Paid"), "kelor"),
        InstructionStatus.DECLINED: Chip("octagon-x", _("Declined by the bank"), "mengkudu"),
        InstructionStatus.NEEDS_PERSON: Chip("triangle-alert", _("Needs review"), "kunyit"),
    },
)
# What a shop owner is told of the money: a payout that is not there yet has a word too.
badges.register(
    "payout",
    {
        "queued": Chip("clock", _("Scheduled"), "kunyit"),
        "sending": Chip("landmark", _("Being transferred"), "nila"),
        "paid": Chip("circle-check", _("Money received"), "kelor"),
        "failed": Chip("octagon-x", _("Transfer failed"), "mengkudu"),
    },
)
