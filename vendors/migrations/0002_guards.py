"""Let the database refuse an illegal step of a vendor, and write each step's history itself.

Why: I-18 to I-20 for vendors. Locks: new table. Undo: drops the trigger.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION vendors_record_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.status IS DISTINCT FROM OLD.status THEN
        INSERT INTO vendors_vendorstatuschange
            (vendor_id, from_status, to_status, changed_by_id, reason, changed_at, txid)
        VALUES (NEW.id, OLD.status, NEW.status, NEW.status_by_id, NEW.status_reason,
                NEW.status_at, pg_current_xact_id()::text::bigint);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_steps BEFORE UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('vendor', 'public_id', 'number');
CREATE TRIGGER vendor_steps_recorded AFTER UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION vendors_record_step();
CREATE TRIGGER vendor_history_frozen BEFORE UPDATE OR DELETE ON vendors_vendorstatuschange
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER vendor_history_frozen ON vendors_vendorstatuschange;
DROP TRIGGER vendor_steps_recorded ON vendors_vendor;
DROP TRIGGER vendor_steps ON vendors_vendor;
DROP FUNCTION vendors_record_step();
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
