"""What the page of one listing reads: its variants with all around them, then what they cost.

Two plain statements. As many queries of the ORM took half of the page's time, most of it to build
the same SQL again for every visit.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from catalog import local_prices, offers, photos, policies, prices
from catalog.delivery import Rate
from catalog.models import Etalase, PriceMark, Product, Sku
from marketplace.accounts.models import Region, Tenant
from marketplace.core.joined import Joined, Part, read_rows
from vendors.licences.queries import sale_day
from vendors.models import Vendor

# Numbers of people and banks: no page of goods has any business with them.
PRIVATE: Final = frozenset(
    {
        "npwp", "npwp_index", "nitku", "nik", "nik_index", "cooperative_number",
        "cooperative_number_index", "account_number", "account_holder", "bank_code", "phone",
        "address", "latitude", "longitude", "capital_rupiah", "annual_sales_rupiah",
    }
)  # fmt: skip
# Where goods come from (``delivery.HOMES``), beside a product ``p`` and its shop ``v``.
HOME_PARTS: Final = (
    Part("g", Region, ("p", "prepared_in")),
    Part("gu", Region, ("g", "parent")),
    Part("o", Region, ("p", "origin")),
    Part("ou", Region, ("o", "parent")),
    Part("r", Region, ("v", "region")),
    Part("ru", Region, ("r", "parent")),
)
HOME_JOINS: Final = """
LEFT JOIN accounts_region g ON g.id = p.prepared_in_id
LEFT JOIN accounts_region gu ON gu.id = g.parent_id
LEFT JOIN accounts_region o ON o.id = p.origin_id
LEFT JOIN accounts_region ou ON ou.id = o.parent_id
LEFT JOIN accounts_region r ON r.id = v.region_id
LEFT JOIN accounts_region ru ON ru.id = r.parent_id
"""
_VARIANT: Final = (Part("s", Sku), Part("m", PriceMark, ("s", "price_mark")))
_VARIANT_ALONE: Final = Joined(*_VARIANT)
_LISTING: Final = Joined(
    *_VARIANT,
    Part("p", Product, ("s", "product")),
    Part("v", Vendor, ("p", "vendor"), PRIVATE),
    Part("e", Etalase, ("p", "etalase")),
    Part("t", Tenant, ("e", "tenant")),
    *HOME_PARTS,
    Part("rt", Region, ("ru", "parent")),
)


@cache
def _variants() -> str:
    return f"""
SELECT {_LISTING.columns},
    (SELECT json_agg(json_build_array(x.name, x.words) ORDER BY x.position)
        FROM catalog_productphoto x WHERE x.product_id = p.id),
    (SELECT json_agg(json_build_array(x.up_to_km, x.freight_rupiah, x.working_days))
        FROM catalog_deliveryrate x WHERE x.vendor_id = p.vendor_id),
    shown.licences
FROM catalog_product p
JOIN catalog_sku s ON s.product_id = p.id
JOIN vendors_vendor v ON v.id = p.vendor_id
JOIN catalog_etalase e ON e.id = p.etalase_id
JOIN accounts_tenant t ON t.id = e.tenant_id
LEFT JOIN catalog_pricemark m ON m.id = s.price_mark_id
{HOME_JOINS}
LEFT JOIN accounts_region rt ON rt.id = ru.parent_id
LEFT JOIN LATERAL (
    SELECT o.licences FROM catalog_offer o WHERE o.sku_id = s.id AND {offers.SHOWN}
) shown ON true
WHERE p.public_id = %(public_id)s
ORDER BY s.position, s.id
"""  # noqa: S608 - of constants and names of columns


class Listing(NamedTuple):
    """The variants of a listing, which share its row. ``on_sale``: the keys of those sold today.

    ``licences``: those behind the badges of public goods, as ``Offer.licences`` has them; None
    for a listing that is not public. ``pictures``: its photos, the first one leading.
    ``rates``: the delivery table of its shop.
    """

    skus: list[Sku]
    pictures: list[photos.Picture]
    on_sale: frozenset[int]
    licences: Sequence[Mapping[str, Any]] | None
    rates: list[Rate]


def listing_for(public_id: UUID, user: Any) -> Listing | None:
    """Return a listing that the person may see; None for any other."""
    found = read_rows(_variants(), {"public_id": public_id, "day": sale_day()})
    skus, on_sale, licences = list[Sku](), set[int](), None
    for row in found:
        sku = (_VARIANT_ALONE if skus else _LISTING).made_of(row)["s"]
        sku.product = skus[0].product if skus else sku.product
        skus.append(sku)
        if row[-1] is not None:
            on_sale.add(sku.pk)
            licences = json.loads(row[-1])
    if not skus:
        return None
    is_public = any(sku.pk in on_sale for sku in skus if sku.is_lead)
    if not is_public and not policies.can_see(user, skus[0].product):
        return None
    pictures = photos.with_cover(skus[0].product, found[0][-3] or ())
    rates = [Rate(*rate) for rate in found[0][-2] or ()]
    return Listing(skus, pictures, frozenset(on_sale), licences if is_public else None, rates)


_FACTS: Final = f"""
SELECT
    (SELECT json_agg(json_build_array(x.from_at, x.price_rupiah) ORDER BY x.from_at, x.id)
        FROM catalog_priceversion x WHERE x.sku_id = %(sku)s),
    (SELECT count(*) FROM (SELECT 1 FROM catalog_offer o WHERE {offers.LEADS}
        AND o.price_mark_id = %(mark)s AND o.product_id <> %(product)s
        LIMIT {offers.COUNTED + 1}) o),
    (SELECT json_build_array(n.name, n.payments, n.vendors, n.quartiles)
        FROM ({local_prices.NEAREST}) n)
"""  # noqa: S608 - of constants


class PriceFacts(NamedTuple):
    """The net prices of a variant with their first moments, oldest first; how many like goods there
    are, counted to 1,001; what other shops were paid near a place, if enough.
    """

    versions: list[tuple[datetime, int]]
    similar: int
    near: local_prices.NearPrices | None


def price_facts(sku: Sku, region_id: int) -> PriceFacts:
    """Return what a page says of a price, beside those paid around a place; in one query."""
    mark = sku.price_mark
    params = {
        **local_prices.params_of(sku, region_id),
        "day": sale_day(),
        "sku": sku.pk,
        "mark": sku.price_mark_id,
        "product": sku.product_id,
    }
    ((versions, similar, near),) = read_rows(_FACTS, params)
    price = prices.price_with_vat(sku)
    return PriceFacts(
        versions=[(datetime.fromisoformat(at), net) for at, net in versions or ()],
        similar=similar if mark is not None else 0,
        near=local_prices.compared(price, near) if near else None,
    )
