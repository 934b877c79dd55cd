"""Let an order name exactly the makers that its listings named when it was placed.

Why: the payout of a cooperative is shared by these rows. A maker more, less, or with another share,
must come into no order, neither by a slip of ours nor by raw SQL; they stay as they are afterwards.
Locks: new table, orders for a moment. Undo: drops keys, triggers and functions.
Tested: tests/orders/test_line_makers.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE orders_orderlinemaker
    ADD CONSTRAINT line_maker_is_of_the_line FOREIGN KEY (line_id, vendor_id)
        REFERENCES orders_orderline (id, vendor_id),
    ADD CONSTRAINT line_maker_is_of_the_vendor FOREIGN KEY (member_id, vendor_id)
        REFERENCES members_cooperativemember (id, vendor_id);

CREATE FUNCTION orders_guard_line_maker() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goods bigint;
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT o.* INTO po FROM orders_purchaseorder o JOIN orders_orderline l ON l.order_id = o.id
        WHERE l.id = CASE TG_OP WHEN 'DELETE' THEN OLD.line_id ELSE NEW.line_id END
        FOR UPDATE OF o;
    IF TG_OP = 'UPDATE' OR po.status NOT IN ('draft', 'returned')
       OR TG_OP = 'INSERT' AND po.status <> 'draft' THEN
        RAISE EXCEPTION 'the makers of order % are frozen', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_makers_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT s.product_id INTO goods FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.id = NEW.line_id;
    IF NOT EXISTS (
        SELECT 1 FROM catalog_makers_at(goods, po.created_at) m
        JOIN members_cooperativemember p ON p.id = m.member_id
        WHERE m.member_id = NEW.member_id AND m.share_bp = NEW.share_bp
        AND p.name = NEW.name AND p.region_id = NEW.region_id
    ) THEN
        RAISE EXCEPTION 'member % is no such maker of line %', NEW.member_id, NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_maker_as_listed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_maker_guard BEFORE INSERT OR UPDATE OR DELETE ON orders_orderlinemaker
    FOR EACH ROW EXECUTE FUNCTION orders_guard_line_maker();
CREATE FUNCTION orders_maker_goes_with_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM orders_orderline WHERE id = OLD.line_id) THEN
        RAISE EXCEPTION 'line % keeps its makers', OLD.line_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_makers_frozen';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER line_maker_goes_with_its_line AFTER DELETE ON orders_orderlinemaker
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_maker_goes_with_line();
CREATE TRIGGER line_makers_kept BEFORE TRUNCATE ON orders_orderlinemaker
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- Rows are as listed each; as many as the listing had, none is missing. Every order passes here.
CREATE FUNCTION orders_guard_makers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.order_id = NEW.id
        AND (SELECT count(*) FROM catalog_makers_at(s.product_id, NEW.created_at))
            <> (SELECT count(*) FROM orders_orderlinemaker WHERE line_id = l.id)
    ) THEN
        RAISE EXCEPTION 'order % does not name the makers of its goods', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_names_its_makers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_names_its_makers BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status AND NEW.status = 'submitted')
    EXECUTE FUNCTION orders_guard_makers();
"""
REVERSE = """
DROP TRIGGER order_names_its_makers ON orders_purchaseorder;
DROP FUNCTION orders_guard_makers();
DROP TRIGGER line_makers_kept ON orders_orderlinemaker;
DROP TRIGGER line_maker_goes_with_its_line ON orders_orderlinemaker;
DROP FUNCTION orders_maker_goes_with_line();
DROP TRIGGER line_maker_guard ON orders_orderlinemaker;
DROP FUNCTION orders_guard_line_maker();
ALTER TABLE orders_orderlinemaker
    DROP CONSTRAINT line_maker_is_of_the_vendor,
    DROP CONSTRAINT line_maker_is_of_the_line;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_line_makers"), ("catalog", "0011_maker_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
