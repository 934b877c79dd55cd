"""How a listing's status looks: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from catalog.models import ProductStatus
from marketplace.web import badges
from marketplace.web.badges import Chip

badges.register(
    "product",
    {
        ProductStatus.DRAFT: Chip("file-pen", _("Draft"), "netral"),
        ProductStatus.SUBMITTED: Chip("clock", _("Waiting for the catalogue manager"), "kunyit"),
        ProductStatus.PUBLISHED: Chip("eye", _("Live"), "kelor"),
        ProductStatus.RETURNED: Chip("undo-2", _("Returned for repair"), "mengkudu"),
        ProductStatus.UNPUBLISHED: Chip("circle-slash", _("Taken down"), "netral"),
    },
)
