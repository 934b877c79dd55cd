"""Let an erasure take one person's rows out of an undecided sheet of members.

Why: a sheet could only be emptied, so that erasing one person took the rows of all others along.
Only the transaction that carries an erasure out may write other rows. Locks: none beyond the
function. Undo: the former function. Tested: tests/vendors/members/test_erased_rows.py.
"""

from django.db import migrations

_GUARD = """
CREATE OR REPLACE FUNCTION members_guard_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := '{rows,taken_at,put_aside_at}';
BEGIN
%s    IF OLD.taken_at IS NOT NULL OR OLD.put_aside_at IS NOT NULL
       OR to_jsonb(NEW) - decided <> to_jsonb(OLD) - decided
       OR NEW.rows <> '' AND NEW.rows <> OLD.rows THEN
        RAISE EXCEPTION 'sheet %% is only decided, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_sheet_stays';
    END IF;
    RETURN NEW;
END $$;
"""
FORWARD = (
    _GUARD
    % """\
    IF to_jsonb(NEW) - '{rows,counts}'::text[] = to_jsonb(OLD) - '{rows,counts}'::text[]
       AND OLD.rows <> '' AND EXISTS (
        SELECT 1 FROM privacy_datarequest WHERE kind = 'erase' AND outcome = 'done'
        AND decided_txid = pg_current_xact_id()::text::bigint
    ) THEN
        RETURN NEW;
    END IF;
"""
)
REVERSE = _GUARD % ""


class Migration(migrations.Migration):
    dependencies = [("members", "0002_guards"), ("privacy", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
