"""Hold complaints in the database: of a disputed order, in steps, by two sides and a third.

Why: raw SQL, a bug or two people at once must not answer twice, agree to what nobody proposed, let
a side decide its own case, rewrite what was said, or count what went back. A complaint moves by its
steps alone (``core_transition``) and is closed by its order in the moment in which that leaves
"disputed"; a disputed order has an open one at COMMIT.
Locks: new tables; orders_purchaseorder for a moment while its triggers are made. Undo: drops
triggers and functions. Tested: tests/fulfilment/test_complaints.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION fulfilment_guard_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'complaint % moves by its steps and its order alone', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'complaint_moves_by_steps';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF po.status <> 'disputed' OR NEW.status <> 'open' OR NEW.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a complaint is opened with its order %', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_of_a_disputed_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_guard BEFORE INSERT OR UPDATE ON fulfilment_complaint
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_complaint();
CREATE TRIGGER complaint_steps BEFORE UPDATE ON fulfilment_complaint
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('complaint', 'public_id', 'order_id', 'kind',
        'words', 'opened_by_id', 'opened_at');
CREATE TRIGGER complaint_kept BEFORE DELETE ON fulfilment_complaint
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_guard_complaint_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_order bigint;
    sent bigint;
BEGIN
    SELECT order_id INTO of_order FROM fulfilment_complaint
        WHERE id = NEW.complaint_id AND status = 'open' AND closed_at IS NULL;
    IF of_order IS NULL THEN
        RAISE EXCEPTION 'complaint % names its goods when it is opened', NEW.complaint_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_is_open';
    END IF;
    PERFORM fulfilment_units_of(NEW.order_line_id, of_order);
    SELECT coalesce(sum(quantity), 0) INTO sent
        FROM fulfilment_shipmentline WHERE order_line_id = NEW.order_line_id;
    IF NEW.units > sent THEN
        RAISE EXCEPTION 'line % was not sent in so many units', NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_within_sent';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_line_new BEFORE INSERT ON fulfilment_complaintline
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_complaint_line();
CREATE TRIGGER complaint_line_frozen BEFORE UPDATE OR DELETE ON fulfilment_complaintline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER complaint_photo_frozen BEFORE UPDATE OR DELETE ON fulfilment_complaintphoto
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_guard_complaint_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about fulfilment_complaint%ROWTYPE;
    po orders_purchaseorder%ROWTYPE;
    proposed text;
BEGIN
    SELECT o.* INTO po FROM orders_purchaseorder o
        JOIN fulfilment_complaint c ON c.order_id = o.id WHERE c.id = NEW.complaint_id
        FOR UPDATE OF o;
    SELECT * INTO about FROM fulfilment_complaint WHERE id = NEW.complaint_id;
    IF about.closed_at IS NOT NULL OR po.status <> 'disputed' THEN
        RAISE EXCEPTION 'complaint % is closed', about.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_is_open';
    END IF;
    IF NEW.kind = 'agreed' THEN
        SELECT remedy INTO proposed FROM fulfilment_complaintstep
            WHERE complaint_id = about.id AND kind = 'answered' ORDER BY id DESC LIMIT 1;
        IF proposed IS DISTINCT FROM NEW.remedy THEN
            RAISE EXCEPTION 'complaint %: nobody proposed %', about.id, NEW.remedy
                USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_agrees_to_the_answer';
        END IF;
    END IF;
    IF NEW.kind = 'answered' AND NEW.person_id = about.opened_by_id
       OR NEW.kind IN ('agreed', 'disagreed') AND EXISTS (
            SELECT 1 FROM fulfilment_complaintstep WHERE complaint_id = about.id
            AND kind = 'answered' AND person_id = NEW.person_id)
       OR NEW.kind = 'decided' AND (NEW.person_id = about.opened_by_id OR EXISTS (
            SELECT 1 FROM fulfilment_complaintstep
            WHERE complaint_id = about.id AND person_id = NEW.person_id)) THEN
        RAISE EXCEPTION 'complaint % has two sides and a third', about.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_of_two_sides';
    END IF;
    UPDATE fulfilment_complaint SET status = NEW.kind WHERE id = about.id;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_step_new BEFORE INSERT ON fulfilment_complaintstep
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_complaint_step();
CREATE TRIGGER complaint_step_frozen BEFORE UPDATE OR DELETE ON fulfilment_complaintstep
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_close_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE fulfilment_complaint SET closed_at = NEW.status_at
        WHERE order_id = NEW.id AND closed_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER complaint_closes AFTER UPDATE OF status ON orders_purchaseorder FOR EACH ROW
    WHEN (OLD.status = 'disputed' AND NEW.status <> 'disputed')
    EXECUTE FUNCTION fulfilment_close_complaint();

CREATE FUNCTION fulfilment_check_dispute() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM orders_purchaseorder WHERE id = NEW.id AND status = 'disputed')
       AND NOT EXISTS (SELECT 1 FROM fulfilment_complaint c
            JOIN fulfilment_complaintline l ON l.complaint_id = c.id
            WHERE c.order_id = NEW.id AND c.closed_at IS NULL) THEN
        RAISE EXCEPTION 'order % is disputed without a complaint', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dispute_has_its_complaint';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER dispute_complaint AFTER UPDATE OF status ON orders_purchaseorder
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status = 'disputed' AND OLD.status <> 'disputed')
    EXECUTE FUNCTION fulfilment_check_dispute();

CREATE FUNCTION fulfilment_guard_returned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sent bigint;
    accepted bigint;
    returned bigint;
BEGIN
    SELECT coalesce(sum(l.units), 0) INTO returned FROM fulfilment_complaintline l
        JOIN fulfilment_complaintstep s ON s.complaint_id = l.complaint_id
        WHERE l.order_line_id = NEW.order_line_id AND s.kind IN ('agreed', 'decided')
        AND s.remedy IN ('return_vendor', 'return_agency');
    SELECT coalesce(sum(quantity), 0) INTO sent
        FROM fulfilment_shipmentline WHERE order_line_id = NEW.order_line_id;
    SELECT coalesce(sum(l.accepted_quantity), 0) INTO accepted
        FROM fulfilment_receiptline l JOIN fulfilment_receipt r ON r.id = l.receipt_id
        JOIN fulfilment_handover h ON h.id = r.handover_id
        WHERE l.order_line_id = NEW.order_line_id AND h.withdrawn_at IS NULL;
    IF returned > 0 AND accepted + NEW.accepted_quantity > sent - returned THEN
        RAISE EXCEPTION 'line %: what went back is not accepted', NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_without_returned';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_line_not_returned BEFORE INSERT ON fulfilment_receiptline
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_returned();
"""
REVERSE = """
DROP TRIGGER receipt_line_not_returned ON fulfilment_receiptline;
DROP FUNCTION fulfilment_guard_returned();
DROP TRIGGER dispute_complaint ON orders_purchaseorder;
DROP FUNCTION fulfilment_check_dispute();
DROP TRIGGER complaint_closes ON orders_purchaseorder;
DROP FUNCTION fulfilment_close_complaint();
DROP TRIGGER complaint_step_frozen ON fulfilment_complaintstep;
DROP TRIGGER complaint_step_new ON fulfilment_complaintstep;
DROP FUNCTION fulfilment_guard_complaint_step();
DROP TRIGGER complaint_photo_frozen ON fulfilment_complaintphoto;
DROP TRIGGER complaint_line_frozen ON fulfilment_complaintline;
DROP TRIGGER complaint_line_new ON fulfilment_complaintline;
DROP FUNCTION fulfilment_guard_complaint_line();
DROP TRIGGER complaint_kept ON fulfilment_complaint;
DROP TRIGGER complaint_steps ON fulfilment_complaint;
DROP TRIGGER complaint_guard ON fulfilment_complaint;
DROP FUNCTION fulfilment_guard_complaint();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fulfilment", "0006_complaints"),
        ("core", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
