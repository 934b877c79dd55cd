"""What Citra states of her cloth, in one line each."""

from typing import Any

from catalog import services
from marketplace.sourcing import services as sourcing

PLAIN: services.Terms = {
    "min_quantity": 1,
    "max_quantity": None,
    "lead_days": None,
    "capacity_per_day": None,
    "dating": "none",
}
MILLION = 1_000_000  # the price of one of the world's goods
TIERS = [(10, 900_000), (50, 850_000)]


def state(world: Any, *, tiers: Any = (), actor: Any = None, sku: Any = None, **given: Any) -> Any:
    """State the terms of a variant and its tiers; what is not given is as goods begin."""
    options = {name: given.pop(name) for name in ("seen", "confirmed") if name in given}
    return services.set_variant_terms(
        sku_id=(sku or world.sku).pk,
        terms={**PLAIN, **given},
        tiers=tiers,
        actor=actor or world.citra,
        **options,
    )


def state_listing(world: Any, *, actor: Any = None, **given: Any) -> Any:
    """State what holds for the whole listing; what is not given is as goods begin."""
    plain = {"price_valid_until": None, "service_area": (), "prepared_in_id": None}
    return services.set_listing_terms(
        product_id=world.product.pk, actor=actor or world.citra, **{**plain, **given}
    )


def put(world: Any, quantity: int) -> Any:
    """Ani puts cloth into her cart."""
    return sourcing.add_to_cart(
        actor=world.ani, agency_id=world.agency.pk, sku_id=world.sku.pk, quantity=quantity
    )
