"""Let a link to an account of another system stand as it was made.

Why: whoever could turn it to another account in a shell would enter that account.
Locks: accounts_linkedidentity for a moment. Undo: reverse SQL drops trigger and function.
Tested: tests/accounts/test_identities.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_keep_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'last_used_at') IS DISTINCT FROM (to_jsonb(OLD) - 'last_used_at') THEN
        RAISE EXCEPTION 'a linked account never changes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'identity_never_changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER identity_word BEFORE UPDATE ON accounts_linkedidentity
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_identity();
"""
REVERSE = """
DROP TRIGGER identity_word ON accounts_linkedidentity;
DROP FUNCTION accounts_keep_identity();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_linked_identities")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
