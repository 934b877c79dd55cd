"""A colleague who orders for the same agency, and goods that he hands to Ani."""

from typing import Any

from marketplace.accounts.models import Role
from marketplace.sourcing import sharing
from marketplace.sourcing.models import SharedCart
from marketplace.sourcing.services import add_to_cart
from tests import factories


def colleague(world: Any) -> Any:
    """Bima, another procurement officer of Ani's agency."""
    return factories.make_officer("Bima", Role.PROCUREMENT_OFFICER, world.agency)


def hand_over(world: Any, by: Any = None, name: str = "Konsumsi rapat") -> SharedCart:
    """Bima hands three of Citra's cloth to Ani, and keeps them in his own cart."""
    bima = by or colleague(world)
    sku = factories.sku_of(world.product)
    add_to_cart(actor=bima, agency_id=world.agency.pk, sku_id=sku.pk, quantity=3)
    return sharing.share(actor=bima, agency_id=world.agency.pk, name=name, to_id=world.ani.pk)
