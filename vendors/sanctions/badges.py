"""How a sanction and a request to lift one look: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.web import badges
from marketplace.web.badges import Chip
from vendors.sanctions.models import RequestStatus, SanctionStatus

badges.register(
    "sanction",
    {
        SanctionStatus.PROPOSED: Chip("hourglass", _("Proposed, the shop is heard"), "kunyit"),
        SanctionStatus.IN_FORCE: Chip("circle-pause", _("In force"), "mengkudu"),
        SanctionStatus.DISMISSED: Chip("x", _("Proposal dismissed"), "netral"),
        SanctionStatus.ENDED: Chip("timer-off", _("Ended by its date"), "netral"),
        SanctionStatus.LIFTED: Chip("undo-2", _("Lifted"), "kelor"),
    },
)
badges.register(
    "lift_request",
    {
        RequestStatus.PENDING: Chip("clock", _("Waiting for a decision"), "kunyit"),
        RequestStatus.GRANTED: Chip("circle-check", _("Granted"), "kelor"),
        RequestStatus.REFUSED: Chip("octagon-x", _("Refused"), "mengkudu"),
        RequestStatus.LAPSED: Chip("timer-off", _("No longer needed"), "netral"),
    },
)
