"""Let a duty in an order pass to another person by an appointment alone, and to nobody unfit.

Why: raw SQL or a bug must not change who signs or ends an order; who was appointed by whom, why and
when stays on record; nobody comes to stand on both sides of an order (I-20, I-26). The people of a
shop are asked about whoever takes a step, not about those who did their part before.
Locks: new table; an appointment holds its order's row. Undo: restores the functions of 0002.
Tested: tests/orders/test_successors.py, tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_start_in_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.procurement_officer_id := NEW.created_by_id;
    RETURN NEW;
END $$;
CREATE TRIGGER order_author_in_charge BEFORE INSERT ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_start_in_charge();

CREATE FUNCTION orders_check_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR NO KEY UPDATE;
    IF NEW.predecessor_id IS DISTINCT FROM (CASE NEW.duty
        WHEN 'commitment_officer' THEN po.commitment_officer_id ELSE po.procurement_officer_id END)
    THEN
        RAISE EXCEPTION 'user % does not hold this duty in order %', NEW.predecessor_id, po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_follows_the_last';
    END IF;
    PERFORM orders_require_officer(NEW.person_id, po.agency_id, NEW.duty);
    IF NEW.duty = 'commitment_officer'
       AND NEW.person_id IN (po.created_by_id, po.procurement_officer_id)
       OR NEW.duty = 'procurement_officer'
       AND (NEW.person_id = po.commitment_officer_id OR NEW.person_id = po.approved_by_id)
       OR EXISTS (SELECT 1 FROM orders_appointment a WHERE a.order_id = po.id
                  AND a.duty <> NEW.duty AND NEW.person_id IN (a.person_id, a.predecessor_id)) THEN
        RAISE EXCEPTION 'user % has the other duty in order %', NEW.person_id, po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_keeps_two_sides';
    END IF;
    PERFORM 1 FROM vendors_vendor WHERE id = po.vendor_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM vendors_vendormembership
               WHERE vendor_id = po.vendor_id AND user_id = NEW.person_id AND until IS NULL) THEN
        RAISE EXCEPTION 'user % acts for the vendor of order %', NEW.person_id, po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_buyers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appointment_holds BEFORE INSERT ON orders_appointment
    FOR EACH ROW EXECUTE FUNCTION orders_check_appointment();

CREATE FUNCTION orders_carry_out_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_purchaseorder SET
        commitment_officer_id = CASE NEW.duty WHEN 'commitment_officer'
            THEN NEW.person_id ELSE commitment_officer_id END,
        procurement_officer_id = CASE NEW.duty WHEN 'procurement_officer'
            THEN NEW.person_id ELSE procurement_officer_id END
    WHERE id = NEW.order_id;
    RETURN NULL;
END $$;
CREATE TRIGGER appointment_carried_out AFTER INSERT ON orders_appointment
    FOR EACH ROW EXECUTE FUNCTION orders_carry_out_appointment();
CREATE TRIGGER appointment_frozen BEFORE UPDATE OR DELETE ON orders_appointment
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER appointments_kept BEFORE TRUNCATE ON orders_appointment
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION orders_require_appointment(
    po orders_purchaseorder, asked text, before bigint, after bigint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest orders_appointment%ROWTYPE;
BEGIN
    IF before IS NOT DISTINCT FROM after THEN
        RETURN;
    END IF;
    SELECT * INTO newest FROM orders_appointment WHERE order_id = po.id AND duty = asked
        ORDER BY id DESC LIMIT 1;
    IF newest.predecessor_id = before AND newest.person_id = after THEN
        RETURN;
    END IF;
    IF po.approved_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'a duty of order % passes by appointment', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_duty_by_appointment';
    END IF;
    RAISE EXCEPTION 'a duty of order % passes by appointment', po.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_duty_by_appointment';
END $$;

CREATE OR REPLACE FUNCTION orders_guard_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
    THEN
        RAISE EXCEPTION 'who approved order % is frozen', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_approval_frozen';
    END IF;
    PERFORM orders_require_appointment(
        OLD, 'commitment_officer', OLD.commitment_officer_id, NEW.commitment_officer_id);
    PERFORM orders_require_appointment(
        OLD, 'procurement_officer', OLD.procurement_officer_id, NEW.procurement_officer_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION orders_guard_buyers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seller bigint;
BEGIN
    -- A successor is asked about when appointed (appointment_holds).
    IF TG_OP = 'UPDATE'
       AND (NEW.status IS NOT DISTINCT FROM OLD.status
            OR NEW.status NOT IN ('submitted', 'approved')) THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM vendors_vendor WHERE id = NEW.vendor_id FOR SHARE;
    SELECT user_id INTO seller FROM vendors_vendormembership
        WHERE vendor_id = NEW.vendor_id AND until IS NULL
        AND user_id IN (NEW.created_by_id, NEW.procurement_officer_id, NEW.commitment_officer_id,
                        NEW.approved_by_id)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'user % acts for vendor % and may not buy from it', seller, NEW.vendor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_buyers';
    END IF;
    RETURN NEW;
END $$;
"""
REVERSE = """
CREATE OR REPLACE FUNCTION orders_guard_people() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION orders_guard_buyers() RETURNS trigger LANGUAGE plpgsql AS $$
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

DROP FUNCTION orders_require_appointment(orders_purchaseorder, text, bigint, bigint);
DROP TRIGGER appointments_kept ON orders_appointment;
DROP TRIGGER appointment_frozen ON orders_appointment;
DROP TRIGGER appointment_carried_out ON orders_appointment;
DROP FUNCTION orders_carry_out_appointment();
DROP TRIGGER appointment_holds ON orders_appointment;
DROP FUNCTION orders_check_appointment();
DROP TRIGGER order_author_in_charge ON orders_purchaseorder;
DROP FUNCTION orders_start_in_charge();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_successors")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
