"""Let the database hold stored comparisons: two to six offers, written once and never changed.

Why: what an officer compared is evidence of a purchase; it says what stood there at that moment.
Locks: a new table. Undo: drops triggers and function. Tested: tests/shortlists/test_evidence.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION shortlists_guard_offers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF jsonb_typeof(NEW.offers) <> 'array'
       OR jsonb_array_length(NEW.offers) NOT BETWEEN 2 AND 6 THEN
        RAISE EXCEPTION 'comparison % holds no two to six offers', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stored_comparison_of_offers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stored_comparison_offers BEFORE INSERT ON shortlists_storedcomparison
    FOR EACH ROW EXECUTE FUNCTION shortlists_guard_offers();
CREATE TRIGGER stored_comparison_frozen BEFORE UPDATE OR DELETE ON shortlists_storedcomparison
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER stored_comparison_kept BEFORE TRUNCATE ON shortlists_storedcomparison
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER stored_comparison_kept ON shortlists_storedcomparison;
DROP TRIGGER stored_comparison_frozen ON shortlists_storedcomparison;
DROP TRIGGER stored_comparison_offers ON shortlists_storedcomparison;
DROP FUNCTION shortlists_guard_offers();
"""


class Migration(migrations.Migration):
    dependencies = [("shortlists", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
