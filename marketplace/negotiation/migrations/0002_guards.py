"""Let a negotiation be what both sides said, by whatever way it is written.

Why: what was agreed is what the agency pays. Rounds come in turn and are only added, none is above
the list, one that changes nothing says why, and the end follows from the last round. The twins are
``negotiation.rules`` and ``negotiation.services``.
Locks: new tables. Undo: drops triggers and functions. Tested: tests/negotiation/test_database.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION negotiation_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'open' OR NEW.turn <> 'shop' THEN
        RAISE EXCEPTION 'negotiation % begins open, and the shop answers', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiation_begins_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER negotiation_begins BEFORE INSERT ON negotiation_negotiation
    FOR EACH ROW EXECUTE FUNCTION negotiation_begin();

CREATE TRIGGER negotiation_steps BEFORE UPDATE ON negotiation_negotiation
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('negotiation', 'public_id', 'number',
        'agency_id', 'vendor_id', 'delivery_region_id', 'delivery_address', 'list_freight_rupiah',
        'opened_by_id', 'opened_at');

CREATE FUNCTION negotiation_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last negotiation_round%ROWTYPE;
    offered bigint;
BEGIN
    IF OLD.status <> 'open' THEN
        RAISE EXCEPTION 'negotiation % has ended', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'negotiation_stays';
    END IF;
    SELECT * INTO last FROM negotiation_round
        WHERE negotiation_id = NEW.id ORDER BY number DESC LIMIT 1;
    SELECT id INTO offered FROM negotiation_round
        WHERE negotiation_id = NEW.id AND step IN ('offer', 'counter')
        ORDER BY number DESC LIMIT 1;
    IF NOT (CASE NEW.status
        WHEN 'open' THEN last.step IN ('offer', 'counter') AND NEW.turn <> last.side
        WHEN 'agreed' THEN last.step = 'accept' AND NEW.agreed_id = offered
        WHEN 'refused' THEN last.step = 'refuse'
        ELSE last.step IN ('offer', 'counter') END) THEN
        RAISE EXCEPTION 'negotiation % does not follow from its rounds', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiation_ends_as_its_rounds';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER negotiation_ends BEFORE UPDATE ON negotiation_negotiation
    FOR EACH ROW EXECUTE FUNCTION negotiation_end();

CREATE FUNCTION negotiation_close_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE negotiation_negotiatedline SET is_open = false
        WHERE negotiation_id = NEW.id AND is_open;
    RETURN NULL;
END $$;
CREATE TRIGGER negotiation_closes_lines AFTER UPDATE ON negotiation_negotiation
    FOR EACH ROW WHEN (NEW.status <> 'open') EXECUTE FUNCTION negotiation_close_lines();

CREATE FUNCTION negotiation_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of negotiation_negotiation%ROWTYPE;
BEGIN
    SELECT * INTO of FROM negotiation_negotiation WHERE id = NEW.negotiation_id;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'is_open' IS DISTINCT FROM to_jsonb(OLD) - 'is_open'
           OR NEW.is_open <> (of.status = 'open') THEN
            RAISE EXCEPTION 'line % of a negotiation stays', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'negotiated_line_stays';
        END IF;
        RETURN NEW;
    END IF;
    IF of.status <> 'open' OR NOT NEW.is_open OR EXISTS (
        SELECT 1 FROM negotiation_round WHERE negotiation_id = NEW.negotiation_id) THEN
        RAISE EXCEPTION 'negotiation % has begun', of.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'negotiated_line_stays';
    END IF;
    IF NEW.agency_id <> of.agency_id OR NOT EXISTS (
        SELECT 1 FROM catalog_sku s WHERE s.id = NEW.sku_id AND s.vendor_id = of.vendor_id) THEN
        RAISE EXCEPTION 'variant % is not of the shop', NEW.sku_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiated_goods_of_the_shop';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM catalog_priceversion v WHERE v.id = NEW.price_version_id
        AND v.sku_id = NEW.sku_id
        AND catalog_unit_price(v.price_rupiah, v.tiers, NEW.quantity) = NEW.list_rupiah) THEN
        RAISE EXCEPTION 'variant % has another price', NEW.sku_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiated_goods_as_listed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER negotiated_line_guard BEFORE INSERT OR UPDATE ON negotiation_negotiatedline
    FOR EACH ROW EXECUTE FUNCTION negotiation_guard_line();

CREATE FUNCTION negotiation_guard_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of negotiation_negotiation%ROWTYPE;
    last negotiation_round%ROWTYPE;
BEGIN
    SELECT * INTO of FROM negotiation_negotiation WHERE id = NEW.negotiation_id FOR UPDATE;
    SELECT * INTO last FROM negotiation_round
        WHERE negotiation_id = NEW.negotiation_id ORDER BY number DESC LIMIT 1;
    IF of.status <> 'open' OR NEW.number <> coalesce(last.number, 0) + 1
       OR (last.id IS NULL) <> (NEW.step = 'offer')
       OR last.step IN ('accept', 'refuse')
       OR NEW.side = coalesce(last.side, 'shop')
          AND NOT (NEW.step = 'refuse' AND NEW.side = 'buyer') THEN
        RAISE EXCEPTION 'round % of negotiation % is not in turn', NEW.number, of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_in_turn';
    END IF;
    IF NEW.freight_rupiah > of.list_freight_rupiah THEN
        RAISE EXCEPTION 'the freight of negotiation % is above the list', of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_within_the_list';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_guard BEFORE INSERT ON negotiation_round
    FOR EACH ROW EXECUTE FUNCTION negotiation_guard_round();

CREATE FUNCTION negotiation_guard_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM negotiation_round r
        JOIN negotiation_negotiatedline l ON l.negotiation_id = r.negotiation_id
        WHERE r.id = NEW.round_id AND l.id = NEW.line_id AND r.step IN ('offer', 'counter')
        AND NEW.unit_price_rupiah <= l.list_rupiah
    ) THEN
        RAISE EXCEPTION 'price % of round % is above the list', NEW.unit_price_rupiah, NEW.round_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_within_the_list';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_price_guard BEFORE INSERT ON negotiation_roundprice
    FOR EACH ROW EXECUTE FUNCTION negotiation_guard_price();

-- At COMMIT, because prices arrive after their round.
CREATE FUNCTION negotiation_check_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    priced bigint;
BEGIN
    SELECT max(id) INTO priced FROM negotiation_round
        WHERE negotiation_id = NEW.negotiation_id AND number <= NEW.number
        AND step IN ('offer', 'counter');
    IF EXISTS (
        SELECT 1 FROM negotiation_negotiatedline l
        LEFT JOIN negotiation_roundprice p ON p.line_id = l.id AND p.round_id = priced
        WHERE l.negotiation_id = NEW.negotiation_id AND p.id IS NULL
    ) OR NOT EXISTS (
        SELECT 1 FROM negotiation_negotiatedline WHERE negotiation_id = NEW.negotiation_id
    ) THEN
        RAISE EXCEPTION 'round % does not price all goods', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_prices_all_its_goods';
    END IF;
    IF NEW.words = '' AND (NEW.step = 'accept' OR NEW.side = 'buyer') AND NOT EXISTS (
        SELECT 1 FROM negotiation_roundprice p
        JOIN negotiation_negotiatedline l ON l.id = p.line_id
        WHERE p.round_id = priced AND p.unit_price_rupiah < l.list_rupiah
    ) AND NOT EXISTS (
        SELECT 1 FROM negotiation_round r JOIN negotiation_negotiation n ON n.id = r.negotiation_id
        WHERE r.id = priced AND r.freight_rupiah < n.list_freight_rupiah
    ) THEN
        RAISE EXCEPTION 'round % changes nothing and does not say why', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiation_says_why';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER round_whole AFTER INSERT ON negotiation_round
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION negotiation_check_round();

CREATE TRIGGER round_frozen BEFORE UPDATE OR DELETE ON negotiation_round
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER rounds_kept BEFORE TRUNCATE ON negotiation_round
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER round_price_frozen BEFORE UPDATE OR DELETE ON negotiation_roundprice
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER round_prices_kept BEFORE TRUNCATE ON negotiation_roundprice
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER negotiated_line_kept BEFORE DELETE ON negotiation_negotiatedline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER negotiated_lines_kept BEFORE TRUNCATE ON negotiation_negotiatedline
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER negotiation_kept BEFORE DELETE ON negotiation_negotiation
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER negotiations_kept BEFORE TRUNCATE ON negotiation_negotiation
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER negotiations_kept ON negotiation_negotiation;
DROP TRIGGER negotiation_kept ON negotiation_negotiation;
DROP TRIGGER negotiated_lines_kept ON negotiation_negotiatedline;
DROP TRIGGER negotiated_line_kept ON negotiation_negotiatedline;
DROP TRIGGER round_prices_kept ON negotiation_roundprice;
DROP TRIGGER round_price_frozen ON negotiation_roundprice;
DROP TRIGGER rounds_kept ON negotiation_round;
DROP TRIGGER round_frozen ON negotiation_round;
DROP TRIGGER round_whole ON negotiation_round;
DROP FUNCTION negotiation_check_round();
DROP TRIGGER round_price_guard ON negotiation_roundprice;
DROP FUNCTION negotiation_guard_price();
DROP TRIGGER round_guard ON negotiation_round;
DROP FUNCTION negotiation_guard_round();
DROP TRIGGER negotiated_line_guard ON negotiation_negotiatedline;
DROP FUNCTION negotiation_guard_line();
DROP TRIGGER negotiation_closes_lines ON negotiation_negotiation;
DROP FUNCTION negotiation_close_lines();
DROP TRIGGER negotiation_ends ON negotiation_negotiation;
DROP FUNCTION negotiation_end();
DROP TRIGGER negotiation_steps ON negotiation_negotiation;
DROP TRIGGER negotiation_begins ON negotiation_negotiation;
DROP FUNCTION negotiation_begin();
"""


class Migration(migrations.Migration):
    dependencies = [("negotiation", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
