"""Let the database hold reports: they begin open, keep what was said, and are answered once.

Why: a report that vanishes, or an answer that changes afterwards, protects the wrong side.
Locks: a new table. Undo: drops triggers and function. Tested: tests/catalog/test_moderation.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION moderation_begin_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'open' THEN
        RAISE EXCEPTION 'a report begins open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_begins_open';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION moderation_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'report % was answered', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'report_is_answered_once';
END $$;
CREATE TRIGGER report_begins_open BEFORE INSERT ON moderation_listingreport
    FOR EACH ROW EXECUTE FUNCTION moderation_begin_open();
CREATE TRIGGER report_steps BEFORE UPDATE ON moderation_listingreport
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('listing_report', 'product_id', 'kind', 'words',
        'reporter_id', 'reported_at');
CREATE TRIGGER report_answer_stays BEFORE UPDATE ON moderation_listingreport
    FOR EACH ROW WHEN (OLD.status <> 'open' AND NEW.status = OLD.status)
    EXECUTE FUNCTION moderation_answer_stays();
CREATE TRIGGER report_kept BEFORE DELETE ON moderation_listingreport
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER reports_kept BEFORE TRUNCATE ON moderation_listingreport
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER reports_kept ON moderation_listingreport;
DROP TRIGGER report_kept ON moderation_listingreport;
DROP TRIGGER report_answer_stays ON moderation_listingreport;
DROP TRIGGER report_steps ON moderation_listingreport;
DROP TRIGGER report_begins_open ON moderation_listingreport;
DROP FUNCTION moderation_answer_stays();
DROP FUNCTION moderation_begin_open();
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
