"""Let the database hold questions: as they were asked, answered once at a time, never removed.

Why: what an office asked and a shop answered is what others order by; words that change afterwards,
or an answer without a question, would mislead them. Whether a question counts as answered is
compared with its answers at COMMIT. Locks: new tables. Undo: drops triggers and functions.
Tested: tests/catalog/test_questions.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION questions_begin_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'waiting' THEN
        RAISE EXCEPTION 'a question begins without an answer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'question_begins_waiting';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION questions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % stays as it is', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'question_stays_as_it_is';
END $$;
CREATE FUNCTION questions_answered_by_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    found text;
BEGIN
    SELECT status INTO found FROM questions_productquestion WHERE id = asked;
    IF found <> 'removed' AND (found = 'answered') IS DISTINCT FROM EXISTS (
        SELECT 1 FROM questions_questionanswer
        WHERE question_id = asked AND removed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'question % is % without its answer', asked, found
            USING ERRCODE = 'check_violation', CONSTRAINT = 'question_answered_by_its_answer';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER question_begins_waiting BEFORE INSERT ON questions_productquestion
    FOR EACH ROW EXECUTE FUNCTION questions_begin_waiting();
CREATE TRIGGER question_steps BEFORE UPDATE ON questions_productquestion
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('product_question', 'public_id', 'product_id',
        'agency_id', 'asked_by_id', 'words', 'asked_at');
CREATE TRIGGER question_stays BEFORE UPDATE ON questions_productquestion
    FOR EACH ROW WHEN (NEW.status = OLD.status) EXECUTE FUNCTION questions_stay();
CREATE TRIGGER answer_stays BEFORE UPDATE ON questions_questionanswer
    FOR EACH ROW WHEN (OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
        OR (NEW.question_id, NEW.words, NEW.answered_by_id, NEW.answered_at)
            IS DISTINCT FROM (OLD.question_id, OLD.words, OLD.answered_by_id, OLD.answered_at))
    EXECUTE FUNCTION questions_stay();
CREATE CONSTRAINT TRIGGER question_as_answered AFTER INSERT OR UPDATE ON questions_productquestion
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION questions_answered_by_answer('id');
CREATE CONSTRAINT TRIGGER answer_as_asked AFTER INSERT OR UPDATE ON questions_questionanswer
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION questions_answered_by_answer('question_id');
CREATE TRIGGER question_kept BEFORE DELETE ON questions_productquestion
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER questions_kept BEFORE TRUNCATE ON questions_productquestion
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER answer_kept BEFORE DELETE ON questions_questionanswer
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER answers_kept BEFORE TRUNCATE ON questions_questionanswer
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER answers_kept ON questions_questionanswer;
DROP TRIGGER answer_kept ON questions_questionanswer;
DROP TRIGGER questions_kept ON questions_productquestion;
DROP TRIGGER question_kept ON questions_productquestion;
DROP TRIGGER answer_as_asked ON questions_questionanswer;
DROP TRIGGER question_as_answered ON questions_productquestion;
DROP TRIGGER answer_stays ON questions_questionanswer;
DROP TRIGGER question_stays ON questions_productquestion;
DROP TRIGGER question_steps ON questions_productquestion;
DROP TRIGGER question_begins_waiting ON questions_productquestion;
DROP FUNCTION questions_answered_by_answer();
DROP FUNCTION questions_stay();
DROP FUNCTION questions_begin_waiting();
"""


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
