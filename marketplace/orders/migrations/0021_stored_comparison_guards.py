"""Hold the stored comparison of an order: its agency's own, attached while the officer has it.

Why: what an order rests on is evidence; nobody may put another comparison under it afterwards.
Locks: the order for a moment. Undo: drops triggers and function. Tested: tests/shortlists/test_order_evidence.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_guard_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF po.status NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the grounds of order % are frozen', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_grounds_frozen';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM shortlists_storedcomparison
                   WHERE id = NEW.comparison_id AND agency_id = po.agency_id) THEN
        RAISE EXCEPTION 'order % rests on a comparison of another agency', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_of_the_agency';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_evidence_guard BEFORE INSERT ON orders_orderevidence
    FOR EACH ROW EXECUTE FUNCTION orders_guard_evidence();
CREATE TRIGGER order_evidence_frozen BEFORE UPDATE OR DELETE ON orders_orderevidence
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_evidence_kept BEFORE TRUNCATE ON orders_orderevidence
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER order_evidence_kept ON orders_orderevidence;
DROP TRIGGER order_evidence_frozen ON orders_orderevidence;
DROP TRIGGER order_evidence_guard ON orders_orderevidence;
DROP FUNCTION orders_guard_evidence();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_stored_comparisons")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
