"""Hold issued papers in the database: no change, no removal, none without its line in the trail.

Why: a shell session or a bug must not be able to rewrite a paper that somebody holds in print. The
only thing that may still come is the PDF, once. That the trail names the paper's hash is asked at
COMMIT, because the line follows the row. Locks: the tables for a moment. Undo: drops them again.
Tested: tests/trust/test_raw_sql.py, `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE documents_issueddocument ADD CONSTRAINT paper_names_its_hash
    CHECK (content_sha256 ~ '^[0-9a-f]{64}$');
CREATE UNIQUE INDEX one_seal_per_paper ON core_auditevent (action, subject_id)
    WHERE subject_type = 'documents.issueddocument'
    AND action IN ('document.issued', 'document.typeset');

CREATE FUNCTION documents_guard_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'file_id' IS DISTINCT FROM to_jsonb(OLD) - 'file_id'
       OR OLD.file_id IS NOT NULL AND NEW.file_id IS DISTINCT FROM OLD.file_id THEN
        RAISE EXCEPTION 'paper % is issued and stays as it is', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'paper_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_frozen BEFORE UPDATE ON documents_issueddocument
    FOR EACH ROW EXECUTE FUNCTION documents_guard_paper();
CREATE TRIGGER paper_kept BEFORE DELETE ON documents_issueddocument
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER papers_kept BEFORE TRUNCATE ON documents_issueddocument
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION documents_named(paper bigint, line text, wanted text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM core_auditevent WHERE subject_type = 'documents.issueddocument'
        AND subject_id = paper AND action = line AND data ->> 'sha256' = wanted
    )
$$;
CREATE FUNCTION documents_require_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT documents_named(NEW.id, 'document.issued', NEW.content_sha256)
       OR NEW.file_id IS NOT NULL AND NOT documents_named(NEW.id, 'document.typeset',
          (SELECT sha256 FROM core_privatefile WHERE id = NEW.file_id)) THEN
        RAISE EXCEPTION 'no line of the trail names paper %', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_is_sealed';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER paper_sealed AFTER INSERT OR UPDATE
    ON documents_issueddocument DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION documents_require_seal();
"""
REVERSE = """
DROP TRIGGER paper_sealed ON documents_issueddocument;
DROP FUNCTION documents_require_seal();
DROP FUNCTION documents_named(bigint, text, text);
DROP TRIGGER papers_kept ON documents_issueddocument;
DROP TRIGGER paper_kept ON documents_issueddocument;
DROP TRIGGER paper_frozen ON documents_issueddocument;
DROP FUNCTION documents_guard_paper();
DROP INDEX one_seal_per_paper;
ALTER TABLE documents_issueddocument DROP CONSTRAINT paper_names_its_hash;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_sealed_papers"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
