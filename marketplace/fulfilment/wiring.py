"""What this room registers with the kernel."""

from marketplace.core import files, transitions
from marketplace.fulfilment import actions, order_steps, policies
from marketplace.fulfilment.models import CLAIM_TRANSITIONS
from marketplace.fulfilment.services import RECEIPT_PHOTO

__all__ = ["actions", "order_steps"]

transitions.register("claim", CLAIM_TRANSITIONS)
files.readable_by(RECEIPT_PHOTO, policies.can_see_photo)
