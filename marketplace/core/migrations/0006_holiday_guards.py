"""Let a holiday only be taken back, once, and never be rewritten or removed.

Why: a deadline of the past must be reckoned again by the table of its day.
Locks: new table. Undo: drops triggers and function. Tested: tests/core/test_holidays.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION core_guard_holiday() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
       OR to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id}'::text[] THEN
        RAISE EXCEPTION 'holiday % is never rewritten: take it back and enter another', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'holiday_history';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holiday_history BEFORE UPDATE ON core_publicholiday
    FOR EACH ROW EXECUTE FUNCTION core_guard_holiday();
CREATE TRIGGER holiday_kept BEFORE DELETE ON core_publicholiday
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER holidays_kept BEFORE TRUNCATE ON core_publicholiday
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER holidays_kept ON core_publicholiday;
DROP TRIGGER holiday_kept ON core_publicholiday;
DROP TRIGGER holiday_history ON core_publicholiday;
DROP FUNCTION core_guard_holiday();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0005_public_holidays")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
