"""How a proposal's status looks: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from catalog.showcases.models import ProposalStatus
from marketplace.web import badges
from marketplace.web.badges import Chip

badges.register(
    "etalase_proposal",
    {
        ProposalStatus.PROPOSED: Chip("clock", _("Proposed"), "kunyit"),
        ProposalStatus.IN_STUDY: Chip("file-pen", _("Being studied"), "kunyit"),
        ProposalStatus.RETURNED: Chip("undo-2", _("Returned for repair"), "mengkudu"),
        ProposalStatus.REJECTED: Chip("ban", _("Rejected"), "mengkudu"),
        ProposalStatus.OPENED: Chip("eye", _("Opened"), "kelor"),
        ProposalStatus.CLOSED: Chip("circle-slash", _("Closed"), "netral"),
    },
)
