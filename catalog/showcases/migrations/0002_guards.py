"""Let the database hold how an etalase comes to be: in steps, studied, and opened by another person.

Why: an etalase decides which shops sell to every office of a region; one person alone, or a study
without prices, must not open it, also not by raw SQL (I-18, I-20, I-26). What was proposed changes
only while it is returned, the study only while it runs. Locks: new tables. Undo: drops triggers and
functions. Tested: tests/catalog/test_showcases.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION showcases_guard_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_steps text[] := '{status,status_by_id,status_reason,status_at}';
    of_words text[] := '{name,category_id,channel,region_id,open_to,opens_on,closes_on,grounds}';
    of_opening text[] := '{etalase_id,opened_by_id,vendors_ready}';
    made catalog_etalase%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'proposed' OR NEW.specification <> ''
           OR NEW.status_by_id <> NEW.proposed_by_id THEN
            RAISE EXCEPTION 'a proposal begins as proposed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_begins_as_proposed';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - of_steps - of_words - of_opening - 'specification'::text
       IS DISTINCT FROM to_jsonb(OLD) - of_steps - of_words - of_opening - 'specification'::text
       OR OLD.status <> 'returned' AND (NEW.name, NEW.category_id, NEW.channel, NEW.region_id,
            NEW.open_to, NEW.opens_on, NEW.closes_on, NEW.grounds) IS DISTINCT FROM (OLD.name,
            OLD.category_id, OLD.channel, OLD.region_id, OLD.open_to, OLD.opens_on, OLD.closes_on,
            OLD.grounds)
       OR OLD.status <> 'in_study' AND (NEW.specification, NEW.etalase_id, NEW.opened_by_id,
            NEW.vendors_ready) IS DISTINCT FROM (OLD.specification, OLD.etalase_id,
            OLD.opened_by_id, OLD.vendors_ready)
       OR NEW.status = OLD.status AND to_jsonb(NEW) - 'specification'::text
            IS DISTINCT FROM to_jsonb(OLD) - 'specification'::text THEN
        RAISE EXCEPTION 'what proposal % says stays', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proposal_stays_as_written';
    END IF;
    IF NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;
    PERFORM core_require_step('etalase_proposal', OLD.status, NEW.status);
    IF NEW.status <> 'opened' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM showcases_proposalstep WHERE proposal_id = NEW.id
               AND to_status = 'proposed' AND changed_by_id = NEW.opened_by_id)
       OR NEW.status_by_id <> NEW.opened_by_id THEN
        RAISE EXCEPTION 'proposal % is opened by who proposed it', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'etalase_opened_by_another';
    END IF;
    IF NEW.specification = '' OR (SELECT count(DISTINCT lower(source)) FROM showcases_pricesurvey
                                  WHERE proposal_id = NEW.id) < 3 THEN
        RAISE EXCEPTION 'the study of proposal % is not complete', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'study_is_complete';
    END IF;
    SELECT * INTO made FROM catalog_etalase WHERE id = NEW.etalase_id;
    IF (made.tenant_id, made.name, made.category_id, made.channel, made.region_id, made.open_to,
            made.closes_on) IS DISTINCT FROM (NEW.tenant_id, NEW.name, NEW.category_id, NEW.channel,
            NEW.region_id, NEW.open_to, NEW.closes_on) OR made.opens_on < NEW.opens_on THEN
        RAISE EXCEPTION 'etalase % is another than was proposed', NEW.etalase_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'etalase_is_as_proposed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proposal_guard BEFORE INSERT OR UPDATE ON showcases_etalaseproposal
    FOR EACH ROW EXECUTE FUNCTION showcases_guard_proposal();
CREATE TRIGGER proposal_kept BEFORE DELETE ON showcases_etalaseproposal
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER proposals_kept BEFORE TRUNCATE ON showcases_etalaseproposal
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION showcases_record_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status THEN
        INSERT INTO showcases_proposalstep
            (proposal_id, from_status, to_status, changed_by_id, reason, changed_at)
        VALUES (NEW.id, CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END, NEW.status,
                NEW.status_by_id, NEW.status_reason, NEW.status_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_steps_recorded AFTER INSERT OR UPDATE ON showcases_etalaseproposal
    FOR EACH ROW EXECUTE FUNCTION showcases_record_step();
CREATE TRIGGER proposal_history_frozen BEFORE UPDATE OR DELETE ON showcases_proposalstep
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER proposal_history_kept BEFORE TRUNCATE ON showcases_proposalstep
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION showcases_guard_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM showcases_etalaseproposal
        WHERE id = NEW.proposal_id AND status = 'in_study' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the study of proposal % does not run', NEW.proposal_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'study_is_written_while_it_runs';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surveyed_while_it_runs BEFORE INSERT ON showcases_pricesurvey
    FOR EACH ROW EXECUTE FUNCTION showcases_guard_price();
CREATE TRIGGER surveyed_price_frozen BEFORE UPDATE OR DELETE ON showcases_pricesurvey
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER surveyed_prices_kept BEFORE TRUNCATE ON showcases_pricesurvey
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER surveyed_prices_kept ON showcases_pricesurvey;
DROP TRIGGER surveyed_price_frozen ON showcases_pricesurvey;
DROP TRIGGER surveyed_while_it_runs ON showcases_pricesurvey;
DROP FUNCTION showcases_guard_price();
DROP TRIGGER proposal_history_kept ON showcases_proposalstep;
DROP TRIGGER proposal_history_frozen ON showcases_proposalstep;
DROP TRIGGER proposal_steps_recorded ON showcases_etalaseproposal;
DROP FUNCTION showcases_record_step();
DROP TRIGGER proposals_kept ON showcases_etalaseproposal;
DROP TRIGGER proposal_kept ON showcases_etalaseproposal;
DROP TRIGGER proposal_guard ON showcases_etalaseproposal;
DROP FUNCTION showcases_guard_proposal();
"""


class Migration(migrations.Migration):
    dependencies = [("showcases", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
