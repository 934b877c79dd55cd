"""Let an erasure empty listed columns, write down which, and nothing else touch evidence.

Why: evidence is frozen by triggers, and a person has a right to be erased (ADR 13). One function of
the owner of the tables lets a table's triggers rest for one statement, for a request that a second
person carries out in this very transaction, and only for columns that the code's register names;
the application's role can do none of it by itself. A request is asked once, in another transaction
than its decision, and decided once. Locks: new tables; the function holds each table it empties
against other writers until its transaction ends, and waits 3 s for it. Undo: drops trigger and
functions. Tested: tests/privacy/test_guards.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION privacy_guard_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_verdict text[] := '{outcome,decided_by_id,decided_at,answer,known_by,file_id,expires_at,'
        'decided_txid}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.outcome <> '' OR NEW.file_id IS NOT NULL THEN
            RAISE EXCEPTION 'a request begins undecided'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'data_request_begins_undecided';
        END IF;
        NEW.asked_txid := pg_current_xact_id()::text::bigint;
        NEW.decided_txid := NULL;
        RETURN NEW;
    END IF;
    IF OLD.outcome <> ''
       OR to_jsonb(NEW) - of_verdict IS DISTINCT FROM to_jsonb(OLD) - of_verdict THEN
        RAISE EXCEPTION 'request % is decided once and stays', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'data_request_is_decided_once';
    END IF;
    NEW.decided_txid := NULL;
    IF NEW.outcome <> '' THEN
        NEW.decided_txid := pg_current_xact_id()::text::bigint;
        IF NEW.kind = 'erase' AND NEW.outcome = 'done' AND NEW.decided_txid = NEW.asked_txid THEN
            RAISE EXCEPTION 'request % is asked and carried out at once', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_asked_before';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER data_request_guard BEFORE INSERT OR UPDATE ON privacy_datarequest
    FOR EACH ROW EXECUTE FUNCTION privacy_guard_request();
CREATE TRIGGER data_request_kept BEFORE DELETE ON privacy_datarequest
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER data_requests_kept BEFORE TRUNCATE ON privacy_datarequest
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER erased_rows_frozen BEFORE UPDATE OR DELETE ON privacy_erasedrows
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER erased_rows_kept BEFORE TRUNCATE ON privacy_erasedrows
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION privacy_erase(wanted bigint, of_table text, of_columns text[], of_rows bigint[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    words text;
    listed integer;
    changed integer;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM privacy_datarequest
        WHERE id = wanted AND kind = 'erase' AND outcome = 'done'
        AND decided_txid = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'request % is not being carried out here', wanted
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_was_decided';
    END IF;
    SELECT count(*), string_agg(
        format('%I = %s', e.column_name, CASE WHEN e.is_null THEN 'NULL' ELSE
            format('replace(%L, ''{id}'', id::text)::%s', e.becomes,
                   format_type(a.atttypid, a.atttypmod)) END), ', ')
    INTO listed, words
    FROM privacy_erasable e
    JOIN pg_attribute a ON a.attname = e.column_name
        AND a.attrelid = ('public.' || quote_ident(e.table_name))::regclass
    WHERE e.table_name = of_table AND e.column_name = ANY (of_columns);
    IF listed = 0 OR listed <> cardinality(of_columns) THEN
        RAISE EXCEPTION '% has columns that are not erased', of_table
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_of_listed_columns';
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    EXECUTE format('ALTER TABLE public.%I DISABLE TRIGGER USER', of_table);
    EXECUTE format('UPDATE public.%I SET %s WHERE id = ANY ($1)', of_table, words) USING of_rows;
    GET DIAGNOSTICS changed = ROW_COUNT;
    EXECUTE format('ALTER TABLE public.%I ENABLE TRIGGER USER', of_table);
    SET CONSTRAINTS ALL DEFERRED;
    INSERT INTO privacy_erasedrows (request_id, table_name, columns, keys, erased_at)
    VALUES (wanted, of_table, of_columns, of_rows, now());
    RETURN changed;
END $$;
"""
REVERSE = """
DROP FUNCTION privacy_erase(bigint, text, text[], bigint[]);
DROP TRIGGER erased_rows_kept ON privacy_erasedrows;
DROP TRIGGER erased_rows_frozen ON privacy_erasedrows;
DROP TRIGGER data_requests_kept ON privacy_datarequest;
DROP TRIGGER data_request_kept ON privacy_datarequest;
DROP TRIGGER data_request_guard ON privacy_datarequest;
DROP FUNCTION privacy_guard_request();
"""


class Migration(migrations.Migration):
    """Guards only; the tables stand."""

    dependencies = [("privacy", "0001_requests"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
