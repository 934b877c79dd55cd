"""What was really paid for goods, and the marks that prices are compared with."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from catalog import prices
from catalog.models import PaidPrice, PriceMark, Sku
from catalog.services.variants import compare_all_anew
from marketplace.core import clock, outbox
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.locks import lock


class PaidLine(NamedTuple):
    """One line of a paid order; the unit price is the order's own, net of PPN."""

    sku_id: int
    unit_price_rupiah: int
    quantity: int


@transaction.atomic
def record_paid_prices(
    *, order_ref: uuid.UUID, region_id: int, paid_on: date, lines: Sequence[PaidLine]
) -> int:
    """Remember unit prices that were really paid, VAT included; return how many are new.

    Safe to repeat for the same order. The price marks follow by the outbox, so that a settlement
    never waits for another one's goods.
    """
    goods = Sku.objects.select_related("product__vendor").in_bulk([line.sku_id for line in lines])
    known = set(PaidPrice.objects.filter(order_ref=order_ref).values_list("sku_id", flat=True))
    fresh = {
        line.sku_id: PaidPrice(
            sku_id=line.sku_id,
            order_ref=order_ref,
            region_id=region_id,
            unit_price_rupiah=prices.price_with_vat(
                goods[line.sku_id], line.unit_price_rupiah, paid_on
            ),
            quantity=line.quantity,
            paid_on=paid_on,
        )
        for line in lines
        if line.sku_id not in known
    }
    PaidPrice.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    for sku_id in sorted(fresh):
        outbox.emit("sku.paid", subject=goods[sku_id])
    return len(fresh)


_REFRESH = """
WITH counted AS (
    SELECT sku.price_mark_id AS id, count(*) AS n, count(DISTINCT sku.vendor_id) AS vendors,
           percentile_disc(ARRAY[0, 0.25, 0.5, 0.75, 1])
               WITHIN GROUP (ORDER BY paid.unit_price_rupiah) AS at
    FROM catalog_paidprice paid JOIN catalog_sku sku ON sku.id = paid.sku_id
    WHERE paid.paid_on > %(since)s AND sku.price_mark_id = ANY(%(marks)s)
    GROUP BY sku.price_mark_id
)
UPDATE catalog_pricemark mark SET
    paid_count = coalesce(counted.n, 0), vendors = coalesce(counted.vendors, 0),
    low_rupiah = counted.at[1], q1_rupiah = counted.at[2], median_rupiah = counted.at[3],
    q3_rupiah = counted.at[4], high_rupiah = counted.at[5], counted_at = %(now)s
FROM catalog_pricemark wanted LEFT JOIN counted ON counted.id = wanted.id
WHERE mark.id = wanted.id AND wanted.id = ANY(%(marks)s)
"""


@transaction.atomic
def refresh_price_marks(mark_ids: Sequence[int] | None = None) -> int:
    """Count the prices paid of late (R-PAID-WINDOW) anew; all marks ever paid when none are named.

    Runs after each payment for its goods and nightly for all, as old payments drop out.
    """
    if mark_ids is None:
        paid = PaidPrice.objects.values("sku__price_mark")
        mark_ids = list(
            PriceMark.objects.filter(pk__in=paid).order_by("pk").values_list("pk", flat=True)
        )
    marks = [mark.pk for mark in lock(PriceMark, mark_ids)]
    window = timedelta(days=prices.market_rules().paid_days)
    since = clock.today(HOME_ZONE) - window
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"marks": marks, "since": since, "now": clock.now()})
    return len(marks)


def count_prices_anew() -> int:
    """Say anew what is compared with what, then count the prices paid for it; return the marks."""
    compare_all_anew()
    return refresh_price_marks()
