"""A list, a search and a stored comparison of Ani, for whoever walks through all pages."""

from typing import Any

from marketplace.shortlists import services
from tests import factories


def make_shortlists(world: Any) -> dict[str, Any]:
    """Let Ani compare two offers, store them, keep a shared list of them and a search."""
    other = factories.make_vendor(
        approved_by=world.joko, region=world.vendor.region, name="Toko Pembanding"
    )
    beside = factories.sku_of(factories.make_product(other, world.etalase))
    keys = [world.sku.pk, beside.pk]
    of_agency = {"agency_id": world.agency.pk, "actor": world.ani}
    services.compare(sku_ids=keys, actor=world.ani)
    stored = services.store_comparison(title="Kain seragam", **of_agency)
    saved = services.make_list(name="Belanja bulanan", is_shared=True, **of_agency)
    services.add_to_list(list_id=saved.pk, sku_ids=keys, actor=world.ani)
    kept = services.keep_search(name="Kain", theme="", query="q=kain", actor=world.ani)
    return {"comparison": stored, "saved_list": saved, "saved_search": kept}
