"""Nobody orders or approves for an agency from a vendor they act for.

Why: an officer who belongs to a shop must not place, submit or approve its orders, whichever door
is used and also when they joined the shop after the order was written (I-26). The vendor's row is
held, as every change of its people holds it, so that the two cannot pass each other.
Locks: none on data; a trigger is added. Undo: drops it. Tested: tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_guard_buyers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seller bigint;
BEGIN
    IF TG_OP = 'UPDATE'
       AND NEW.commitment_officer_id IS NOT DISTINCT FROM OLD.commitment_officer_id
       AND (NEW.status IS NOT DISTINCT FROM OLD.status
            OR NEW.status NOT IN ('submitted', 'approved')) THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM vendors_vendor WHERE id = NEW.vendor_id FOR SHARE;
    SELECT user_id INTO seller FROM vendors_vendormembership
        WHERE vendor_id = NEW.vendor_id AND until IS NULL
        AND user_id IN (NEW.created_by_id, NEW.commitment_officer_id, NEW.approved_by_id)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'user % acts for vendor % and may not buy from it', seller, NEW.vendor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_buyers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_buyers BEFORE INSERT OR UPDATE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_guard_buyers();
"""
REVERSE = """
DROP TRIGGER order_buyers ON orders_purchaseorder;
DROP FUNCTION orders_guard_buyers();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_lines_and_people_stay"), ("vendors", "0003_people")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
