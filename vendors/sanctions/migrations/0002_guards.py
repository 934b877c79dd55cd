"""Let the database hold what binds a sanction, and let a shop stop and sell again by one alone.

Why: no status of a shop without the sanction behind it, and no lifting by one person (I-20, I-23,
I-26). The shop's row and its sanction change in one transaction; a suspension that has not ended
keeps the shop suspended. Days are compared by the easternmost zone of the country, where a day
begins first. Locks: new tables, and vendors_vendor for a moment. Undo: drops triggers and
functions. Tested: tests/vendors/test_sanction_guards.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION sanctions_require_outsider(person bigint, shop bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM vendors_vendormembership
               WHERE user_id = person AND vendor_id = shop AND until IS NULL) THEN
        RAISE EXCEPTION 'user % acts for vendor %', person, shop
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sanction_by_no_member';
    END IF;
END $$;

CREATE FUNCTION sanctions_guard_sanction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step_day date := (NEW.status_at AT TIME ZONE 'Asia/Jayapura')::date;
    of_steps text[] := '{status,status_by_id,status_reason,status_at,txid}';
    of_verdict text[] := '{starts_on,ends_on,decided_by_id,decided_at,appeal_until}';
    of_shop text[] := '{answer,answered_by_id,answered_at,read_by_id,read_at}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (NEW.status = 'proposed') <> (NEW.kind = 'blacklist')
           OR NEW.status NOT IN ('proposed', 'in_force')
           OR NEW.answered_at IS NOT NULL OR NEW.read_at IS NOT NULL THEN
            RAISE EXCEPTION 'a % does not begin as %', NEW.kind, NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = 'sanction_begins_in_order';
        END IF;
        PERFORM sanctions_require_outsider(NEW.proposed_by_id, NEW.vendor_id);
        NEW.txid := pg_current_xact_id()::text::bigint;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - of_steps - of_verdict - of_shop
       IS DISTINCT FROM to_jsonb(OLD) - of_steps - of_verdict - of_shop THEN
        RAISE EXCEPTION 'what sanction % says stays', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sanction_stays_as_written';
    END IF;
    IF OLD.read_at IS NOT NULL
       AND (NEW.read_at, NEW.read_by_id) IS DISTINCT FROM (OLD.read_at, OLD.read_by_id)
       OR (NEW.answer, NEW.answered_at, NEW.answered_by_id)
          IS DISTINCT FROM (OLD.answer, OLD.answered_at, OLD.answered_by_id)
       AND (OLD.answered_at IS NOT NULL OR OLD.status <> 'proposed') THEN
        RAISE EXCEPTION 'the shop has answered sanction % once', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'shop_answers_once';
    END IF;
    IF NEW.status = OLD.status THEN
        IF to_jsonb(NEW) - of_shop IS DISTINCT FROM to_jsonb(OLD) - of_shop THEN
            RAISE EXCEPTION 'sanction % changes by its steps', OLD.number
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sanction_stays_as_written';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM core_require_step('sanction', OLD.status, NEW.status);
    NEW.txid := pg_current_xact_id()::text::bigint;
    IF OLD.status = 'proposed' THEN
        PERFORM sanctions_require_outsider(NEW.decided_by_id, NEW.vendor_id);
        IF NEW.status = 'in_force' AND NEW.answered_at IS NULL AND NEW.heard_until >= step_day THEN
            RAISE EXCEPTION 'the shop is heard until %', NEW.heard_until
                USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_is_heard_first';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - of_steps - of_shop IS DISTINCT FROM to_jsonb(OLD) - of_steps - of_shop THEN
        RAISE EXCEPTION 'the days of sanction % are frozen', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sanction_stays_as_written';
    END IF;
    IF NEW.status = 'ended' AND (NEW.ends_on IS NULL OR NEW.ends_on >= step_day) THEN
        RAISE EXCEPTION 'sanction % has not run out', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sanction_ends_after_its_day';
    END IF;
    IF NEW.status = 'lifted' AND NOT EXISTS (
        SELECT 1 FROM sanctions_liftrequest WHERE sanction_id = NEW.id AND status = 'granted'
        AND txid = NEW.txid
    ) THEN
        RAISE EXCEPTION 'sanction % is lifted by two people', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sanction_lifted_by_two';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sanction_guard BEFORE INSERT OR UPDATE ON sanctions_sanction
    FOR EACH ROW EXECUTE FUNCTION sanctions_guard_sanction();
CREATE TRIGGER sanction_kept BEFORE DELETE ON sanctions_sanction
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER sanctions_kept BEFORE TRUNCATE ON sanctions_sanction
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION sanctions_record_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status THEN
        INSERT INTO sanctions_sanctionstep
            (sanction_id, from_status, to_status, changed_by_id, reason, changed_at, txid)
        VALUES (NEW.id, CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END, NEW.status,
                NEW.status_by_id, NEW.status_reason, NEW.status_at,
                pg_current_xact_id()::text::bigint);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sanction_steps_recorded AFTER INSERT OR UPDATE ON sanctions_sanction
    FOR EACH ROW EXECUTE FUNCTION sanctions_record_step();
CREATE TRIGGER sanction_history_frozen BEFORE UPDATE OR DELETE ON sanctions_sanctionstep
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER sanction_history_kept BEFORE TRUNCATE ON sanctions_sanctionstep
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE TRIGGER sanction_file_frozen BEFORE UPDATE OR DELETE ON sanctions_sanctionfile
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER sanction_files_kept BEFORE TRUNCATE ON sanctions_sanctionfile
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER sanction_subject_frozen BEFORE UPDATE OR DELETE ON sanctions_sanctionsubject
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER sanction_subjects_kept BEFORE TRUNCATE ON sanctions_sanctionsubject
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- At COMMIT: a shop whose suspension runs is suspended, and a sanction has what it rests on.
CREATE FUNCTION sanctions_require_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_now sanctions_sanction%ROWTYPE;
BEGIN
    SELECT * INTO row_now FROM sanctions_sanction WHERE id = NEW.id;
    IF row_now.status = 'in_force' AND row_now.kind IN ('suspension', 'blacklist')
       AND NOT EXISTS (SELECT 1 FROM vendors_vendor
                       WHERE id = row_now.vendor_id AND status = 'suspended') THEN
        RAISE EXCEPTION 'sanction % stops a shop that sells', row_now.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stopped_shop_is_suspended';
    END IF;
    IF row_now.kind = 'blacklist' AND NOT EXISTS (
        SELECT 1 FROM sanctions_sanctionfile WHERE sanction_id = row_now.id AND side = 'evidence'
    ) THEN
        RAISE EXCEPTION 'proposal % has no evidence', row_now.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'blacklist_has_evidence';
    END IF;
    IF row_now.kind = 'listing_hidden' AND NOT EXISTS (
        SELECT 1 FROM sanctions_sanctionsubject WHERE sanction_id = row_now.id
    ) THEN
        RAISE EXCEPTION 'sanction % hides nothing', row_now.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hidden_sanction_names_goods';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sanction_whole AFTER INSERT OR UPDATE ON sanctions_sanction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sanctions_require_whole();

CREATE FUNCTION sanctions_guard_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about sanctions_sanction%ROWTYPE;
    of_verdict text[] := '{status,decided_by_id,decided_at,reason,txid}';
BEGIN
    SELECT * INTO about FROM sanctions_sanction WHERE id = NEW.sanction_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' OR about.status <> 'in_force' THEN
            RAISE EXCEPTION 'sanction % is not in force', about.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'lift_asked_while_in_force';
        END IF;
        IF NEW.kind = 'lift' THEN
            PERFORM sanctions_require_outsider(NEW.asked_by_id, about.vendor_id);
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status <> 'pending' OR NEW.status = 'pending'
       OR to_jsonb(NEW) - of_verdict IS DISTINCT FROM to_jsonb(OLD) - of_verdict THEN
        RAISE EXCEPTION 'request % is only decided, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lift_is_decided_once';
    END IF;
    IF NEW.kind = 'appeal' AND NEW.decided_by_id IN (about.proposed_by_id, about.decided_by_id) THEN
        RAISE EXCEPTION 'a third person decides the appeal against %', about.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_decided_by_a_third';
    END IF;
    IF NEW.decided_by_id IS NOT NULL THEN
        PERFORM sanctions_require_outsider(NEW.decided_by_id, about.vendor_id);
    END IF;
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER lift_guard BEFORE INSERT OR UPDATE ON sanctions_liftrequest
    FOR EACH ROW EXECUTE FUNCTION sanctions_guard_request();
CREATE TRIGGER lift_kept BEFORE DELETE ON sanctions_liftrequest
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER lifts_kept BEFORE TRUNCATE ON sanctions_liftrequest
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION sanctions_guard_vendor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    runs boolean := EXISTS (
        SELECT 1 FROM sanctions_sanction WHERE vendor_id = NEW.id AND status = 'in_force'
        AND kind IN ('suspension', 'blacklist'));
BEGIN
    IF NEW.status = 'suspended' AND NOT runs THEN
        RAISE EXCEPTION 'vendor % is suspended by a sanction', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_suspended_by_a_sanction';
    END IF;
    IF OLD.status = 'suspended' AND NEW.status = 'approved' AND (runs OR NOT EXISTS (
        SELECT 1 FROM sanctions_sanction WHERE vendor_id = NEW.id
        AND status IN ('ended', 'lifted') AND kind IN ('suspension', 'blacklist')
        AND txid = pg_current_xact_id()::text::bigint)) THEN
        RAISE EXCEPTION 'vendor % sells again when its last suspension ends', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_reopened_by_its_sanction';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_status_by_sanction BEFORE UPDATE OF status ON vendors_vendor
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status)
    EXECUTE FUNCTION sanctions_guard_vendor();
"""
REVERSE = """
DROP TRIGGER vendor_status_by_sanction ON vendors_vendor;
DROP FUNCTION sanctions_guard_vendor();
DROP TRIGGER lifts_kept ON sanctions_liftrequest;
DROP TRIGGER lift_kept ON sanctions_liftrequest;
DROP TRIGGER lift_guard ON sanctions_liftrequest;
DROP FUNCTION sanctions_guard_request();
DROP TRIGGER sanction_whole ON sanctions_sanction;
DROP FUNCTION sanctions_require_whole();
DROP TRIGGER sanction_subjects_kept ON sanctions_sanctionsubject;
DROP TRIGGER sanction_subject_frozen ON sanctions_sanctionsubject;
DROP TRIGGER sanction_files_kept ON sanctions_sanctionfile;
DROP TRIGGER sanction_file_frozen ON sanctions_sanctionfile;
DROP TRIGGER sanction_history_kept ON sanctions_sanctionstep;
DROP TRIGGER sanction_history_frozen ON sanctions_sanctionstep;
DROP TRIGGER sanction_steps_recorded ON sanctions_sanction;
DROP FUNCTION sanctions_record_step();
DROP TRIGGER sanctions_kept ON sanctions_sanction;
DROP TRIGGER sanction_kept ON sanctions_sanction;
DROP TRIGGER sanction_guard ON sanctions_sanction;
DROP FUNCTION sanctions_guard_sanction();
DROP FUNCTION sanctions_require_outsider(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0001_initial"), ("core", "0004_evidence_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
