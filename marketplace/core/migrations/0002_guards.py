"""Let the database itself refuse an illegal step, a changed audit line and a rewritten rule.

Why: a shell session or a future bug must not be able to rewrite history (I-18 to I-21). The
functions here are shared: later migrations attach them to their own tables.
Locks: new tables only, nothing waits. Undo: the reverse SQL drops functions and triggers.
Tested: tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it by a new row', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only';
END $$;

CREATE FUNCTION core_require_step(machine_name text, old_status text, new_status text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM core_transition
        WHERE machine = machine_name AND from_status = old_status AND to_status = new_status
    ) THEN
        RAISE EXCEPTION '% cannot go from % to %', machine_name, old_status, new_status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_such_step';
    END IF;
END $$;

-- Attach with the machine's name, then the columns that never change once the row exists.
CREATE FUNCTION core_guard_steps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen_column text;
BEGIN
    IF NEW.status IS DISTINCT FROM OLD.status THEN
        PERFORM core_require_step(TG_ARGV[0], OLD.status, NEW.status);
    END IF;
    FOR i IN 1 .. TG_NARGS - 1 LOOP
        frozen_column := TG_ARGV[i];
        IF to_jsonb(NEW) -> frozen_column IS DISTINCT FROM to_jsonb(OLD) -> frozen_column THEN
            RAISE EXCEPTION '%.% is frozen', TG_TABLE_NAME, frozen_column
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'frozen_column';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- An audit line changes once: when the sealer gives it its place in the chain.
CREATE FUNCTION core_guard_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.position IS NOT NULL
       OR to_jsonb(NEW) - '{position,previous_hash,hash}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{position,previous_hash,hash}'::text[] THEN
        RAISE EXCEPTION 'the audit trail is append-only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_update BEFORE UPDATE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_guard_audit();
CREATE TRIGGER audit_delete BEFORE DELETE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON core_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER outbox_frozen BEFORE UPDATE OR DELETE ON core_outboxevent
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER outbox_truncate BEFORE TRUNCATE ON core_outboxevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- The rule that binds a tenant on a day: the strictest of its own and the general one.
CREATE FUNCTION core_strictest_rule(wanted text, door text, tenant text, day date)
RETURNS core_rule LANGUAGE sql STABLE AS $$
    SELECT r.* FROM core_rule r
    WHERE r.code = wanted AND r.channel IN ('', door) AND r.tenant_slug IN ('', tenant)
    AND r.valid_from <= day AND coalesce(r.valid_to, 'infinity') >= day
    ORDER BY CASE r.stricter WHEN 'higher' THEN -r.value ELSE r.value END, r.tenant_slug DESC,
        r.channel DESC
    LIMIT 1
$$;

-- A rule's only change is its last day, set once.
CREATE FUNCTION core_guard_rule() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    general core_rule%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to'
           OR OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to THEN
            RAISE EXCEPTION 'rule % is never rewritten: end it and enter another', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_history';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.tenant_slug = '' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO general FROM core_rule WHERE code = NEW.code AND channel = NEW.channel
        AND tenant_slug = '' AND valid_from <= NEW.valid_from
        AND coalesce(valid_to, 'infinity') >= NEW.valid_from;
    IF general.id IS NULL OR general.unit <> NEW.unit OR general.stricter <> NEW.stricter
       OR NEW.stricter = 'lower' AND NEW.value >= general.value
       OR NEW.stricter = 'higher' AND NEW.value <= general.value THEN
        RAISE EXCEPTION 'the rule % of tenant % is not stricter than the general one',
            NEW.code, NEW.tenant_slug
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tenant_rule_is_stricter';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rule_history BEFORE INSERT OR UPDATE ON core_rule
    FOR EACH ROW EXECUTE FUNCTION core_guard_rule();
CREATE TRIGGER rule_kept BEFORE DELETE ON core_rule
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER rules_kept BEFORE TRUNCATE ON core_rule
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER rules_kept ON core_rule;
DROP TRIGGER rule_kept ON core_rule;
DROP TRIGGER rule_history ON core_rule;
DROP FUNCTION core_guard_rule();
DROP FUNCTION core_strictest_rule(text, text, text, date);
DROP TRIGGER outbox_truncate ON core_outboxevent;
DROP TRIGGER outbox_frozen ON core_outboxevent;
DROP TRIGGER audit_truncate ON core_auditevent;
DROP TRIGGER audit_delete ON core_auditevent;
DROP TRIGGER audit_update ON core_auditevent;
DROP FUNCTION core_guard_audit();
DROP FUNCTION core_guard_steps();
DROP FUNCTION core_require_step(text, text, text);
DROP FUNCTION core_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
