"""Let a token's word stand, and end all tokens with a new password or a closed account.

Why: whoever could lengthen, widen or revive a token in a shell, or forgot to end it where a password
is set, would open the account to who holds it. Locks: accounts_user for a moment (one new trigger).
Undo: reverse SQL drops triggers and functions. Tested: tests/accounts/test_tokens.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_keep_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - '{last_used_at,ended_at,ended_why}'::text[])
       IS DISTINCT FROM (to_jsonb(OLD) - '{last_used_at,ended_at,ended_why}'::text[])
       OR (OLD.ended_at IS NOT NULL AND NEW IS DISTINCT FROM OLD) THEN
        RAISE EXCEPTION 'a token never changes, and ends once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'api_token_never_changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER api_token_word BEFORE UPDATE ON accounts_apitoken
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_token();
CREATE TRIGGER api_token_kept BEFORE DELETE ON accounts_apitoken
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION accounts_end_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts_apitoken SET
        ended_at = greatest(now(), created_at),
        ended_why = CASE WHEN NEW.is_active THEN 'password' ELSE 'closed' END
    WHERE user_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER password_ends_tokens AFTER UPDATE OF password, is_active ON accounts_user
    FOR EACH ROW WHEN (OLD.password IS DISTINCT FROM NEW.password OR NOT NEW.is_active)
    EXECUTE FUNCTION accounts_end_tokens();
"""
REVERSE = """
DROP TRIGGER password_ends_tokens ON accounts_user;
DROP FUNCTION accounts_end_tokens();
DROP TRIGGER api_token_kept ON accounts_apitoken;
DROP TRIGGER api_token_word ON accounts_apitoken;
DROP FUNCTION accounts_keep_token();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_api_tokens"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
