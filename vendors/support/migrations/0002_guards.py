"""Let the database hold the steps of cases and tickets, their history, the last seat, the ladder.

Why: I-18 and I-20 for this room; two shops must not get the last seat; what was written, ticked,
agreed or entered stays on record. Locks: new tables. Undo: drops triggers and functions.
Tested: tests/vendors/support/test_support_guards.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION support_record_case_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.status IS DISTINCT FROM OLD.status THEN
        INSERT INTO support_casestatuschange
            (case_id, from_status, to_status, changed_by_id, reason, changed_at, txid)
        VALUES (NEW.id, OLD.status, NEW.status, NEW.status_by_id, NEW.status_reason,
                NEW.status_at, pg_current_xact_id()::text::bigint);
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION support_record_ticket_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.status IS DISTINCT FROM OLD.status THEN
        INSERT INTO support_ticketstatuschange
            (ticket_id, from_status, to_status, changed_by_id, reason, changed_at, txid)
        VALUES (NEW.id, OLD.status, NEW.status, NEW.status_by_id, NEW.status_reason,
                NEW.status_at, pg_current_xact_id()::text::bigint);
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION support_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'case % has ended', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ended_case_stays';
    END IF;
    IF NEW.licence_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM licences_licence WHERE id = NEW.licence_id AND vendor_id = NEW.vendor_id
    ) THEN
        RAISE EXCEPTION 'licence % is of another shop', NEW.licence_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_licence_is_the_shops';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_ended BEFORE UPDATE ON support_case
    FOR EACH ROW EXECUTE FUNCTION support_guard_case();
CREATE TRIGGER case_steps_guard BEFORE UPDATE ON support_case
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('support_case', 'public_id', 'number',
        'vendor_id', 'tenant_id', 'topic', 'wish', 'opened_by_id', 'opened_at');
CREATE TRIGGER case_steps_recorded AFTER UPDATE ON support_case
    FOR EACH ROW EXECUTE FUNCTION support_record_case_step();
CREATE TRIGGER ticket_steps_guard BEFORE UPDATE ON support_ticket
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('ticket', 'public_id', 'number', 'kind',
        'asker_id', 'vendor_id', 'tenant_id', 'title', 'step_kind', 'step_ref', 'opened_at',
        'answer_due_at', 'solve_due_at');
CREATE TRIGGER ticket_steps_recorded AFTER UPDATE ON support_ticket
    FOR EACH ROW EXECUTE FUNCTION support_record_ticket_step();

CREATE FUNCTION support_guard_case_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done_at IS NOT NULL OR to_jsonb(NEW) - '{done_at,done_by_id}'::text[]
       IS DISTINCT FROM to_jsonb(OLD) - '{done_at,done_by_id}'::text[] THEN
        RAISE EXCEPTION 'step % is done once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'case_step_is_done_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_step_done BEFORE UPDATE ON support_casestep
    FOR EACH ROW EXECUTE FUNCTION support_guard_case_step();

CREATE FUNCTION support_guard_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'planned' OR to_jsonb(NEW) - '{state,state_by_id,state_at}'::text[]
       IS DISTINCT FROM to_jsonb(OLD) - '{state,state_by_id,state_at}'::text[] THEN
        RAISE EXCEPTION 'meeting % is held once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'appointment_is_held_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appointment_held BEFORE UPDATE ON support_appointment
    FOR EACH ROW EXECUTE FUNCTION support_guard_appointment();

CREATE FUNCTION support_guard_training() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.cancelled_at IS NOT NULL
       OR to_jsonb(NEW) - '{cancelled_at,cancelled_by_id,cancel_reason}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{cancelled_at,cancelled_by_id,cancel_reason}'::text[]
    THEN
        RAISE EXCEPTION 'training % is only called off', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'training_is_only_called_off';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_history BEFORE UPDATE ON support_training
    FOR EACH ROW EXECUTE FUNCTION support_guard_training();

CREATE FUNCTION support_guard_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seats integer;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.state = 'withdrawn'
       OR (NEW.training_id, NEW.vendor_id, NEW.signed_by_id, NEW.signed_at)
          IS DISTINCT FROM (OLD.training_id, OLD.vendor_id, OLD.signed_by_id, OLD.signed_at)) THEN
        RAISE EXCEPTION 'seat % stays', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'training_seat_history';
    END IF;
    IF NEW.state = 'seated' AND (TG_OP = 'INSERT' OR OLD.state <> 'seated') THEN
        SELECT capacity INTO seats FROM support_training WHERE id = NEW.training_id FOR UPDATE;
        IF (SELECT count(*) FROM support_trainingseat
            WHERE training_id = NEW.training_id AND state = 'seated') >= seats THEN
            RAISE EXCEPTION 'training % is full', NEW.training_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'training_is_full';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seat_guard BEFORE INSERT OR UPDATE ON support_trainingseat
    FOR EACH ROW EXECUTE FUNCTION support_guard_seat();

CREATE FUNCTION support_guard_ladder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.valid_until IS NOT NULL OR to_jsonb(NEW) - 'valid_until'
       IS DISTINCT FROM to_jsonb(OLD) - 'valid_until' THEN
        RAISE EXCEPTION 'rule % is only ended', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ladder_rule_history';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ladder_history BEFORE UPDATE ON support_ladderrule
    FOR EACH ROW EXECUTE FUNCTION support_guard_ladder();
"""
ONLY_ADDED = ("casestatuschange", "ticketstatuschange", "casenote", "ticketmessage")
KEPT = ("case", "casestep", "appointment", "training", "trainingseat", "ticket", "ladderrule")


def _kept() -> tuple[str, str]:
    """Return the triggers that keep rows from being removed, and their undoing."""
    forward, reverse = [], []
    for table in (*ONLY_ADDED, *KEPT):
        acts = "UPDATE OR DELETE" if table in ONLY_ADDED else "DELETE"
        forward.append(
            f"CREATE TRIGGER {table}_kept BEFORE {acts} ON support_{table} "
            "FOR EACH ROW EXECUTE FUNCTION core_append_only();\n"
            f"CREATE TRIGGER {table}_all_kept BEFORE TRUNCATE ON support_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();"
        )
        reverse.append(
            f"DROP TRIGGER {table}_all_kept ON support_{table};\n"
            f"DROP TRIGGER {table}_kept ON support_{table};"
        )
    return "\n".join(forward), "\n".join(reverse)


REVERSE = """
DROP TRIGGER ladder_history ON support_ladderrule;
DROP FUNCTION support_guard_ladder();
DROP TRIGGER seat_guard ON support_trainingseat;
DROP FUNCTION support_guard_seat();
DROP TRIGGER training_history ON support_training;
DROP FUNCTION support_guard_training();
DROP TRIGGER appointment_held ON support_appointment;
DROP FUNCTION support_guard_appointment();
DROP TRIGGER case_step_done ON support_casestep;
DROP FUNCTION support_guard_case_step();
DROP TRIGGER ticket_steps_recorded ON support_ticket;
DROP TRIGGER ticket_steps_guard ON support_ticket;
DROP TRIGGER case_steps_recorded ON support_case;
DROP TRIGGER case_steps_guard ON support_case;
DROP TRIGGER case_ended ON support_case;
DROP FUNCTION support_guard_case();
DROP FUNCTION support_record_ticket_step();
DROP FUNCTION support_record_case_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0001_initial"),
        ("core", "0002_guards"),
        ("licences", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE), migrations.RunSQL(*_kept())]
