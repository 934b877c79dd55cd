"""Hold who acts for a vendor: rows that only end, always an owner, nobody judging their own shop.

Why: raw SQL or two people who leave at the same moment must not leave a shop without an owner,
rewrite who could act when, or let a verifier own what they approved (I-20, I-26). The owner is
counted at COMMIT, so that a handover may end one row and begin another in either order.
Locks: new table; each change of a membership holds the vendor's row, as a suspension does.
Undo: drops triggers and functions. Tested: tests/trust/test_raw_sql.py, tests/vendors/test_people.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION vendors_guard_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time per vendor: the last two owners cannot both see the other one stay, and an
    -- order that reads the people of its vendor (FOR SHARE) sees them before or after, whole.
    PERFORM 1 FROM vendors_vendor WHERE id = NEW.vendor_id FOR NO KEY UPDATE;
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM vendors_vendor
                   WHERE id = NEW.vendor_id AND approved_by_id = NEW.user_id) THEN
            RAISE EXCEPTION 'user % approved vendor % and cannot act for it',
                NEW.user_id, NEW.vendor_id USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'member_is_not_the_reviewer';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.until IS NOT NULL
       OR to_jsonb(NEW) - '{until,ended_by_id}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{until,ended_by_id}'::text[] THEN
        RAISE EXCEPTION 'membership % can only be ended, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_only_ends';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_guard BEFORE INSERT OR UPDATE ON vendors_vendormembership
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_membership();
CREATE TRIGGER membership_kept BEFORE DELETE ON vendors_vendormembership
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER memberships_kept BEFORE TRUNCATE ON vendors_vendormembership
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION vendors_guard_reviewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM vendors_vendormembership
               WHERE vendor_id = NEW.id AND user_id = NEW.approved_by_id AND until IS NULL) THEN
        RAISE EXCEPTION 'user % acts for vendor % and cannot approve it',
            NEW.approved_by_id, NEW.id USING ERRCODE = 'check_violation',
                CONSTRAINT = 'reviewer_is_not_a_member';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_reviewer_is_no_member BEFORE UPDATE OF approved_by_id ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_reviewer();

CREATE FUNCTION vendors_require_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shop bigint;
BEGIN
    shop := CASE WHEN TG_TABLE_NAME = 'vendors_vendor' THEN (to_jsonb(NEW) ->> 'id')::bigint
            ELSE (to_jsonb(NEW) ->> 'vendor_id')::bigint END;
    IF EXISTS (SELECT 1 FROM vendors_vendor WHERE id = shop AND status <> 'draft')
       AND NOT EXISTS (SELECT 1 FROM vendors_vendormembership
                       WHERE vendor_id = shop AND role = 'owner' AND until IS NULL) THEN
        RAISE EXCEPTION 'vendor % has no owner', shop
            USING ERRCODE = 'check_violation', CONSTRAINT = 'vendor_has_an_owner';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER vendor_has_owner AFTER INSERT OR UPDATE OF status ON vendors_vendor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vendors_require_owner();
CREATE CONSTRAINT TRIGGER owner_remains AFTER UPDATE OF until ON vendors_vendormembership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vendors_require_owner();
"""
REVERSE = """
DROP TRIGGER owner_remains ON vendors_vendormembership;
DROP TRIGGER vendor_has_owner ON vendors_vendor;
DROP FUNCTION vendors_require_owner();
DROP TRIGGER vendor_reviewer_is_no_member ON vendors_vendor;
DROP FUNCTION vendors_guard_reviewer();
DROP TRIGGER memberships_kept ON vendors_vendormembership;
DROP TRIGGER membership_kept ON vendors_vendormembership;
DROP TRIGGER membership_guard ON vendors_vendormembership;
DROP FUNCTION vendors_guard_membership();
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
