"""How the status of a vendor and of an invitation looks: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.web import badges
from marketplace.web.badges import Chip
from vendors.invitation_rules import InvitationState
from vendors.models import VendorStatus

badges.register(
    "vendor",
    {
        VendorStatus.DRAFT: Chip("file-pen", _("Draft"), "netral"),
        VendorStatus.SUBMITTED: Chip("clock", _("Waiting for verification"), "kunyit"),
        VendorStatus.RETURNED: Chip("undo-2", _("Returned for repair"), "mengkudu"),
        VendorStatus.APPROVED: Chip("badge-check", _("Verified"), "kelor"),
        VendorStatus.SUSPENDED: Chip("circle-pause", _("Suspended"), "mengkudu"),
        VendorStatus.REJECTED: Chip("octagon-x", _("Rejected"), "mengkudu"),
    },
)
badges.register(
    "invitation",
    {
        InvitationState.OPEN: Chip("hourglass", _("Waiting for an answer"), "kunyit"),
        InvitationState.EXPIRED: Chip("timer-off", _("Invitation expired"), "netral"),
        InvitationState.LAPSED: Chip("circle-pause", _("Not valid now"), "mengkudu"),
        InvitationState.ACCEPTED: Chip("circle-check", _("Invitation accepted"), "kelor"),
        InvitationState.DECLINED: Chip("x", _("Invitation declined"), "netral"),
        InvitationState.REVOKED: Chip("undo-2", _("Invitation revoked"), "netral"),
    },
)
