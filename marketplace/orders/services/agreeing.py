"""The price that buyer and vendor agree on for a quantity: of a version, or of a negotiation."""

from catalog.models import PriceVersion
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.orders.models import AgreedPrice, PriceKind


def agree(version: PriceVersion, quantity: int, *, by: User) -> AgreedPrice:
    """Return the unsaved price of so many units: a tier of the version where one is reached."""
    price = version.price_for(quantity)
    tiered = price != version.price_rupiah
    return AgreedPrice(
        kind=PriceKind.TIERED if tiered else PriceKind.CATALOGUE,
        sku_id=version.sku_id,
        unit_price_rupiah=price,
        price_version=None if tiered else version,
        tier_version=version if tiered else None,
        agreed_by=by,
        agreed_at=clock.now(),
    )


def negotiated(
    sku_id: int, unit_price_rupiah: int, negotiation_id: int, *, by: User
) -> AgreedPrice:
    """Return the unsaved net unit price, in rupiah, that a negotiation agreed on."""
    return AgreedPrice(
        kind=PriceKind.NEGOTIATED,
        sku_id=sku_id,
        unit_price_rupiah=unit_price_rupiah,
        source=f"negotiation:{negotiation_id}",
        agreed_by=by,
        agreed_at=clock.now(),
    )
