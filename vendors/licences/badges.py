"""How a licence's state looks: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.web import badges
from marketplace.web.badges import Chip
from vendors.licences.queries import LicenceState

badges.register(
    "licence",
    {
        LicenceState.WAITING: Chip("clock", _("Waiting for verification"), "kunyit"),
        LicenceState.RETURNED: Chip("undo-2", _("Returned for repair"), "mengkudu"),
        LicenceState.WITHDRAWN: Chip("circle-slash", _("Withdrawn"), "netral"),
        LicenceState.REVOKED: Chip("octagon-x", _("Revoked"), "mengkudu"),
        LicenceState.VALID: Chip("badge-check", _("Valid"), "kelor"),
        LicenceState.ENDING: Chip("hourglass", _("Ends soon"), "kunyit"),
        LicenceState.EXPIRED: Chip("timer-off", _("Not valid any more"), "mengkudu"),
    },
)
