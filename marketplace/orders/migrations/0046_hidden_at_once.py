"""Refuse an order of hidden goods from the moment of the sanction, not from its date in WIB.

Why: as in catalog.0086. The first day of a sanction is that of the shop's place, an hour or two
before the same day in Jakarta; while it is in force it has begun.
Locks: none. Undo: asks for both days again. Tested: tests/orders/test_placeable.py.
"""

from django.db import migrations

REPLACE = """
CREATE OR REPLACE FUNCTION orders_guard_hidden() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale_day date := (NEW.status_at AT TIME ZONE 'Asia/Jakarta')::date;
BEGIN
    PERFORM 1 FROM vendors_vendor WHERE id = NEW.vendor_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        JOIN sanctions_sanctionsubject h
            ON h.subject_type = 'catalog.product' AND h.subject_id = s.product_id
        JOIN sanctions_sanction x ON x.id = h.sanction_id
        WHERE l.order_id = NEW.id AND x.status = 'in_force' AND x.ends_on >= sale_day {first_day}
    ) THEN
        RAISE EXCEPTION 'goods of order % are hidden by a sanction', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goods_not_hidden';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0045_lapsed_orders"), ("catalog", "0086_hidden_at_once")]
    operations = [
        migrations.RunSQL(
            REPLACE.format(first_day=""),
            REPLACE.format(first_day="AND x.starts_on <= sale_day"),
        )
    ]
