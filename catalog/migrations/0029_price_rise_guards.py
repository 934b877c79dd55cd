"""Refuse a live price far above its recent low that no catalogue manager accepted (R-PRICE-RISE).

Why: a price that was live went from 985,000 to 150,000,000 in one click. A new version of a
published listing lies within the bound above every price that held in the last R-PRICE-RECENT days,
or is the one that was accepted last and not used yet. What was proposed is kept as it was written
and decided once. Locks: triggers on catalog_priceversion, for a moment. Undo: drops triggers and
functions. Tested: tests/catalog/test_price_rises.py.
"""

from django.db import migrations

FORWARD = """
-- The lowest price of a variant that held at some moment since.
CREATE FUNCTION catalog_lowest_price(variant bigint, since timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT min(v.price_rupiah) FROM catalog_priceversion v
    WHERE v.sku_id = variant AND (v.from_at > since OR v.id = (
        SELECT o.id FROM catalog_priceversion o WHERE o.sku_id = variant AND o.from_at <= since
        ORDER BY o.from_at DESC, o.id DESC LIMIT 1))
$$;
CREATE FUNCTION catalog_guard_rise() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER price_rise_was_reviewed AFTER INSERT ON catalog_priceversion
    FOR EACH ROW EXECUTE FUNCTION catalog_guard_rise();

CREATE FUNCTION catalog_rise_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'price rise % was decided', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'price_rise_decided_once';
    END IF;
    IF NEW.status <> 'waiting' THEN
        RAISE EXCEPTION 'a price rise begins by waiting'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'price_rise_begins_as_waiting';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_rise_begins BEFORE INSERT ON catalog_pricerise
    FOR EACH ROW EXECUTE FUNCTION catalog_rise_once();
CREATE TRIGGER price_rise_steps BEFORE UPDATE ON catalog_pricerise
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('price_rise', 'sku_id', 'public_id',
        'old_rupiah', 'low_rupiah', 'price_rupiah', 'reason', 'proposed_by_id', 'proposed_at');
CREATE TRIGGER price_rise_decided BEFORE UPDATE ON catalog_pricerise
    FOR EACH ROW WHEN (OLD.status <> 'waiting') EXECUTE FUNCTION catalog_rise_once();
CREATE TRIGGER price_rise_kept BEFORE DELETE ON catalog_pricerise
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER price_rise_kept ON catalog_pricerise;
DROP TRIGGER price_rise_decided ON catalog_pricerise;
DROP TRIGGER price_rise_steps ON catalog_pricerise;
DROP TRIGGER price_rise_begins ON catalog_pricerise;
DROP FUNCTION catalog_rise_once();
DROP TRIGGER price_rise_was_reviewed ON catalog_priceversion;
DROP FUNCTION catalog_guard_rise();
DROP FUNCTION catalog_lowest_price(bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0028_price_rises")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
