"""Let a licence be decided once, by somebody from outside who has opened its paper.

Why: badges and the sale of food rest on these rows (I-24, I-33): raw SQL must not make one that is
verified at once, change its number or its last day afterwards, let the shop judge itself, or renew
another shop's paper. Reminders are only added.
Locks: new tables. Undo: drops triggers, functions and the key. Tested:
tests/vendors/test_licence_guards.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE licences_licence
    ADD CONSTRAINT licence_replaces_its_own FOREIGN KEY (replaces_id, vendor_id)
        REFERENCES licences_licence (id, vendor_id);

CREATE FUNCTION licences_require_outsider(person bigint, shop bigint, paper bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM vendors_vendormembership
        WHERE vendor_id = shop AND user_id = person AND until IS NULL
    ) THEN
        RAISE EXCEPTION 'user % acts for vendor % and does not judge its licences', person, shop
            USING ERRCODE = 'check_violation', CONSTRAINT = 'licence_is_judged_from_outside';
    END IF;
    IF paper IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM core_fileaccess WHERE file_id = paper AND reader_id = person
    ) THEN
        RAISE EXCEPTION 'user % has not opened the paper', person
            USING ERRCODE = 'check_violation', CONSTRAINT = 'licence_paper_was_read';
    END IF;
END $$;

CREATE FUNCTION licences_guard_licence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := '{status,decided_by_id,decided_at,reason}';
    revocation text[] := '{status,revoked_by_id,revoked_at,revoke_reason}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'waiting' THEN
            RAISE EXCEPTION 'a licence starts as waiting'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'licence_starts_waiting';
        END IF;
        IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM licences_licence WHERE id = NEW.replaces_id AND kind = NEW.kind
        ) THEN
            RAISE EXCEPTION 'a licence renews one of its own kind'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'licence_renews_its_kind';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status = 'waiting' AND NEW.status IN ('verified', 'returned', 'withdrawn')
       AND to_jsonb(NEW) - decision = to_jsonb(OLD) - decision THEN
        IF NEW.status = 'verified' THEN
            PERFORM licences_require_outsider(NEW.decided_by_id, NEW.vendor_id, NEW.file_id);
        ELSIF NEW.status = 'returned' THEN
            PERFORM licences_require_outsider(NEW.decided_by_id, NEW.vendor_id, NULL);
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status = 'verified' AND NEW.status = 'revoked'
       AND to_jsonb(NEW) - revocation = to_jsonb(OLD) - revocation THEN
        PERFORM licences_require_outsider(NEW.revoked_by_id, NEW.vendor_id, NULL);
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'licence % is only decided, once', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'licence_is_decided_once';
END $$;
CREATE TRIGGER licence_guard BEFORE INSERT OR UPDATE ON licences_licence
    FOR EACH ROW EXECUTE FUNCTION licences_guard_licence();
CREATE TRIGGER licence_kept BEFORE DELETE ON licences_licence
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER licences_kept BEFORE TRUNCATE ON licences_licence
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER licence_reminder_frozen BEFORE UPDATE OR DELETE ON licences_licencereminder
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER licence_reminders_kept BEFORE TRUNCATE ON licences_licencereminder
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- The twin of ``queries.valid``, for triggers of other rooms.
CREATE FUNCTION licences_is_valid(l licences_licence, day date) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT l.status = 'verified' AND coalesce(l.issued_on, '-infinity') <= day
        AND coalesce(l.expires_on, 'infinity') >= day
$$;
"""
REVERSE = """
DROP FUNCTION licences_is_valid(licences_licence, date);
DROP TRIGGER licence_reminders_kept ON licences_licencereminder;
DROP TRIGGER licence_reminder_frozen ON licences_licencereminder;
DROP TRIGGER licences_kept ON licences_licence;
DROP TRIGGER licence_kept ON licences_licence;
DROP TRIGGER licence_guard ON licences_licence;
DROP FUNCTION licences_guard_licence();
DROP FUNCTION licences_require_outsider(bigint, bigint, bigint);
ALTER TABLE licences_licence DROP CONSTRAINT licence_replaces_its_own;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("licences", "0001_initial"),
        ("core", "0006_holiday_guards"),
        ("vendors", "0009_change_before"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
