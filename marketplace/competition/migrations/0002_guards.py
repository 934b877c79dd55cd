"""Keep a seal shut until its time, and what comes out of it as it went in, whoever writes.

Why: before both officers opened their halves nobody reads an offer, and afterwards nobody changes
one. What is awarded is what was offered. The twins are ``competition.services``.
Locks: new tables; negotiation_negotiation for a moment. Undo: drops triggers and functions.
Tested: tests/competition/test_database.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION competition_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'draft' THEN
        RAISE EXCEPTION 'competition % begins as a draft', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'competition_begins_drawn_up';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competition_begins BEFORE INSERT ON competition_competition
    FOR EACH ROW EXECUTE FUNCTION competition_begin();

CREATE TRIGGER competition_steps BEFORE UPDATE ON competition_competition
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('competition', 'public_id', 'number',
        'agency_id', 'title', 'specification', 'quantity', 'unit', 'delivery_region_id',
        'delivery_address', 'wanted_on', 'questions_due', 'offers_due', 'drafted_by_id',
        'drafted_at');

CREATE FUNCTION competition_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken competition_openedoffer%ROWTYPE;
BEGIN
    IF NEW.status = OLD.status OR OLD.status <> 'draft' AND (
        NEW.confirmed_by_id, NEW.confirmed_at, NEW.sealed_estimate) IS DISTINCT FROM (
        OLD.confirmed_by_id, OLD.confirmed_at, OLD.sealed_estimate)
       OR OLD.status = 'opened' AND (NEW.opened_at, NEW.estimate_rupiah) IS DISTINCT FROM (
        OLD.opened_at, OLD.estimate_rupiah)
       OR OLD.status IN ('draft', 'running') AND NEW.status = 'ended' AND NEW.opened_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'competition % stays as it was', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'competition_stays';
    END IF;
    IF NEW.status = 'running' AND (NEW.confirmed_by_id = NEW.drafted_by_id
        OR (SELECT count(*) FROM competition_key k WHERE k.competition_id = NEW.id) <> 2)
       OR NEW.status = 'opened' AND (NEW.opened_at < NEW.offers_due
        OR EXISTS (SELECT 1 FROM competition_key k
                   WHERE k.competition_id = NEW.id AND k.released_at IS NULL))
    THEN
        RAISE EXCEPTION 'competition % is sealed and opened by two people', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'competition_opens_with_both_keys';
    END IF;
    IF NEW.status <> 'awarded' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO taken FROM competition_openedoffer
        WHERE id = NEW.winner_id AND competition_id = NEW.id;
    IF taken.rank IS NULL OR NOT EXISTS (
        SELECT 1 FROM competition_sealedoffer s
        JOIN competition_invited i ON i.id = s.invited_id
        JOIN negotiation_negotiation n ON n.id = NEW.agreement_id AND n.vendor_id = i.vendor_id
        JOIN negotiation_round r ON r.id = n.agreed_id
        JOIN negotiation_roundprice p ON p.round_id = r.id
        JOIN negotiation_negotiatedline l ON l.id = p.line_id
        WHERE s.id = taken.offer_id AND n.status = 'agreed' AND n.origin = NEW.number
        AND (n.agency_id, n.delivery_region_id) = (NEW.agency_id, NEW.delivery_region_id)
        AND (l.sku_id, l.quantity) = (taken.sku_id, NEW.quantity)
        AND (p.unit_price_rupiah, r.freight_rupiah)
            = (taken.unit_price_rupiah, taken.freight_rupiah)
    ) THEN
        RAISE EXCEPTION 'the award of competition % is not what was offered', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_as_offered';
    END IF;
    IF taken.rank <> 1 AND NEW.closing_words = '' THEN
        RAISE EXCEPTION 'the award of competition % does not say why', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_says_why';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competition_moves BEFORE UPDATE ON competition_competition
    FOR EACH ROW EXECUTE FUNCTION competition_move();

CREATE FUNCTION competition_guard_invited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM competition_competition c
                   WHERE c.id = NEW.competition_id AND c.status = 'draft') THEN
        RAISE EXCEPTION 'competition % has invited its shops', NEW.competition_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invited_while_drawn_up';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competition_invited_guard BEFORE INSERT ON competition_invited
    FOR EACH ROW EXECUTE FUNCTION competition_guard_invited();

CREATE FUNCTION competition_guard_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of competition_competition%ROWTYPE;
BEGIN
    SELECT * INTO of FROM competition_competition WHERE id = NEW.competition_id FOR UPDATE;
    IF TG_OP = 'INSERT' AND (of.status <> 'draft' OR NEW.released_at IS NOT NULL)
       OR TG_OP = 'UPDATE' AND (OLD.released_at IS NOT NULL
        OR to_jsonb(NEW) - '{released_by_id,released_at,released_key}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{released_by_id,released_at,released_key}'::text[])
    THEN
        RAISE EXCEPTION 'key of competition % stays', of.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'key_stays';
    END IF;
    IF TG_OP = 'UPDATE' AND (of.status <> 'running' OR NEW.released_at < of.offers_due) THEN
        RAISE EXCEPTION 'key of competition % is opened after the last offer', of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'key_released_in_time';
    END IF;
    IF EXISTS (SELECT 1 FROM competition_key k WHERE k.competition_id = NEW.competition_id
               AND k.office <> NEW.office
               AND (k.holder_id = NEW.holder_id OR k.released_by_id = NEW.released_by_id)) THEN
        RAISE EXCEPTION 'both keys of competition % are of one person', of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'key_of_two_people';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competition_key_guard BEFORE INSERT OR UPDATE ON competition_key
    FOR EACH ROW EXECUTE FUNCTION competition_guard_key();

CREATE FUNCTION competition_guard_inquiry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of competition_competition%ROWTYPE;
BEGIN
    SELECT * INTO of FROM competition_competition WHERE id = NEW.competition_id FOR SHARE;
    IF TG_OP = 'UPDATE' AND (OLD.answered_at IS NOT NULL
        OR to_jsonb(NEW) - '{answer,answered_by_id,answered_at}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{answer,answered_by_id,answered_at}'::text[]) THEN
        RAISE EXCEPTION 'inquiry % was answered', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'inquiry_answered_once';
    END IF;
    IF of.status <> 'running' OR NOT (CASE TG_OP
        WHEN 'INSERT' THEN NEW.asked_at < of.questions_due AND NEW.answered_at IS NULL
            AND EXISTS (SELECT 1 FROM competition_invited i
                        WHERE i.competition_id = of.id AND i.vendor_id = NEW.vendor_id)
        ELSE NEW.answered_at < of.offers_due END) THEN
        RAISE EXCEPTION 'inquiry of competition % comes out of its time', of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inquiry_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competition_inquiry_guard BEFORE INSERT OR UPDATE ON competition_inquiry
    FOR EACH ROW EXECUTE FUNCTION competition_guard_inquiry();

-- FOR SHARE: whoever opens it holds the row, and no offer slips in meanwhile.
CREATE FUNCTION competition_guard_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of competition_competition%ROWTYPE;
BEGIN
    SELECT c.* INTO of FROM competition_competition c
        JOIN competition_invited i ON i.competition_id = c.id
        WHERE i.id = NEW.invited_id FOR SHARE OF c;
    IF of.status <> 'running' OR NEW.sent_at >= of.offers_due OR NEW.number <> 1 + (
        SELECT count(*) FROM competition_sealedoffer s WHERE s.invited_id = NEW.invited_id)
       OR NEW.digest <> encode(sha256(NEW.sealed), 'hex') THEN
        RAISE EXCEPTION 'an offer of competition % comes out of its time', of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_offer_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sealed_offer_guard BEFORE INSERT ON competition_sealedoffer
    FOR EACH ROW EXECUTE FUNCTION competition_guard_sealed();

CREATE FUNCTION competition_guard_opened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of competition_competition%ROWTYPE;
BEGIN
    SELECT * INTO of FROM competition_competition WHERE id = NEW.competition_id FOR SHARE;
    IF of.status <> 'opened' OR NOT EXISTS (
        SELECT 1 FROM competition_sealedoffer s JOIN competition_invited i ON i.id = s.invited_id
        JOIN catalog_sku k ON k.id = NEW.sku_id AND k.vendor_id = i.vendor_id
        WHERE s.id = NEW.offer_id AND i.competition_id = of.id AND s.number = (
            SELECT max(number) FROM competition_sealedoffer l WHERE l.invited_id = i.id)
    ) OR NEW.total_rupiah <> NEW.unit_price_rupiah * of.quantity + NEW.freight_rupiah
      OR (NEW.fault = 'above_estimate') <> (NEW.total_rupiah > of.estimate_rupiah) THEN
        RAISE EXCEPTION 'offer % of competition % is not opened so', NEW.offer_id, of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opened_offer_as_sealed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opened_offer_guard BEFORE INSERT ON competition_openedoffer
    FOR EACH ROW EXECUTE FUNCTION competition_guard_opened();

-- At COMMIT, because the competition is closed after its agreement was made.
CREATE FUNCTION competition_guard_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM competition_competition c
                   WHERE c.agreement_id = NEW.id AND c.number = NEW.origin) THEN
        RAISE EXCEPTION 'no competition awarded %', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_of_a_competition';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER agreement_has_its_competition AFTER INSERT ON negotiation_negotiation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.origin <> '')
    EXECUTE FUNCTION competition_guard_agreement();

"""
KEPT = (
    ("competition_competition", "competition_kept", "competitions_kept", "DELETE"),
    ("competition_key", "competition_key_kept", "competition_keys_kept", "DELETE"),
    ("competition_invited", "competition_invited_kept", "all_invited_kept", "UPDATE OR DELETE"),
    ("competition_inquiry", "competition_inquiry_kept", "inquiries_kept", "DELETE"),
    ("competition_sealedoffer", "sealed_offer_frozen", "sealed_offers_kept", "UPDATE OR DELETE"),
    ("competition_openedoffer", "opened_offer_frozen", "opened_offers_kept", "UPDATE OR DELETE"),
)
GUARDED = (
    ("competition_begins", "competition_competition", "competition_begin"),
    ("competition_steps", "competition_competition", None),
    ("competition_moves", "competition_competition", "competition_move"),
    ("competition_invited_guard", "competition_invited", "competition_guard_invited"),
    ("competition_key_guard", "competition_key", "competition_guard_key"),
    ("competition_inquiry_guard", "competition_inquiry", "competition_guard_inquiry"),
    ("sealed_offer_guard", "competition_sealedoffer", "competition_guard_sealed"),
    ("opened_offer_guard", "competition_openedoffer", "competition_guard_opened"),
    (
        "agreement_has_its_competition",
        "negotiation_negotiation",
        "competition_guard_agreement",
    ),
)
KEEP = "".join(
    f"CREATE TRIGGER {row} BEFORE {deeds} ON {table} FOR EACH ROW "
    f"EXECUTE FUNCTION core_append_only();\n"
    f"CREATE TRIGGER {whole} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
    f"EXECUTE FUNCTION core_append_only();\n"
    for table, row, whole, deeds in KEPT
)
REVERSE = "".join(
    f"DROP TRIGGER {row} ON {table};\nDROP TRIGGER {whole} ON {table};\n"
    for table, row, whole, _deeds in KEPT
) + "".join(
    f"DROP TRIGGER {name} ON {table};\n" + (f"DROP FUNCTION {function}();\n" if function else "")
    for name, table, function in GUARDED
)


class Migration(migrations.Migration):
    dependencies = [
        ("competition", "0001_initial"),
        ("negotiation", "0003_awarded"),
        ("core", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD + KEEP, REVERSE)]
