"""How a vendor's status looks: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.web import badges
from marketplace.web.badges import Chip
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
