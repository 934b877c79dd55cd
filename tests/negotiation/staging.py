"""Negotiations that lie in a market: one that waits for its shop, and one that was agreed."""

from typing import Any

from tests import factories
from tests.negotiation import stories


def make_negotiations(world: Any) -> dict[str, Any]:
    """What Citra is to answer, what Ani is to answer, and what both agreed on."""
    rows = {}
    for name in ("negotiation", "countered", "agreement"):
        product = factories.make_product(world.vendor, world.etalase)
        rows[name] = stories.offered(
            world, product=product, words="Untuk rapat koordinasi", list_freight_rupiah=20_000
        )
    stories.countered(world, rows["countered"], words="Benang sedang mahal")
    stories.accepted(rows["agreement"], world.citra)
    return rows
