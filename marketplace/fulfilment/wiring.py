"""What this room registers with the kernel."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import files, transitions
from marketplace.fulfilment import actions, handlers, policies
from marketplace.fulfilment.models import CLAIM_TRANSITIONS
from marketplace.fulfilment.services import RECEIPT_PHOTO
from marketplace.notices import kinds

__all__ = ["actions", "handlers"]

transitions.register("claim", CLAIM_TRANSITIONS)
files.readable_by(RECEIPT_PHOTO, policies.can_see_photo)

kinds.register(
    "order.disputed",
    title=_("A problem with the goods of %(number)s"),
    body=_("“%(title)s”: %(reason)s. Nothing is signed or paid until it is repaired."),
)
