"""Keep the moment since which a second step guards an account; let decided changes stand.

Why: every request asks whether an account has a second step, and a session must end when one comes
or goes; the moment is therefore kept beside the password by the database itself, whoever writes the
authenticators. A change of rights that was decided is evidence.
Locks: accounts with authenticators while their moment is written. Undo: drops both guards.
Tested: tests/accounts/test_second_step.py, tests/accounts/test_account_changes.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_keep_second_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
BEGIN
    owner := CASE TG_OP WHEN 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
    UPDATE accounts_user SET second_step_since = (
        SELECT min(created_at) FROM mfa_authenticator
        WHERE user_id = owner AND type IN ('totp', 'webauthn')
    ) WHERE id = owner;
    RETURN NULL;
END $$;
CREATE TRIGGER second_step_kept AFTER INSERT OR DELETE OR UPDATE OF type, created_at
    ON mfa_authenticator FOR EACH ROW EXECUTE FUNCTION accounts_keep_second_step();
UPDATE accounts_user SET second_step_since = first.moment FROM (
    SELECT user_id, min(created_at) AS moment FROM mfa_authenticator
    WHERE type IN ('totp', 'webauthn') GROUP BY user_id
) AS first WHERE first.user_id = accounts_user.id;

CREATE FUNCTION accounts_guard_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.decided_at IS NOT NULL
       OR to_jsonb(NEW) - '{decided_by_id,decided_at,approved}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{decided_by_id,decided_at,approved}'::text[] THEN
        RAISE EXCEPTION 'change % stands as it was asked and decided', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'account_change_stands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER account_change_stands BEFORE UPDATE ON accounts_accountchange
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_change();
CREATE TRIGGER account_change_kept BEFORE DELETE ON accounts_accountchange
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER account_changes_kept BEFORE TRUNCATE ON accounts_accountchange
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER account_changes_kept ON accounts_accountchange;
DROP TRIGGER account_change_kept ON accounts_accountchange;
DROP TRIGGER account_change_stands ON accounts_accountchange;
DROP FUNCTION accounts_guard_change();
DROP TRIGGER second_step_kept ON mfa_authenticator;
DROP FUNCTION accounts_keep_second_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_second_step_and_account_changes"),
        ("core", "0003_numbers_within_bounds"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
