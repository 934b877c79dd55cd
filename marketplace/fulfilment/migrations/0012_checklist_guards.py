"""Keep what was found of goods as it was found, and points as they were entered.

Why: a BAST prints what the receiving officer found; nobody may answer for goods that were not counted.
Locks: new tables. Undo: drops triggers and functions. Tested: tests/fulfilment/test_checklist.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION fulfilment_guard_check_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.valid_until IS NOT NULL OR to_jsonb(NEW) - 'valid_until'
       IS DISTINCT FROM to_jsonb(OLD) - 'valid_until' THEN
        RAISE EXCEPTION 'point % is only ended', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'check_point_history';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_point_history BEFORE UPDATE ON fulfilment_checkpoint
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_check_point();
CREATE TRIGGER check_point_kept BEFORE DELETE ON fulfilment_checkpoint
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER check_points_kept BEFORE TRUNCATE ON fulfilment_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_guard_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM fulfilment_receiptline l
                   WHERE l.receipt_id = NEW.receipt_id AND l.order_line_id = NEW.order_line_id) THEN
        RAISE EXCEPTION 'line % was not counted', NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'check_of_counted_goods';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_check_new BEFORE INSERT ON fulfilment_receiptcheck
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_check();
CREATE TRIGGER receipt_check_frozen BEFORE UPDATE OR DELETE ON fulfilment_receiptcheck
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER receipt_checks_kept BEFORE TRUNCATE ON fulfilment_receiptcheck
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER receipt_checks_kept ON fulfilment_receiptcheck;
DROP TRIGGER receipt_check_frozen ON fulfilment_receiptcheck;
DROP TRIGGER receipt_check_new ON fulfilment_receiptcheck;
DROP FUNCTION fulfilment_guard_check();
DROP TRIGGER check_points_kept ON fulfilment_checkpoint;
DROP TRIGGER check_point_kept ON fulfilment_checkpoint;
DROP TRIGGER check_point_history ON fulfilment_checkpoint;
DROP FUNCTION fulfilment_guard_check_point();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0011_checklist")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
