"""A cart is its officer's, by number."""

from marketplace.core import privacy
from marketplace.sourcing.models import Cart

privacy.names(Cart, "owner")
