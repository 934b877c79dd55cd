"""Let an invitation to open a shop be answered once, and milestones be written with their facts.

Why: raw SQL or two people with one code must not open two shops by it, and how far a shop has come
is told by what happened, in its own transaction, at its own moment (the application's clock): a
vendor's row says when it registered, a line of the audit trail when its owner first wrote into it,
the history of its states when it was verified. Triggers, because the rooms below know nothing of
this one. Locks: new tables; two triggers more on vendors_vendor and its history, one on the trail.
Undo: drops triggers and functions. Tested: tests/vendors/pipeline/test_milestones.py and
test_shop_invitations.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION pipeline_guard_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_columns text[] := '{code_hash,expires_at,invited_by_id,mail_due_at,mail_attempts,mailed_at,
        letters,accepted_by_id,accepted_at,declined_at,revoked_by_id,revoked_at}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF coalesce(NEW.accepted_at, NEW.declined_at, NEW.revoked_at) IS NOT NULL THEN
            RAISE EXCEPTION 'an invitation starts open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_invitation_starts_open';
        END IF;
        RETURN NEW;
    END IF;
    IF coalesce(OLD.accepted_at, OLD.declined_at, OLD.revoked_at) IS NOT NULL
       OR to_jsonb(NEW) - open_columns IS DISTINCT FROM to_jsonb(OLD) - open_columns THEN
        RAISE EXCEPTION 'invitation % is decided once and stays', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'shop_invitation_is_decided_once';
    END IF;
    IF NEW.accepted_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM pipeline_target t JOIN vendors_vendormembership m ON m.vendor_id = t.vendor_id
        WHERE t.id = NEW.target_id AND m.user_id = NEW.accepted_by_id AND m.role = 'owner'
        AND m.until IS NULL
    ) THEN
        RAISE EXCEPTION 'invitation % was accepted without a shop', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accepted_invitation_opens_a_shop';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shop_invitation_guard BEFORE INSERT OR UPDATE ON pipeline_shopinvitation
    FOR EACH ROW EXECUTE FUNCTION pipeline_guard_invitation();
CREATE TRIGGER shop_invitation_kept BEFORE DELETE ON pipeline_shopinvitation
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER shop_invitations_kept BEFORE TRUNCATE ON pipeline_shopinvitation
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE TRIGGER milestone_frozen BEFORE UPDATE OR DELETE ON pipeline_milestone
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER milestones_kept BEFORE TRUNCATE ON pipeline_milestone
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION pipeline_reached(shop bigint, new_stage text, moment timestamptz) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pipeline_milestone (vendor_id, stage, channel, reached_at)
    VALUES (shop, new_stage, '', moment) ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION pipeline_vendor_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pipeline_reached(NEW.id, 'registered', NEW.created_at);
    IF NEW.approved_at IS NOT NULL THEN
        PERFORM pipeline_reached(NEW.id, 'in_entry', NEW.created_at);
        PERFORM pipeline_reached(NEW.id, 'verified', NEW.approved_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER vendor_made_milestone AFTER INSERT ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION pipeline_vendor_made();

CREATE FUNCTION pipeline_vendor_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pipeline_reached(NEW.vendor_id, 'in_entry', NEW.changed_at);
    IF NEW.to_status = 'approved' THEN
        PERFORM pipeline_reached(NEW.vendor_id, 'verified', NEW.changed_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER vendor_moved_milestone AFTER INSERT ON vendors_vendorstatuschange
    FOR EACH ROW EXECUTE FUNCTION pipeline_vendor_moved();

CREATE FUNCTION pipeline_vendor_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pipeline_reached(NEW.subject_id, 'in_entry', NEW.occurred_at);
    RETURN NULL;
END $$;
CREATE TRIGGER vendor_written_milestone AFTER INSERT ON core_auditevent FOR EACH ROW
    WHEN (NEW.action IN ('vendor.changed', 'vendor.document_attached')
          AND NEW.subject_type = 'vendors.vendor')
    EXECUTE FUNCTION pipeline_vendor_written();
"""
REVERSE = """
DROP TRIGGER vendor_written_milestone ON core_auditevent;
DROP FUNCTION pipeline_vendor_written();
DROP TRIGGER vendor_moved_milestone ON vendors_vendorstatuschange;
DROP FUNCTION pipeline_vendor_moved();
DROP TRIGGER vendor_made_milestone ON vendors_vendor;
DROP FUNCTION pipeline_vendor_made();
DROP FUNCTION pipeline_reached(bigint, text, timestamptz);
DROP TRIGGER milestones_kept ON pipeline_milestone;
DROP TRIGGER milestone_frozen ON pipeline_milestone;
DROP TRIGGER shop_invitations_kept ON pipeline_shopinvitation;
DROP TRIGGER shop_invitation_kept ON pipeline_shopinvitation;
DROP TRIGGER shop_invitation_guard ON pipeline_shopinvitation;
DROP FUNCTION pipeline_guard_invitation();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0001_initial"),
        ("core", "0004_evidence_guards"),
        ("vendors", "0009_change_before"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
