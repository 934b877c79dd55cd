"""Let a verified shop's account, phone, address, NPWP and PKP status change by a request alone.

Why: what a verifier compared with papers must not be exchanged behind their back, the account least
of all; a request is decided once and stays on record (I-20, I-23). An applied request stands for a
change of its own transaction and of its own columns.
Locks: new table. Undo: drops triggers and functions. Tested: tests/vendors/test_changes.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION vendors_guard_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'a request starts as pending'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'change_starts_pending';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status <> 'pending' OR NEW.status = 'pending'
       OR to_jsonb(NEW) - '{status,decided_by_id,decided_at,reason,txid}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{status,decided_by_id,decided_at,reason,txid}'::text[]
    THEN
        RAISE EXCEPTION 'request % is only decided, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'change_is_decided_once';
    END IF;
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER change_guard BEFORE INSERT OR UPDATE ON vendors_changerequest
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_change();
CREATE TRIGGER change_kept BEFORE DELETE ON vendors_changerequest
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER changes_kept BEFORE TRUNCATE ON vendors_changerequest
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION vendors_require_change(shop bigint, asked text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM vendors_changerequest WHERE vendor_id = shop AND kind = asked
        AND status = 'applied' AND txid = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'the % of vendor % changes by a verified request', asked, shop
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_columns_by_request';
    END IF;
END $$;

CREATE FUNCTION vendors_guard_verified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('approved', 'suspended') THEN
        RETURN NEW;
    END IF;
    IF (NEW.bank_code, NEW.account_number, NEW.account_holder)
       IS DISTINCT FROM (OLD.bank_code, OLD.account_number, OLD.account_holder) THEN
        PERFORM vendors_require_change(OLD.id, 'account');
    END IF;
    IF NEW.phone IS DISTINCT FROM OLD.phone THEN
        PERFORM vendors_require_change(OLD.id, 'phone');
    END IF;
    IF (NEW.address, NEW.region_id) IS DISTINCT FROM (OLD.address, OLD.region_id) THEN
        PERFORM vendors_require_change(OLD.id, 'address');
    END IF;
    IF NEW.npwp IS DISTINCT FROM OLD.npwp THEN
        PERFORM vendors_require_change(OLD.id, 'npwp');
    END IF;
    IF NEW.is_pkp IS DISTINCT FROM OLD.is_pkp THEN
        PERFORM vendors_require_change(OLD.id, 'pkp');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_verified_columns BEFORE UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_verified();
"""
REVERSE = """
DROP TRIGGER vendor_verified_columns ON vendors_vendor;
DROP FUNCTION vendors_guard_verified();
DROP FUNCTION vendors_require_change(bigint, text);
DROP TRIGGER changes_kept ON vendors_changerequest;
DROP TRIGGER change_kept ON vendors_changerequest;
DROP TRIGGER change_guard ON vendors_changerequest;
DROP FUNCTION vendors_guard_change();
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0005_change_requests")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
