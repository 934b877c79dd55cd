"""Let what was entered about the programme stand, and answer in SQL whether a region takes part.

Why: an order of the past must be judged by the table of its day; a hand in a shell must not let a
region in or out. Without any row a region takes part; before its first row, as that row says.
Locks: new table. Undo: drops triggers and functions. Tested: tests/accounts/test_programme.py.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER programme_step_kept BEFORE UPDATE OR DELETE ON accounts_programmestep
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER programme_steps_kept BEFORE TRUNCATE ON accounts_programmestep
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION accounts_guard_programme() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date;
BEGIN
    SELECT (NEW.entered_at AT TIME ZONE time_zone)::date INTO today
        FROM accounts_region WHERE id = NEW.region_id;
    -- Of whom nothing is entered takes part: a first joining, though later, shuts out today.
    IF NEW.act_number = '' AND (
        NEW.effective_on <= today OR NEW.move = 'joins' AND NOT EXISTS (
            SELECT 1 FROM accounts_programmestep WHERE region_id = NEW.region_id)
    ) THEN
        RAISE EXCEPTION 'a region joins or leaves from tomorrow on, or by a legal act'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programme_from_tomorrow_or_by_act';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER programme_step_guard BEFORE INSERT ON accounts_programmestep
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_programme();

-- Twin of accounts.programme.takes_part.
CREATE FUNCTION accounts_takes_part(region bigint, day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    WITH steps AS (
        SELECT s.id, s.move, s.effective_on FROM accounts_programmestep s
        WHERE s.region_id = (
            SELECT CASE r.level WHEN 'district' THEN coalesce(r.parent_id, r.id) ELSE r.id END
            FROM accounts_region r WHERE r.id = region
        )
    )
    SELECT coalesce(
        (SELECT move = 'joins' FROM steps WHERE effective_on <= day
         ORDER BY effective_on DESC, id DESC LIMIT 1),
        (SELECT move = 'leaves' FROM steps ORDER BY effective_on, id LIMIT 1),
        true
    )
$$;

-- Asked by the rooms that let an agency go further.
CREATE FUNCTION accounts_require_part(office bigint, moment timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (
        SELECT accounts_takes_part(r.id, (moment AT TIME ZONE r.time_zone)::date)
        FROM accounts_agency a JOIN accounts_region r ON r.id = a.region_id WHERE a.id = office
    ) THEN
        RAISE EXCEPTION 'the region of agency % takes no part', office
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agency_takes_part';
    END IF;
END $$;
"""
REVERSE = """
DROP FUNCTION accounts_require_part(bigint, timestamptz);
DROP FUNCTION accounts_takes_part(bigint, date);
DROP TRIGGER programme_step_guard ON accounts_programmestep;
DROP FUNCTION accounts_guard_programme();
DROP TRIGGER programme_steps_kept ON accounts_programmestep;
DROP TRIGGER programme_step_kept ON accounts_programmestep;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_programme_steps"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
