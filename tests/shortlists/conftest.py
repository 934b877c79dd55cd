"""A buyer at the browser, and goods of several shops that are alike."""

import pytest

from tests import factories
from tests.sourcing.test_cart import BACKEND


@pytest.fixture
def ani_at(client, world):
    """Ani, signed in."""
    client.force_login(world.ani, backend=BACKEND)
    return client


@pytest.fixture
def offers(world):
    """Paper of seven shops, the first ones cheaper."""
    made = []
    for number in range(7):
        shop = factories.make_vendor(
            name=f"Toko Kertas {number}",
            region=world.vendor.region,
            approved_by=world.joko,
            is_pkp=False,
        )
        product = factories.make_product(
            shop,
            world.etalase,
            name="Kertas HVS A4 isi 500 lembar",
            unit="rim",
            price_rupiah=50_000 + 1_000 * number,
        )
        made.append(factories.sku_of(product))
    return made
