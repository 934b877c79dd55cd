"""Hold what a role is in the database: its letter, its days, who may hold it beside what, who stands in.

Why: raw SQL or a bug must not lengthen a role, revive one that ended, put two duties that exclude each
other into one hand, or let somebody stand in for longer than the holder was appointed. Days are those
of the office, so that the moments are computed here from the letter and the zone, once.
Locks: none for long. Undo: drops triggers and functions. Tested: tests/accounts/test_appointments.py.
"""

from django.db import migrations

FORWARD = """
-- The twin of accounts.in_force.
CREATE FUNCTION accounts_in_force(held accounts_membership, moment timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT held.active AND held.begins_at <= moment
       AND (held.ends_at IS NULL OR held.ends_at > moment)
       AND (held.away_from IS NULL OR held.away_from > moment OR held.away_until <= moment)
$$;

-- The twin of accounts.duties.APART.
CREATE FUNCTION accounts_apart(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT EXISTS (SELECT 1 FROM (VALUES
        ('agency_admin', 'card_holder'),
        ('agency_admin', 'commitment_officer'),
        ('agency_admin', 'internal_auditor'),
        ('agency_admin', 'procurement_officer'),
        ('agency_admin', 'treasurer'),
        ('activity_officer', 'internal_auditor'),
        ('budget_authority', 'internal_auditor'),
        ('budget_authority', 'treasurer'),
        ('card_holder', 'internal_auditor'),
        ('commitment_officer', 'internal_auditor'),
        ('commitment_officer', 'treasurer'),
        ('internal_auditor', 'procurement_officer'),
        ('internal_auditor', 'treasurer'),
        ('procurement_officer', 'treasurer')
    ) pair (a, b) WHERE (a, b) IN ((one, other), (other, one)))
$$;

CREATE FUNCTION accounts_keep_membership() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paper accounts_appointmentletter%ROWTYPE;
    holder accounts_membership%ROWTYPE;
    zone text;
BEGIN
    IF NEW.agency_id IS NOT NULL AND NEW.letter_id IS NULL THEN
        RAISE EXCEPTION 'a role of agency % needs a letter', NEW.agency_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'role_rests_on_a_letter';
    END IF;
    -- Two roles of one person are given one after the other.
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF NEW.letter_id IS NOT NULL THEN
        SELECT * INTO paper FROM accounts_appointmentletter WHERE id = NEW.letter_id;
        SELECT r.time_zone INTO zone FROM accounts_region r WHERE r.id = coalesce(
            (SELECT region_id FROM accounts_agency WHERE id = NEW.agency_id),
            (SELECT region_id FROM accounts_tenant WHERE id = NEW.tenant_id));
        NEW.begins_at := paper.valid_from::timestamp AT TIME ZONE zone;
        NEW.ends_at := (paper.valid_until + 1)::timestamp AT TIME ZONE zone;
    END IF;
    NEW.away_from := NULL;
    NEW.away_until := NULL;
    IF NEW.stands_in_for_id IS NOT NULL THEN
        SELECT * INTO holder FROM accounts_membership WHERE id = NEW.stands_in_for_id
            FOR NO KEY UPDATE;
        IF holder.user_id = NEW.user_id OR NOT holder.active OR holder.stands_in_for_id IS NOT NULL
           OR (holder.role, holder.tenant_id, holder.agency_id)
              IS DISTINCT FROM (NEW.role, NEW.tenant_id, NEW.agency_id)
           OR NEW.role NOT IN ('procurement_officer', 'commitment_officer', 'activity_officer',
                               'budget_authority', 'treasurer')
           OR NEW.ends_at IS NULL OR NEW.given_at IS NULL OR NEW.begins_at < holder.begins_at
           OR NEW.ends_at > coalesce(holder.ends_at, 'infinity') THEN
            RAISE EXCEPTION 'user % cannot stand in for role %', NEW.user_id, holder.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stand_in_within_the_role';
        END IF;
        IF EXISTS (SELECT 1 FROM accounts_membership m WHERE m.stands_in_for_id = holder.id
                   AND m.active AND m.ends_at > NEW.given_at) THEN
            RAISE EXCEPTION 'somebody stands in for role % already', holder.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'one_stand_in_at_a_time';
        END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = NEW.user_id AND m.active
               AND (m.role, m.tenant_id, coalesce(m.agency_id, 0))
                 = (NEW.role, NEW.tenant_id, coalesce(NEW.agency_id, 0))
               AND tstzrange(m.begins_at, m.ends_at) && tstzrange(NEW.begins_at, NEW.ends_at)) THEN
        RAISE EXCEPTION 'user % has role % there in these days', NEW.user_id, NEW.role
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'one_membership_per_role';
    END IF;
    IF EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = NEW.user_id AND m.active
               AND m.tenant_id = NEW.tenant_id AND accounts_apart(m.role, NEW.role)
               AND coalesce(m.agency_id, NEW.agency_id)
                   IS NOT DISTINCT FROM coalesce(NEW.agency_id, m.agency_id)
               AND tstzrange(m.begins_at, m.ends_at) && tstzrange(NEW.begins_at, NEW.ends_at)) THEN
        RAISE EXCEPTION 'user % holds a duty that excludes %', NEW.user_id, NEW.role
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duties_apart';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_given BEFORE INSERT ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_membership();

CREATE FUNCTION accounts_membership_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who is away follows from the stand-in, whose trigger writes it.
    IF to_jsonb(NEW) - '{active,ended_by_id,ended_at,end_reason,away_from,away_until}'::text[]
       IS DISTINCT FROM
       to_jsonb(OLD) - '{active,ended_by_id,ended_at,end_reason,away_from,away_until}'::text[]
       OR NOT OLD.active AND (NEW.active OR NEW.ended_at IS DISTINCT FROM OLD.ended_at)
       OR pg_trigger_depth() = 1
       AND (NEW.away_from, NEW.away_until) IS DISTINCT FROM (OLD.away_from, OLD.away_until) THEN
        RAISE EXCEPTION 'role % stays as it was given, and ends once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_stays BEFORE UPDATE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_membership_stays();

CREATE FUNCTION accounts_follow_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.stands_in_for_id IS NOT NULL THEN
        UPDATE accounts_membership SET away_from = NEW.begins_at, away_until = CASE WHEN NEW.active
            THEN NEW.ends_at ELSE least(NEW.ends_at, coalesce(NEW.ended_at, NEW.begins_at)) END
        WHERE id = NEW.stands_in_for_id;
    END IF;
    IF NOT NEW.active THEN
        UPDATE accounts_membership SET active = false, ended_by_id = NEW.ended_by_id,
            ended_at = NEW.ended_at, end_reason = NEW.end_reason
        WHERE stands_in_for_id = NEW.id AND active;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER membership_followed AFTER INSERT OR UPDATE OF active ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_follow_membership();
CREATE TRIGGER membership_kept BEFORE DELETE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER letter_frozen BEFORE UPDATE OR DELETE ON accounts_appointmentletter
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER letter_frozen ON accounts_appointmentletter;
DROP TRIGGER membership_kept ON accounts_membership;
DROP TRIGGER membership_followed ON accounts_membership;
DROP FUNCTION accounts_follow_membership();
DROP TRIGGER membership_stays ON accounts_membership;
DROP FUNCTION accounts_membership_stays();
DROP TRIGGER membership_given ON accounts_membership;
DROP FUNCTION accounts_keep_membership();
DROP FUNCTION accounts_apart(text, text);
DROP FUNCTION accounts_in_force(accounts_membership, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_appointment_letters"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
