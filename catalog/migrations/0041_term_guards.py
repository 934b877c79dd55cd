"""Let tiers fall, rise no further than prices may, and stand on a variant as on its newest version.

Why: a tier is a price. Whoever could raise it in one click, or remove it, would raise what an order
of that many units costs (R-PRICE-RISE). One function says what a unit costs for a quantity, for these
guards and for those of orders. A service area names regions there are.
Locks: catalog_priceversion while its check reads each row. Undo: drops what is new, restores the
functions of 0029_price_rise_guards and 0002_guards_and_search. Tested: tests/catalog/terms.
"""

from django.db import migrations

FORWARD = """
-- The tiers of a price fall: each from more units than the one before it, each cheaper. The twin of
-- ``catalog.tiers.fault``.
CREATE FUNCTION catalog_tiers_fall(price bigint, tiers jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    tier jsonb;
    units numeric := 1;
    lowest numeric := price;
BEGIN
    IF jsonb_typeof(tiers) <> 'array' OR jsonb_array_length(tiers) > 8 THEN
        RETURN false;
    END IF;
    FOR tier IN SELECT t.value FROM jsonb_array_elements(tiers) WITH ORDINALITY t ORDER BY ordinality
    LOOP
        IF jsonb_typeof(tier) <> 'array' OR jsonb_array_length(tier) <> 2
           OR jsonb_typeof(tier -> 0) <> 'number' OR jsonb_typeof(tier -> 1) <> 'number' THEN
            RETURN false;
        END IF;
        IF (tier ->> 0)::numeric % 1 <> 0 OR (tier ->> 1)::numeric % 1 <> 0
           OR (tier ->> 0)::numeric <= units OR (tier ->> 0)::numeric > 1000000
           OR (tier ->> 1)::numeric >= lowest OR (tier ->> 1)::numeric < 1 THEN
            RETURN false;
        END IF;
        units := (tier ->> 0)::numeric;
        lowest := (tier ->> 1)::numeric;
    END LOOP;
    RETURN true;
END $$;
ALTER TABLE catalog_priceversion
    ADD CONSTRAINT price_tiers_fall CHECK (catalog_tiers_fall(price_rupiah, tiers));
-- What one unit costs when so many are ordered: the twin of ``catalog.tiers.unit_price``.
CREATE FUNCTION catalog_unit_price(price bigint, tiers jsonb, units bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((
        SELECT (t.value ->> 1)::bigint FROM jsonb_array_elements(tiers) t
        WHERE (t.value ->> 0)::bigint <= units ORDER BY (t.value ->> 0)::bigint DESC LIMIT 1), price)
$$;
-- The versions of a variant that held at some moment since.
CREATE FUNCTION catalog_prices_since(variant bigint, since timestamptz)
RETURNS SETOF catalog_priceversion LANGUAGE sql STABLE AS $$
    SELECT v.* FROM catalog_priceversion v
    WHERE v.sku_id = variant AND (v.from_at > since OR v.id = (
        SELECT o.id FROM catalog_priceversion o WHERE o.sku_id = variant AND o.from_at <= since
        ORDER BY o.from_at DESC, o.id DESC LIMIT 1))
$$;
-- Each bound of R-PRICE-RISE at one unit and wherever a tier begins or began. What costs no more than
-- before does not rise; a reviewed price is accepted for every quantity that has no tier.
CREATE OR REPLACE FUNCTION catalog_guard_rise() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before catalog_priceversion%ROWTYPE;
    since timestamptz;
    reviewed boolean;
    units bigint;
    price bigint;
    lowest bigint;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id
        WHERE s.id = NEW.sku_id AND p.status = 'published') THEN
        RETURN NEW;
    END IF;
    since := NEW.from_at - make_interval(days => catalog_rule('R-PRICE-RECENT')::integer);
    SELECT * INTO before FROM catalog_priceversion
        WHERE sku_id = NEW.sku_id AND id <> NEW.id ORDER BY from_at DESC, id DESC LIMIT 1;
    reviewed := EXISTS (
        SELECT 1 FROM catalog_pricerise r
        WHERE r.sku_id = NEW.sku_id AND r.status = 'accepted' AND r.price_rupiah = NEW.price_rupiah
        AND r.decided_at <= NEW.from_at AND NOT EXISTS (
            SELECT 1 FROM catalog_priceversion v
            WHERE v.sku_id = NEW.sku_id AND v.id <> NEW.id AND v.from_at > r.decided_at));
    FOR units IN
        SELECT 1 UNION SELECT (t.value ->> 0)::bigint
        FROM catalog_prices_since(NEW.sku_id, since) v, jsonb_array_elements(v.tiers) t
    LOOP
        price := catalog_unit_price(NEW.price_rupiah, NEW.tiers, units);
        CONTINUE WHEN before.id IS NOT NULL
            AND price <= catalog_unit_price(before.price_rupiah, before.tiers, units);
        CONTINUE WHEN reviewed AND price = NEW.price_rupiah;
        SELECT min(catalog_unit_price(v.price_rupiah, v.tiers, units)) INTO lowest
            FROM catalog_prices_since(NEW.sku_id, since) v;
        IF price > lowest + lowest::numeric * catalog_rule('R-PRICE-RISE') / 10000 THEN
            RAISE EXCEPTION 'the price of variant % rises too far above %', NEW.sku_id, lowest
                USING ERRCODE = 'check_violation', CONSTRAINT = 'price_rise_was_reviewed';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION catalog_check_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
BEGIN
    checked := coalesce(to_jsonb(NEW) ->> 'sku_id', to_jsonb(NEW) ->> 'id')::bigint;
    IF NOT EXISTS (
        SELECT 1 FROM catalog_sku s JOIN LATERAL (
            SELECT v.price_rupiah, v.tiers FROM catalog_priceversion v
            WHERE v.sku_id = s.id ORDER BY v.from_at DESC, v.id DESC LIMIT 1
        ) newest ON (newest.price_rupiah, newest.tiers) = (s.price_rupiah, s.tiers)
        WHERE s.id = checked
    ) THEN
        RAISE EXCEPTION 'the price of variant % is not that of its newest version', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sku_price_is_its_version';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER sku_price_is_its_versions ON catalog_sku;
CREATE CONSTRAINT TRIGGER sku_price_is_its_versions AFTER INSERT OR UPDATE OF price_rupiah, tiers
    ON catalog_sku
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_check_price();

-- A region and the regions it lies in.
CREATE FUNCTION catalog_places(place bigint) RETURNS TABLE (code text) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up AS (
        SELECT r.code, r.parent_id FROM accounts_region r WHERE r.id = place
        UNION ALL
        SELECT r.code, r.parent_id FROM accounts_region r JOIN up ON r.id = up.parent_id
    ) SELECT up.code FROM up
$$;
CREATE FUNCTION catalog_guard_area() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM unnest(NEW.service_area) AS wanted (code)
        WHERE NOT EXISTS (SELECT 1 FROM accounts_region r WHERE r.code = wanted.code)
    ) THEN
        RAISE EXCEPTION 'listing % serves a region that nobody knows', NEW.id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'service_area_is_known';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER service_area_is_known BEFORE INSERT OR UPDATE OF service_area ON catalog_product
    FOR EACH ROW WHEN (NEW.service_area <> '{}') EXECUTE FUNCTION catalog_guard_area();
"""
REVERSE = """
DROP TRIGGER service_area_is_known ON catalog_product;
DROP FUNCTION catalog_guard_area();
DROP FUNCTION catalog_places(bigint);
DROP TRIGGER sku_price_is_its_versions ON catalog_sku;
CREATE CONSTRAINT TRIGGER sku_price_is_its_versions AFTER INSERT OR UPDATE OF price_rupiah
    ON catalog_sku
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_check_price();
CREATE OR REPLACE FUNCTION catalog_check_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    newest bigint;
BEGIN
    checked := coalesce(to_jsonb(NEW) ->> 'sku_id', to_jsonb(NEW) ->> 'id')::bigint;
    SELECT price_rupiah INTO newest FROM catalog_priceversion
        WHERE sku_id = checked ORDER BY from_at DESC, id DESC LIMIT 1;
    IF newest IS DISTINCT FROM (SELECT price_rupiah FROM catalog_sku WHERE id = checked) THEN
        RAISE EXCEPTION 'the price of variant % is not that of its newest version', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sku_price_is_its_version';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION catalog_guard_rise() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lowest bigint;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id
        WHERE s.id = NEW.sku_id AND p.status = 'published') THEN
        RETURN NEW;
    END IF;
    lowest := catalog_lowest_price(
        NEW.sku_id, NEW.from_at - make_interval(days => catalog_rule('R-PRICE-RECENT')::integer));
    IF NEW.price_rupiah > lowest + lowest::numeric * catalog_rule('R-PRICE-RISE') / 10000
       AND NOT EXISTS (
        SELECT 1 FROM catalog_pricerise r
        WHERE r.sku_id = NEW.sku_id AND r.status = 'accepted' AND r.price_rupiah = NEW.price_rupiah
        AND r.decided_at <= NEW.from_at AND NOT EXISTS (
            SELECT 1 FROM catalog_priceversion v
            WHERE v.sku_id = NEW.sku_id AND v.id <> NEW.id AND v.from_at > r.decided_at)) THEN
        RAISE EXCEPTION 'the price of variant % rises too far above %', NEW.sku_id, lowest
            USING ERRCODE = 'check_violation', CONSTRAINT = 'price_rise_was_reviewed';
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION catalog_prices_since(bigint, timestamptz);
DROP FUNCTION catalog_unit_price(bigint, jsonb, bigint);
ALTER TABLE catalog_priceversion DROP CONSTRAINT price_tiers_fall;
DROP FUNCTION catalog_tiers_fall(bigint, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0040_terms")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
