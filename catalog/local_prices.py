"""What comparable goods were paid for near the buyer: the kabupaten first, else the province.

Payments to other shops alone: a shop's price is not compared with what it was paid itself. Goods of
all markets count, since what matters here is where they were delivered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import prices, rules
from catalog.models import Sku
from marketplace.core.joined import read_rows
from marketplace.core.money import grouped
from vendors.licences.queries import sale_day

NEAREST: Final = """
WITH home AS (
    SELECT coalesce(up.id, r.id) AS id, coalesce(up.name, r.name) AS name,
        coalesce(up.parent_id, r.parent_id) AS parent_id
    FROM accounts_region r
    LEFT JOIN accounts_region up ON up.id = r.parent_id AND r.level = 'district'
    WHERE r.id = %(region)s
), places AS (
    SELECT 1 AS step, id, name FROM home
    UNION ALL SELECT 2, r.id, r.name FROM accounts_region r JOIN home ON r.id = home.parent_id
), paid AS (
    SELECT p.unit_price_rupiah AS price, s.vendor_id, r.id AS at, r.parent_id AS up,
        above.parent_id AS top
    FROM catalog_pricemark m
    JOIN catalog_sku s ON s.price_mark_id = m.id AND s.vendor_id <> %(own)s
    JOIN catalog_paidprice p ON p.sku_id = s.id AND p.paid_on > %(since)s
    JOIN accounts_region r ON r.id = p.region_id
    LEFT JOIN accounts_region above ON above.id = r.parent_id
    WHERE m.key = %(key)s
)
SELECT places.name, count(*) AS payments, count(DISTINCT paid.vendor_id) AS vendors,
    percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY paid.price) AS quartiles
FROM paid JOIN places ON places.id IN (paid.at, paid.up, paid.top)
GROUP BY places.step, places.name
HAVING count(*) >= %(enough)s AND count(DISTINCT paid.vendor_id) >= %(shops)s
ORDER BY places.step LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class NearPrices:
    """Quartiles of what other shops were paid in one place, for one unit with PPN, in rupiah."""

    place: str
    paid_count: int
    vendors: int
    q1_rupiah: int
    median_rupiah: int
    q3_rupiah: int
    deviation_bp: int

    @property
    def basis(self) -> str:
        """Say what they rest on: ``5 pembayaran ke 3 toko lain di Kota Kupang, 12 bulan``."""
        payments = ngettext("%(count)s payment", "%(count)s payments", self.paid_count)
        return _("%(payments)s to %(shops)s other shops in %(place)s, %(months)s months") % {
            "payments": payments % {"count": grouped(self.paid_count)},
            "shops": grouped(self.vendors),
            "place": self.place,
            "months": prices.market_rules().paid_days * 12 // 365,
        }


def near(sku: Sku, price_rupiah: int, region_id: int) -> NearPrices | None:
    """Return the figures of the kabupaten/kota of a place, else of its province; one query.

    None where too little was paid to other shops in both (R-PAID-MIN, R-PAID-VENDORS).
    """
    if sku.price_mark is None:
        return None
    found = read_rows(NEAREST, params_of(sku, region_id))
    return compared(price_rupiah, found[0]) if found else None


def params_of(sku: Sku, region_id: int) -> dict[str, Any]:
    """Return what ``NEAREST`` is asked with for a variant, seen from a place."""
    law = prices.market_rules()
    return {
        "region": region_id,
        "own": sku.vendor_id,
        "key": sku.price_mark.key if sku.price_mark else None,
        "since": sale_day() - timedelta(days=law.paid_days),
        "enough": law.enough_paid,
        "shops": law.enough_vendors,
    }


def compared(price_rupiah: int, row: Sequence[Any]) -> NearPrices:
    """Return a row of ``NEAREST`` beside a price."""
    place, number, shops, (q1, median, q3) = row
    far = rules.deviation_bp(price_rupiah, median)
    return NearPrices(place, number, shops, q1, median, q3, far)
