"""Hold that an invitation to a role is answered or withdrawn once, then stays, and gives its role.

Why: raw SQL or two people with the same letter must not use an invitation twice, let another role
or agency out of it, or say that somebody accepted who was given nothing.
Locks: new table. Undo: drops triggers and function. Tested: tests/appointments/test_inviting.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION appointments_guard_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_columns text[] := '{code_hash,expires_at,invited_by_id,mail_due_at,mail_attempts,mailed_at,
        letters,accepted_by_id,accepted_at,withdrawn_by_id,withdrawn_at}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF coalesce(NEW.accepted_at, NEW.withdrawn_at) IS NOT NULL THEN
            RAISE EXCEPTION 'an invitation starts open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'role_invitation_starts_open';
        END IF;
        RETURN NEW;
    END IF;
    IF coalesce(OLD.accepted_at, OLD.withdrawn_at) IS NOT NULL
       OR to_jsonb(NEW) - open_columns IS DISTINCT FROM to_jsonb(OLD) - open_columns THEN
        RAISE EXCEPTION 'invitation % is decided once and stays', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'role_invitation_is_decided_once';
    END IF;
    IF NEW.accepted_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM accounts_membership WHERE user_id = NEW.accepted_by_id
        AND agency_id = NEW.agency_id AND role = NEW.role AND letter_id = NEW.letter_id
    ) THEN
        RAISE EXCEPTION 'invitation % was accepted without its role', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'role_invitation_gives_the_role';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER role_invitation_guard BEFORE INSERT OR UPDATE ON appointments_roleinvitation
    FOR EACH ROW EXECUTE FUNCTION appointments_guard_invitation();
CREATE TRIGGER role_invitation_kept BEFORE DELETE ON appointments_roleinvitation
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER role_invitations_kept BEFORE TRUNCATE ON appointments_roleinvitation
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER role_invitations_kept ON appointments_roleinvitation;
DROP TRIGGER role_invitation_kept ON appointments_roleinvitation;
DROP TRIGGER role_invitation_guard ON appointments_roleinvitation;
DROP FUNCTION appointments_guard_invitation();
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_role_invitations"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
