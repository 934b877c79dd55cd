"""Keep what was ordered, at which price and with which tax, and let an order add up to it.

Why: a line must be of the order's vendor, say what was published and cost what was agreed; neither a
line nor a tax may change under a frozen order, be moved into another one or be made to say that other
goods were ordered (I-04, I-25, I-26). Totals are compared at COMMIT because lines arrive one by one.
Locks: new tables. Undo: drops triggers, functions and keys. Tested: tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE orders_orderline
    ADD CONSTRAINT line_is_of_the_orders_vendor FOREIGN KEY (order_id, vendor_id)
        REFERENCES orders_purchaseorder (id, vendor_id),
    ADD CONSTRAINT line_sku_is_of_the_vendor FOREIGN KEY (sku_id, vendor_id)
        REFERENCES catalog_sku (id, vendor_id),
    ADD CONSTRAINT line_price_was_agreed FOREIGN KEY (agreed_price_id, sku_id, unit_price_rupiah)
        REFERENCES orders_agreedprice (id, sku_id, unit_price_rupiah);
-- Null for prices of other kinds, which this key then lets pass: their room answers for them.
ALTER TABLE orders_agreedprice
    ADD CONSTRAINT catalogue_price_is_its_version
        FOREIGN KEY (price_version_id, sku_id, unit_price_rupiah)
        REFERENCES catalog_priceversion (id, sku_id, price_rupiah);
CREATE TRIGGER agreed_price_frozen BEFORE UPDATE OR DELETE ON orders_agreedprice
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION orders_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line orders_orderline%ROWTYPE;
    state text;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT status INTO state FROM orders_purchaseorder WHERE id = line.order_id FOR UPDATE;
    IF state NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the lines of order % are frozen', line.order_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_lines_frozen';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM catalog_productrevision r JOIN catalog_sku s ON s.product_id = r.product_id
        CROSS JOIN jsonb_array_elements(r.variants) v
        WHERE r.id = line.revision_id AND s.id = line.sku_id AND r.status = 'published'
        AND (v ->> 'sku')::bigint = s.id AND r.name = line.name
        AND v ->> 'label' = line.label AND v ->> 'unit' = line.unit
    ) THEN
        RAISE EXCEPTION 'the line does not say what was published of its variant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_as_published';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER line_guard BEFORE INSERT OR UPDATE OR DELETE ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_guard_line();

CREATE FUNCTION orders_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'line % belongs to order % for good', OLD.id, OLD.order_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_stays';
END $$;
CREATE TRIGGER line_stays BEFORE UPDATE ON orders_orderline
    FOR EACH ROW WHEN (NEW.order_id IS DISTINCT FROM OLD.order_id)
    EXECUTE FUNCTION orders_line_stays();
CREATE FUNCTION orders_snapshot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'line % says for good what was ordered', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_snapshot';
END $$;
CREATE TRIGGER line_snapshot BEFORE UPDATE ON orders_orderline
    FOR EACH ROW WHEN (
        (NEW.sku_id, NEW.revision_id, NEW.name, NEW.label, NEW.code, NEW.unit, NEW.weight_gram,
         NEW.tax_class)
        IS DISTINCT FROM
        (OLD.sku_id, OLD.revision_id, OLD.name, OLD.label, OLD.code, OLD.unit, OLD.weight_gram,
         OLD.tax_class))
    EXECUTE FUNCTION orders_snapshot_stays();
CREATE TRIGGER tax_stays BEFORE UPDATE ON orders_ordertax
    FOR EACH ROW WHEN (NEW.order_id IS DISTINCT FROM OLD.order_id)
    EXECUTE FUNCTION orders_line_stays();

CREATE FUNCTION orders_guard_tax() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line orders_ordertax%ROWTYPE;
    state text;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT status INTO state FROM orders_purchaseorder WHERE id = line.order_id FOR UPDATE;
    IF state NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the taxes of order % are frozen', line.order_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_taxes_frozen';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER tax_guard BEFORE INSERT OR UPDATE OR DELETE ON orders_ordertax
    FOR EACH ROW EXECUTE FUNCTION orders_guard_tax();

CREATE FUNCTION orders_check_totals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
BEGIN
    checked := CASE WHEN TG_TABLE_NAME = 'orders_purchaseorder' THEN (to_jsonb(NEW) ->> 'id')::bigint
               ELSE coalesce(to_jsonb(NEW) ->> 'order_id', to_jsonb(OLD) ->> 'order_id')::bigint END;
    IF EXISTS (
        SELECT 1 FROM orders_purchaseorder po WHERE po.id = checked AND (
            po.goods_rupiah <> (SELECT coalesce(sum(total_rupiah), 0)
                FROM orders_orderline WHERE order_id = po.id)
            OR po.vat_rupiah <> (SELECT coalesce(sum(amount_rupiah), 0)
                FROM orders_ordertax WHERE order_id = po.id AND kind = 'vat')
            OR po.pph22_rupiah <> (SELECT coalesce(sum(amount_rupiah), 0)
                FROM orders_ordertax WHERE order_id = po.id AND kind = 'pph22'))
    ) THEN
        RAISE EXCEPTION 'order % does not add up to its lines and taxes', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_totals';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER order_totals AFTER INSERT OR UPDATE OF
    goods_rupiah, vat_rupiah, pph22_rupiah ON orders_purchaseorder
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_totals();
CREATE CONSTRAINT TRIGGER line_totals AFTER INSERT OR UPDATE OR DELETE ON orders_orderline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_totals();
CREATE CONSTRAINT TRIGGER tax_totals AFTER INSERT OR UPDATE OR DELETE ON orders_ordertax
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_totals();
"""
REVERSE = """
DROP TRIGGER tax_totals ON orders_ordertax;
DROP TRIGGER line_totals ON orders_orderline;
DROP TRIGGER order_totals ON orders_purchaseorder;
DROP FUNCTION orders_check_totals();
DROP TRIGGER tax_guard ON orders_ordertax;
DROP FUNCTION orders_guard_tax();
DROP TRIGGER tax_stays ON orders_ordertax;
DROP TRIGGER line_snapshot ON orders_orderline;
DROP FUNCTION orders_snapshot_stays();
DROP TRIGGER line_stays ON orders_orderline;
DROP FUNCTION orders_line_stays();
DROP TRIGGER line_guard ON orders_orderline;
DROP FUNCTION orders_guard_line();
DROP TRIGGER agreed_price_frozen ON orders_agreedprice;
ALTER TABLE orders_agreedprice DROP CONSTRAINT catalogue_price_is_its_version;
ALTER TABLE orders_orderline
    DROP CONSTRAINT line_price_was_agreed, DROP CONSTRAINT line_sku_is_of_the_vendor,
    DROP CONSTRAINT line_is_of_the_orders_vendor;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
