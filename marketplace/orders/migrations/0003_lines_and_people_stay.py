"""Keep a line and its tax where they are, and the names under an approved order as they were.

Why: a line could be moved out of a frozen order into a returned one or be made to say that other
goods were ordered, and an issued order could be
said to be approved by somebody else (I-04, I-25, I-26; tests/trust/test_raw_sql.py found both).
Locks: SHARE ROW EXCLUSIVE on three tables for milliseconds, no scan; safe while the site is up.
Undo: drops the triggers; no data changes.
"""

from django.db import migrations

FORWARD = """
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

CREATE FUNCTION orders_guard_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_by_id IS NOT NULL AND (
        NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
        OR NEW.commitment_officer_id IS DISTINCT FROM OLD.commitment_officer_id
    ) THEN
        RAISE EXCEPTION 'who approved order % is frozen', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_approval_frozen';
    END IF;
    IF NEW.commitment_officer_id IS DISTINCT FROM OLD.commitment_officer_id THEN
        PERFORM orders_require_officer(
            NEW.commitment_officer_id, NEW.agency_id, 'commitment_officer');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_people BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_guard_people();
"""
REVERSE = """
DROP TRIGGER order_people ON orders_purchaseorder;
DROP FUNCTION orders_guard_people();
DROP TRIGGER tax_guard ON orders_ordertax;
DROP FUNCTION orders_guard_tax();
DROP TRIGGER tax_stays ON orders_ordertax;
DROP TRIGGER line_snapshot ON orders_orderline;
DROP FUNCTION orders_snapshot_stays();
DROP TRIGGER line_stays ON orders_orderline;
DROP FUNCTION orders_line_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
