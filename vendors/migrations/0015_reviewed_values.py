"""Keep with a verdict what was judged, encrypted like the columns it was read from.

Why: after a repair the verifier sees only what changed, with what stood there before. Verdicts of
before keep an empty text: what they judged is not known, so all of it is shown again. A verdict stays
as it was given; only its repair is noted.
Locks: a new column with a constant default, no rewrite. Undo: drops the column and the triggers.
Tested: tests/vendors/test_second_round.py.
"""

from django.db import migrations

from marketplace.core.fields import EncryptedTextField

FORWARD = """
CREATE FUNCTION vendors_guard_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'repaired_at' IS DISTINCT FROM to_jsonb(OLD) - 'repaired_at' THEN
        RAISE EXCEPTION 'verdict % stays as it was given', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'verdict_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verdict_guard BEFORE UPDATE ON vendors_fieldreview
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_verdict();
CREATE TRIGGER verdict_kept BEFORE DELETE ON vendors_fieldreview
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER verdicts_kept BEFORE TRUNCATE ON vendors_fieldreview
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER verdicts_kept ON vendors_fieldreview;
DROP TRIGGER verdict_kept ON vendors_fieldreview;
DROP TRIGGER verdict_guard ON vendors_fieldreview;
DROP FUNCTION vendors_guard_verdict();
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0014_size_declarations")]
    operations = [
        migrations.AddField("fieldreview", "value", EncryptedTextField(blank=True, default="")),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
