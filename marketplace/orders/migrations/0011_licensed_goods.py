"""Let no order be submitted or approved for goods whose licences do not hold on that day.

Why: food without a word on halal, or goods whose P-IRT has ended, must not be ordered by raw SQL, a
bug, or somebody who was faster than the revocation (I-24, I-33). Every order passes ``submitted``.
Locks: none. Undo: drops trigger and function. Tested: tests/orders/test_licensed_goods.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_guard_licensed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale_day date := (NEW.status_at AT TIME ZONE 'Asia/Jakarta')::date;
BEGIN
    -- FOR SHARE: a revocation waits for this order, or this order sees the revocation.
    PERFORM 1 FROM licences_licence WHERE id IN (
        SELECT x.licence_id FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        JOIN catalog_productlicence x ON x.product_id = s.product_id WHERE l.order_id = NEW.id
    ) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.order_id = NEW.id AND NOT catalog_is_licensed(s.product_id, sale_day)
    ) THEN
        RAISE EXCEPTION 'goods of order % rest on no valid licence', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goods_licensed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_goods_licensed BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status
                       AND NEW.status IN ('submitted', 'approved'))
    EXECUTE FUNCTION orders_guard_licensed();
"""
REVERSE = """
DROP TRIGGER order_goods_licensed ON orders_purchaseorder;
DROP FUNCTION orders_guard_licensed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0010_successor_guards"),
        ("catalog", "0007_licence_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
