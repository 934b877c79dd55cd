"""Ask a reason for dear goods only where payments to several shops prove them dear.

Why: as the pages do (R-PAID-VENDORS): what one shop was paid proves nothing. Locks: none. Undo: the
function of 0008_ground_guards. Tested: tests/orders/test_grounds.py.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION orders_require_fair_prices(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    band bigint;
    enough bigint;
    shops bigint;
BEGIN
    band := (core_strictest_rule('R-FAIR-BAND', '', '', po.ordered_on)).value;
    enough := (core_strictest_rule(
        'R-PAID-MIN', '', '', (po.status_at AT TIME ZONE 'Asia/Jakarta')::date)).value;
    shops := (core_strictest_rule(
        'R-PAID-VENDORS', '', '', (po.status_at AT TIME ZONE 'Asia/Jakarta')::date)).value;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l
        JOIN catalog_sku s ON s.id = l.sku_id JOIN catalog_pricemark m ON m.id = s.price_mark_id
        LEFT JOIN orders_ordertax t
            ON t.order_id = l.order_id AND t.kind = 'vat' AND t.tax_class = l.tax_class
        WHERE l.order_id = po.id AND m.paid_count >= enough AND m.vendors >= shops
        AND m.median_rupiah > 0
        AND round(10000.0 * (l.unit_price_rupiah
            + round(l.unit_price_rupiah * coalesce(t.rate_bp, 0) / 10000.0) - m.median_rupiah)
            / m.median_rupiah) > band
        AND NOT EXISTS (
            SELECT 1 FROM orders_orderreason r
            WHERE r.order_id = po.id AND r.code = 'R-FAIR-BAND' AND r.sku_id = l.sku_id)
    ) THEN
        RAISE EXCEPTION 'order % owes a reason for goods far above the median', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_says_why_dear';
    END IF;
END $$;
"""
REVERSE = """
CREATE OR REPLACE FUNCTION orders_require_fair_prices(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    band bigint;
    enough bigint;
BEGIN
    band := (core_strictest_rule('R-FAIR-BAND', '', '', po.ordered_on)).value;
    enough := (core_strictest_rule(
        'R-PAID-MIN', '', '', (po.status_at AT TIME ZONE 'Asia/Jakarta')::date)).value;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l
        JOIN catalog_sku s ON s.id = l.sku_id JOIN catalog_pricemark m ON m.id = s.price_mark_id
        LEFT JOIN orders_ordertax t
            ON t.order_id = l.order_id AND t.kind = 'vat' AND t.tax_class = l.tax_class
        WHERE l.order_id = po.id AND m.paid_count >= enough AND m.median_rupiah > 0
        AND round(10000.0 * (l.unit_price_rupiah
            + round(l.unit_price_rupiah * coalesce(t.rate_bp, 0) / 10000.0) - m.median_rupiah)
            / m.median_rupiah) > band
        AND NOT EXISTS (
            SELECT 1 FROM orders_orderreason r
            WHERE r.order_id = po.id AND r.code = 'R-FAIR-BAND' AND r.sku_id = l.sku_id)
    ) THEN
        RAISE EXCEPTION 'order % owes a reason for goods far above the median', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_says_why_dear';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_line_maker_guards"), ("catalog", "0025_vendors_of_marks")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
