"""Hold that an invitation is answered or revoked once, then kept as it is, and never removed.

Why: raw SQL or two people with the same code must not use an invitation twice, let another role or
shop out of it, or rewrite who was invited by whom. An accepted one stands beside the role it gave,
so that both come in one transaction or neither.
Locks: new table. Undo: drops triggers and function. Tested: tests/vendors/test_invitation_guards.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION vendors_guard_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_columns text[] := '{code_hash,expires_at,invited_by_id,mail_due_at,mail_attempts,mailed_at,
        letters,accepted_by_id,accepted_at,declined_at,revoked_by_id,revoked_at}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF coalesce(NEW.accepted_at, NEW.declined_at, NEW.revoked_at) IS NOT NULL THEN
            RAISE EXCEPTION 'an invitation starts open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'invitation_starts_open';
        END IF;
        RETURN NEW;
    END IF;
    IF coalesce(OLD.accepted_at, OLD.declined_at, OLD.revoked_at) IS NOT NULL
       OR to_jsonb(NEW) - open_columns IS DISTINCT FROM to_jsonb(OLD) - open_columns THEN
        RAISE EXCEPTION 'invitation % is decided once and stays', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invitation_is_decided_once';
    END IF;
    IF NEW.accepted_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM vendors_vendormembership WHERE vendor_id = NEW.vendor_id
        AND user_id = NEW.accepted_by_id AND role = NEW.role AND until IS NULL
    ) THEN
        RAISE EXCEPTION 'invitation % was accepted without its role', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accepted_invitation_gives_the_role';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invitation_guard BEFORE INSERT OR UPDATE ON vendors_invitation
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_invitation();
CREATE TRIGGER invitation_kept BEFORE DELETE ON vendors_invitation
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER invitations_kept BEFORE TRUNCATE ON vendors_invitation
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER invitations_kept ON vendors_invitation;
DROP TRIGGER invitation_kept ON vendors_invitation;
DROP TRIGGER invitation_guard ON vendors_invitation;
DROP FUNCTION vendors_guard_invitation();
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0007_invitations")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
