"""Let only cooperatives have members, and keep who has left as they were.

Why: orders, payouts and figures of reach rest on these rows; a shop of another form must not pass for
one that sells for many, and a person who left must not turn into somebody else afterwards.
Locks: new tables; vendors_vendor for a moment. Undo: drops triggers and functions.
Tested: tests/vendors/members/test_guards.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION members_guard_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := '{id,public_id,vendor_id,added_by_id,added_at}';
    kept text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.until IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM vendors_vendor WHERE id = NEW.vendor_id
            AND legal_form = 'cooperative' AND status IN ('approved', 'suspended')
        ) THEN
            RAISE EXCEPTION 'vendor % is no verified cooperative', NEW.vendor_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'member_of_a_cooperative';
        END IF;
        RETURN NEW;
    END IF;
    FOREACH kept IN ARRAY fixed LOOP
        IF OLD.until IS NOT NULL
           OR to_jsonb(NEW) -> kept IS DISTINCT FROM to_jsonb(OLD) -> kept THEN
            RAISE EXCEPTION 'member % stays as it was', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_left_stays';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER member_guard BEFORE INSERT OR UPDATE ON members_cooperativemember
    FOR EACH ROW EXECUTE FUNCTION members_guard_member();
CREATE TRIGGER member_kept BEFORE DELETE ON members_cooperativemember
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER members_kept BEFORE TRUNCATE ON members_cooperativemember
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION members_guard_form() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM members_cooperativemember WHERE vendor_id = OLD.id) THEN
        RAISE EXCEPTION 'vendor % has members', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cooperative_keeps_its_form';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cooperative_keeps_its_form BEFORE UPDATE OF legal_form ON vendors_vendor
    FOR EACH ROW WHEN (OLD.legal_form = 'cooperative' AND NEW.legal_form <> 'cooperative')
    EXECUTE FUNCTION members_guard_form();

CREATE FUNCTION members_guard_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := '{rows,taken_at,put_aside_at}';
BEGIN
    IF OLD.taken_at IS NOT NULL OR OLD.put_aside_at IS NOT NULL
       OR to_jsonb(NEW) - decided <> to_jsonb(OLD) - decided
       OR NEW.rows <> '' AND NEW.rows <> OLD.rows THEN
        RAISE EXCEPTION 'sheet % is only decided, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_sheet_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER member_sheet_guard BEFORE UPDATE ON members_membersheet
    FOR EACH ROW EXECUTE FUNCTION members_guard_sheet();
CREATE TRIGGER member_sheet_kept BEFORE DELETE ON members_membersheet
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_sheets_kept BEFORE TRUNCATE ON members_membersheet
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER member_sheets_kept ON members_membersheet;
DROP TRIGGER member_sheet_kept ON members_membersheet;
DROP TRIGGER member_sheet_guard ON members_membersheet;
DROP FUNCTION members_guard_sheet();
DROP TRIGGER cooperative_keeps_its_form ON vendors_vendor;
DROP FUNCTION members_guard_form();
DROP TRIGGER members_kept ON members_cooperativemember;
DROP TRIGGER member_kept ON members_cooperativemember;
DROP TRIGGER member_guard ON members_cooperativemember;
DROP FUNCTION members_guard_member();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
