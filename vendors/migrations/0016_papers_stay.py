"""Keep every paper that a shop handed in as it was handed in; only its replacement is noted.

Why: a verdict rests on the papers of its round, with the number and days that stood on them.
Locks: none. Undo: drops the triggers. Tested: tests/vendors/test_second_round.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION vendors_guard_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'replaced_at' IS DISTINCT FROM to_jsonb(OLD) - 'replaced_at' THEN
        RAISE EXCEPTION 'paper % stays as it was handed in', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'paper_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_guard BEFORE UPDATE ON vendors_vendordocument
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_paper();
CREATE TRIGGER paper_kept BEFORE DELETE ON vendors_vendordocument
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER papers_kept BEFORE TRUNCATE ON vendors_vendordocument
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER papers_kept ON vendors_vendordocument;
DROP TRIGGER paper_kept ON vendors_vendordocument;
DROP TRIGGER paper_guard ON vendors_vendordocument;
DROP FUNCTION vendors_guard_paper();
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0015_reviewed_values")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
