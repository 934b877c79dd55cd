"""Refuse an order of goods that a sanction hides, whatever way it takes.

Why: hidden goods are as little on sale as those taken down (I-23). Whoever hides goods holds the
vendor's row, and placing reads it FOR SHARE first: one of the two waits for the other.
Locks: orders_purchaseorder for a moment. Undo: drops the trigger.
Tested: tests/orders/test_placeable.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_guard_hidden() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale_day date := (NEW.status_at AT TIME ZONE 'Asia/Jakarta')::date;
BEGIN
    PERFORM 1 FROM vendors_vendor WHERE id = NEW.vendor_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        JOIN sanctions_sanctionsubject h
            ON h.subject_type = 'catalog.product' AND h.subject_id = s.product_id
        JOIN sanctions_sanction x ON x.id = h.sanction_id
        WHERE l.order_id = NEW.id AND x.status = 'in_force'
        AND x.starts_on <= sale_day AND x.ends_on >= sale_day
    ) THEN
        RAISE EXCEPTION 'goods of order % are hidden by a sanction', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goods_not_hidden';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_hidden_goods BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (
        NEW.status IS DISTINCT FROM OLD.status AND NEW.status IN ('submitted', 'approved'))
    EXECUTE FUNCTION orders_guard_hidden();
"""
REVERSE = """
DROP TRIGGER order_hidden_goods ON orders_purchaseorder;
DROP FUNCTION orders_guard_hidden();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_licensed_goods"), ("sanctions", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
