"""Let a series only go forward; stored files, their readings and the answers to keys stay written.

Why: a series turned back gives two papers one number, and a file whose checksum can be rewritten
proves nothing, no more than a key whose request is exchanged. Locks: the tables for a moment. Undo: drops the triggers.
Tested: tests/trust/test_raw_sql.py, `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
-- Attach WHEN a column changes that must not; core_append_only is for whole rows.
CREATE FUNCTION core_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once: %', TG_TABLE_NAME, TG_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'frozen_column';
END $$;

CREATE FUNCTION core_guard_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.last <= OLD.last THEN
        RAISE EXCEPTION 'series % only goes forward from %', OLD.name, OLD.last
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'series_goes_forward';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER series_goes_forward BEFORE UPDATE ON core_numberseries
    FOR EACH ROW EXECUTE FUNCTION core_guard_series();
CREATE TRIGGER series_kept BEFORE DELETE ON core_numberseries
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER all_series_kept BEFORE TRUNCATE ON core_numberseries
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER file_frozen BEFORE UPDATE OR DELETE ON core_privatefile
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER file_reading_frozen BEFORE UPDATE OR DELETE ON core_fileaccess
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION core_guard_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'response' IS DISTINCT FROM to_jsonb(OLD) - 'response'
       OR OLD.response IS NOT NULL AND NEW.response IS DISTINCT FROM OLD.response THEN
        RAISE EXCEPTION 'key % keeps its request and its one answer', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'frozen_column';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER key_frozen BEFORE UPDATE ON core_idempotencykey
    FOR EACH ROW EXECUTE FUNCTION core_guard_key();
"""
REVERSE = """
DROP TRIGGER key_frozen ON core_idempotencykey;
DROP FUNCTION core_guard_key();
DROP TRIGGER file_reading_frozen ON core_fileaccess;
DROP TRIGGER file_frozen ON core_privatefile;
DROP TRIGGER all_series_kept ON core_numberseries;
DROP TRIGGER series_kept ON core_numberseries;
DROP TRIGGER series_goes_forward ON core_numberseries;
DROP FUNCTION core_guard_series();
DROP FUNCTION core_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_numbers_within_bounds")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
