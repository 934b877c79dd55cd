"""How a claim's status looks: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.fulfilment.models import ClaimStatus
from marketplace.web import badges
from marketplace.web.badges import Chip

badges.register(
    "claim",
    {
        ClaimStatus.OPEN: Chip("credit-card", _("Waiting for payment"), "kunyit"),
        ClaimStatus.PAID: Chip("banknote", _("Paid"), "kelor"),
        ClaimStatus.SETTLED: Chip("circle-check", _("Finished"), "kelor"),
    },
)
