"""Let the database hold the steps of sessions, their history, and what a confirmation rests on.

Why: I-18 and I-20 for this room; an application is confirmed by a code that was used in time or by
a paper, never without; what was confirmed is what stands there; a code is used once and ends with
the next one; what was typed, sent and signed stays on record.
Locks: new tables. Undo: drops triggers and functions.
Tested: tests/vendors/counter/test_counter_guards.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION counter_record_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.status IS DISTINCT FROM OLD.status THEN
        INSERT INTO counter_sessionstatuschange
            (session_id, from_status, to_status, changed_by_id, reason, changed_at, txid)
        VALUES (NEW.id, OLD.status, NEW.status, NEW.status_by_id, NEW.status_reason,
                NEW.status_at, pg_current_xact_id()::text::bigint);
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counter_guard_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'open' OR NEW.confirmation_id IS NOT NULL THEN
            RAISE EXCEPTION 'a session starts open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'session_starts_open';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.ended_at IS NOT NULL
       OR OLD.vendor_id IS NOT NULL AND NEW.vendor_id IS DISTINCT FROM OLD.vendor_id
       OR OLD.consented_at IS NOT NULL AND (NEW.consent, NEW.consented_at)
          IS DISTINCT FROM (OLD.consent, OLD.consented_at) THEN
        RAISE EXCEPTION 'session % has ended, or said this already', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ended_session_stays';
    END IF;
    IF NEW.confirmation_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM counter_confirmation c JOIN vendors_vendormembership m
            ON m.vendor_id = NEW.vendor_id AND m.user_id = c.owner_id AND m.role = 'owner'
            AND m.until IS NULL
        WHERE c.id = NEW.confirmation_id AND c.session_id = NEW.id
        AND c.upto = (SELECT max(e.id) FROM vendors_fieldentry e WHERE e.vendor_id = NEW.vendor_id)
    ) AND NEW.status IN ('confirmed', 'submitted') THEN
        RAISE EXCEPTION 'session % was not confirmed as it stands', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_is_confirmed_as_it_stands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER session_guard BEFORE INSERT OR UPDATE ON counter_countersession
    FOR EACH ROW EXECUTE FUNCTION counter_guard_session();
CREATE TRIGGER session_steps_guard BEFORE UPDATE ON counter_countersession
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('counter_session', 'public_id', 'desk_id',
        'officer_id', 'queue_number', 'day', 'opened_at');
CREATE TRIGGER session_steps_recorded AFTER UPDATE ON counter_countersession
    FOR EACH ROW EXECUTE FUNCTION counter_record_step();

CREATE FUNCTION counter_guard_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL OR OLD.ended_at IS NOT NULL OR NEW.tries < OLD.tries
       OR OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at
       OR to_jsonb(NEW) - '{sent_at,tries,used_at,ended_at}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{sent_at,tries,used_at,ended_at}'::text[] THEN
        RAISE EXCEPTION 'code % is used or ended once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'counter_code_is_used_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER counter_code_once BEFORE UPDATE ON counter_confirmationcode
    FOR EACH ROW EXECUTE FUNCTION counter_guard_code();

CREATE FUNCTION counter_guard_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.code_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM counter_confirmationcode c WHERE c.id = NEW.code_id
        AND c.session_id = NEW.session_id AND c.upto = NEW.upto AND c.used_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'code % was not used for this', NEW.code_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'confirmation_used_its_code';
    END IF;
    IF NEW.paper_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM counter_countersession s JOIN core_privatefile f ON f.id = NEW.paper_id
        WHERE s.id = NEW.session_id AND s.printed_upto = NEW.upto AND f.kind = 'counter_paper'
    ) THEN
        RAISE EXCEPTION 'the sheet of session % was printed of another state', NEW.session_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'confirmation_is_of_the_printed_sheet';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmation_guard BEFORE INSERT ON counter_confirmation
    FOR EACH ROW EXECUTE FUNCTION counter_guard_confirmation();
"""
ONLY_ADDED = ("sessionstatuschange", "confirmation")
KEPT = ("countersession", "confirmationcode", "desk")


def _kept() -> tuple[str, str]:
    """Return the triggers that keep rows from being removed, and their undoing."""
    forward, reverse = [], []
    for table in (*ONLY_ADDED, *KEPT):
        acts = "UPDATE OR DELETE" if table in ONLY_ADDED else "DELETE"
        forward.append(
            f"CREATE TRIGGER counter_{table}_kept BEFORE {acts} ON counter_{table} "
            "FOR EACH ROW EXECUTE FUNCTION core_append_only();\n"
            f"CREATE TRIGGER counter_{table}_all_kept BEFORE TRUNCATE ON counter_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();"
        )
        reverse.append(
            f"DROP TRIGGER counter_{table}_all_kept ON counter_{table};\n"
            f"DROP TRIGGER counter_{table}_kept ON counter_{table};"
        )
    return "\n".join(forward), "\n".join(reverse)


REVERSE = """
DROP TRIGGER confirmation_guard ON counter_confirmation;
DROP FUNCTION counter_guard_confirmation();
DROP TRIGGER counter_code_once ON counter_confirmationcode;
DROP FUNCTION counter_guard_code();
DROP TRIGGER session_steps_recorded ON counter_countersession;
DROP TRIGGER session_steps_guard ON counter_countersession;
DROP TRIGGER session_guard ON counter_countersession;
DROP FUNCTION counter_guard_session();
DROP FUNCTION counter_record_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("counter", "0001_initial"),
        ("core", "0002_guards"),
        ("vendors", "0017_field_entries"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE), migrations.RunSQL(*_kept())]
