"""Ask of every line what its quantity costs, and of every order the terms of its goods.

Why: a line carries the price that its version states for its quantity, whatever way it was written.
Handing in asks for the least and the most units of an order and for the service area; a price that has
ended (``price_valid_until``) lets no order go further, as goods that are not on sale. The twins are
``catalog.terms`` and ``catalog.policies.refusal_to_sell``.
Locks: orders_orderline, orders_agreedprice, orders_purchaseorder for a moment. Undo: drops triggers and
functions. Tested: tests/catalog/terms/test_database.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_guard_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM catalog_priceversion v, jsonb_array_elements(v.tiers) t
        WHERE v.id = NEW.tier_version_id AND v.sku_id = NEW.sku_id
        AND (t.value ->> 1)::bigint = NEW.unit_price_rupiah
    ) THEN
        RAISE EXCEPTION 'no tier of version % is this price', NEW.tier_version_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_price_is_a_tier';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER agreed_price_is_a_tier AFTER INSERT ON orders_agreedprice
    FOR EACH ROW WHEN (NEW.kind = 'tiered') EXECUTE FUNCTION orders_guard_tier();

CREATE FUNCTION orders_guard_quantity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    price bigint;
BEGIN
    SELECT catalog_unit_price(v.price_rupiah, v.tiers, NEW.quantity) INTO price
        FROM orders_agreedprice a
        JOIN catalog_priceversion v ON v.id = coalesce(a.price_version_id, a.tier_version_id)
        WHERE a.id = NEW.agreed_price_id;
    IF price <> NEW.unit_price_rupiah THEN
        RAISE EXCEPTION '% units of line % cost % each', NEW.quantity, NEW.id, price
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_price_of_quantity';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_price_of_quantity AFTER INSERT OR UPDATE OF
    quantity, unit_price_rupiah, agreed_price_id ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_guard_quantity();

CREATE FUNCTION orders_guard_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale_day date := (NEW.status_at AT TIME ZONE 'Asia/Jakarta')::date;
BEGIN
    -- FOR SHARE: whoever changes the terms waits for this order, or this order sees the new ones.
    PERFORM 1 FROM catalog_product WHERE id IN (
        SELECT s.product_id FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.order_id = NEW.id
    ) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        JOIN catalog_product p ON p.id = s.product_id
        WHERE l.order_id = NEW.id AND p.price_valid_until < sale_day
    ) THEN
        RAISE EXCEPTION 'a price of order % has ended', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_prices_hold';
    END IF;
    IF NEW.status <> 'submitted' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.order_id = NEW.id AND (
            l.quantity < s.min_quantity OR l.quantity > coalesce(s.max_quantity, l.quantity))
    ) THEN
        RAISE EXCEPTION 'a line of order % is too small or too large', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_within_its_bounds';
    END IF;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        JOIN catalog_product p ON p.id = s.product_id
        WHERE l.order_id = NEW.id AND p.service_area <> '{}' AND NOT EXISTS (
            SELECT 1 FROM catalog_places(NEW.delivery_region_id) places
            WHERE places.code = ANY (p.service_area))
    ) THEN
        RAISE EXCEPTION 'goods of order % are not brought there', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_within_service_area';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_terms BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (
        NEW.status IS DISTINCT FROM OLD.status AND NEW.status IN ('submitted', 'approved'))
    EXECUTE FUNCTION orders_guard_terms();
"""
REVERSE = """
DROP TRIGGER order_terms ON orders_purchaseorder;
DROP FUNCTION orders_guard_terms();
DROP TRIGGER line_price_of_quantity ON orders_orderline;
DROP FUNCTION orders_guard_quantity();
DROP TRIGGER agreed_price_is_a_tier ON orders_agreedprice;
DROP FUNCTION orders_guard_tier();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0017_tier_prices")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
