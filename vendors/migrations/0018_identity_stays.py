"""Keep the numbers of a verified shop: NIB, NIK and the number of the cooperative.

Why: no use-case changes them, yet raw SQL of the application's role could. Locks: the table, for a
moment. Undo: drops the guard. Tested: tests/vendors/test_changes.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION vendors_guard_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('approved', 'suspended')
       AND (NEW.nib, NEW.nik, NEW.cooperative_number)
       IS DISTINCT FROM (OLD.nib, OLD.nik, OLD.cooperative_number) THEN
        RAISE EXCEPTION 'who vendor % is was verified and stays', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_identity_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_identity BEFORE UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_identity();
"""
REVERSE = """
DROP TRIGGER vendor_identity ON vendors_vendor;
DROP FUNCTION vendors_guard_identity();
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0017_field_entries")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
