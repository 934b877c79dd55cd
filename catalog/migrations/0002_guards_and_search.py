"""Keep listings whole and their search columns true, and refuse an illegal step of a listing.

Why: the search text joins product, variants, vendor, etalase and place, so a trigger is the only
writer that cannot be forgotten. "indonesian" stems but knows no brand names, so "simple" stands
beside it. What buyers read of a live listing is what a catalogue manager published, and the price
of a variant is its newest version: both are compared at COMMIT, because the rows arrive one by one.
Locks: new tables. Undo: drops triggers, functions and keys. Tested: tests/catalog/test_search.py,
tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE catalog_sku ADD CONSTRAINT sku_is_of_the_products_vendor
    FOREIGN KEY (product_id, vendor_id) REFERENCES catalog_product (id, vendor_id);
ALTER TABLE catalog_product ADD CONSTRAINT product_revision_is_its_own
    FOREIGN KEY (revision_id, id) REFERENCES catalog_productrevision (id, product_id);

CREATE FUNCTION catalog_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seller text;
    showcase text;
    place text;
    kinds text;
BEGIN
    SELECT name INTO seller FROM vendors_vendor WHERE id = NEW.vendor_id;
    SELECT name INTO showcase FROM catalog_etalase WHERE id = NEW.etalase_id;
    SELECT name INTO place FROM accounts_region WHERE id = NEW.origin_id;
    SELECT string_agg(label, ' ' ORDER BY position, id) INTO kinds
        FROM catalog_sku WHERE product_id = NEW.id;
    NEW.search_text := lower(unaccent(concat_ws(' ', NEW.name, kinds, seller, place)));
    NEW.search_vector :=
        setweight(to_tsvector('simple', unaccent(concat_ws(' ', NEW.name, kinds))), 'A')
        || setweight(to_tsvector('indonesian', unaccent(concat_ws(' ', NEW.name, kinds))), 'A')
        || setweight(to_tsvector('simple', unaccent(concat_ws(' ', seller, place, showcase))), 'B')
        || setweight(to_tsvector('indonesian', unaccent(NEW.description)), 'C');
    RETURN NEW;
END $$;
CREATE TRIGGER product_search BEFORE INSERT OR UPDATE OF
    name, description, vendor_id, etalase_id, origin_id ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION catalog_fill_search();
CREATE FUNCTION catalog_follow_vendor_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_product SET name = name WHERE vendor_id = NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_renamed AFTER UPDATE OF name ON vendors_vendor
    FOR EACH ROW WHEN (NEW.name IS DISTINCT FROM OLD.name)
    EXECUTE FUNCTION catalog_follow_vendor_name();
CREATE FUNCTION catalog_follow_label() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_product SET name = name WHERE id = NEW.product_id;
    RETURN NEW;
END $$;
CREATE TRIGGER variant_named AFTER INSERT ON catalog_sku
    FOR EACH ROW WHEN (NEW.label <> '') EXECUTE FUNCTION catalog_follow_label();
CREATE TRIGGER variant_renamed AFTER UPDATE OF label ON catalog_sku
    FOR EACH ROW WHEN (NEW.label IS DISTINCT FROM OLD.label)
    EXECUTE FUNCTION catalog_follow_label();

CREATE TRIGGER product_steps BEFORE UPDATE ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('product', 'vendor_id', 'public_id');
CREATE TRIGGER price_version_frozen BEFORE UPDATE OR DELETE ON catalog_priceversion
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

-- A revision is handed in, decided once, and then kept as it is.
CREATE FUNCTION catalog_guard_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'revision % was decided', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_decided';
    END IF;
    IF NEW.status <> 'submitted' THEN
        RAISE EXCEPTION 'a revision starts as submitted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_starts_as_submitted';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_begins BEFORE INSERT ON catalog_productrevision
    FOR EACH ROW EXECUTE FUNCTION catalog_guard_revision();
CREATE TRIGGER revision_decided BEFORE UPDATE ON catalog_productrevision
    FOR EACH ROW WHEN (OLD.status <> 'submitted' AND NEW.status = OLD.status)
    EXECUTE FUNCTION catalog_guard_revision();
CREATE TRIGGER revision_steps BEFORE UPDATE ON catalog_productrevision
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('revision', 'product_id', 'number',
        'etalase_id', 'name', 'description', 'variants', 'submitted_by_id', 'submitted_at');
CREATE TRIGGER revision_kept BEFORE DELETE ON catalog_productrevision
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION catalog_sku_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'variant % belongs to product % for good', OLD.id, OLD.product_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sku_stays';
END $$;
CREATE TRIGGER sku_stays BEFORE UPDATE OF product_id, vendor_id, public_id ON catalog_sku
    FOR EACH ROW WHEN ((NEW.product_id, NEW.vendor_id, NEW.public_id)
        IS DISTINCT FROM (OLD.product_id, OLD.vendor_id, OLD.public_id))
    EXECUTE FUNCTION catalog_sku_stays();

-- The cheapest variant on sale stands for its product in lists. Whoever changes variants holds the
-- product's row, so two of them never choose at once.
CREATE FUNCTION catalog_choose_lead() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    best bigint;
BEGIN
    SELECT id INTO best FROM catalog_sku WHERE product_id = NEW.product_id AND active
        ORDER BY price_rupiah, position, id LIMIT 1;
    UPDATE catalog_sku SET is_lead = false
        WHERE product_id = NEW.product_id AND is_lead AND id IS DISTINCT FROM best;
    UPDATE catalog_sku SET is_lead = true WHERE id = best AND NOT is_lead;
    RETURN NULL;
END $$;
CREATE TRIGGER sku_lead AFTER INSERT OR UPDATE OF active, price_rupiah, position ON catalog_sku
    FOR EACH ROW EXECUTE FUNCTION catalog_choose_lead();

CREATE FUNCTION catalog_check_listing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    listing catalog_product%ROWTYPE;
    live catalog_productrevision%ROWTYPE;
    kinds bigint;
    on_sale bigint;
    nameless bigint;
BEGIN
    SELECT * INTO listing FROM catalog_product WHERE id = coalesce(
        to_jsonb(NEW) ->> 'product_id', to_jsonb(NEW) ->> 'id')::bigint;
    SELECT count(*), count(*) FILTER (WHERE active), count(*) FILTER (WHERE active AND label = '')
        INTO kinds, on_sale, nameless FROM catalog_sku WHERE product_id = listing.id;
    IF listing.status <> 'draft' AND kinds = 0 THEN
        RAISE EXCEPTION 'product % has no variant', listing.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'product_has_a_variant';
    END IF;
    IF on_sale > 1 AND nameless > 0 THEN
        RAISE EXCEPTION 'each of the variants of product % needs a label', listing.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'variants_are_labelled';
    END IF;
    IF listing.status <> 'published' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO live FROM catalog_productrevision WHERE id = listing.revision_id;
    IF live.id IS NULL OR live.status <> 'published'
       OR (live.name, live.description, live.etalase_id)
          IS DISTINCT FROM (listing.name, listing.description, listing.etalase_id)
       OR EXISTS (
            SELECT 1 FROM catalog_sku s WHERE s.product_id = listing.id AND s.active
            AND NOT EXISTS (
                SELECT 1 FROM jsonb_array_elements(live.variants) v
                WHERE (v ->> 'sku')::bigint = s.id
                AND v ->> 'label' = s.label AND v ->> 'unit' = s.unit))
    THEN
        RAISE EXCEPTION 'product % does not show the revision that was published', listing.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'product_shows_its_revision';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER listing_is_whole_at_first AFTER INSERT ON catalog_product
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_check_listing();
CREATE CONSTRAINT TRIGGER listing_is_whole AFTER UPDATE ON catalog_product
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((NEW.status, NEW.name, NEW.description, NEW.etalase_id, NEW.revision_id)
        IS DISTINCT FROM (OLD.status, OLD.name, OLD.description, OLD.etalase_id, OLD.revision_id))
    EXECUTE FUNCTION catalog_check_listing();
CREATE CONSTRAINT TRIGGER variants_are_whole AFTER INSERT OR UPDATE OF label, unit, active
    ON catalog_sku
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_check_listing();

CREATE FUNCTION catalog_check_price() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER sku_price_is_its_versions AFTER INSERT OR UPDATE OF price_rupiah
    ON catalog_sku
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_check_price();
CREATE CONSTRAINT TRIGGER price_version_is_the_price AFTER INSERT ON catalog_priceversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog_check_price();
"""
REVERSE = """
DROP TRIGGER price_version_is_the_price ON catalog_priceversion;
DROP TRIGGER sku_price_is_its_versions ON catalog_sku;
DROP FUNCTION catalog_check_price();
DROP TRIGGER variants_are_whole ON catalog_sku;
DROP TRIGGER listing_is_whole ON catalog_product;
DROP TRIGGER listing_is_whole_at_first ON catalog_product;
DROP FUNCTION catalog_check_listing();
DROP TRIGGER sku_lead ON catalog_sku;
DROP FUNCTION catalog_choose_lead();
DROP TRIGGER sku_stays ON catalog_sku;
DROP FUNCTION catalog_sku_stays();
DROP TRIGGER revision_kept ON catalog_productrevision;
DROP TRIGGER revision_steps ON catalog_productrevision;
DROP TRIGGER revision_decided ON catalog_productrevision;
DROP TRIGGER revision_begins ON catalog_productrevision;
DROP FUNCTION catalog_guard_revision();
DROP TRIGGER price_version_frozen ON catalog_priceversion;
DROP TRIGGER product_steps ON catalog_product;
DROP TRIGGER variant_renamed ON catalog_sku;
DROP TRIGGER variant_named ON catalog_sku;
DROP FUNCTION catalog_follow_label();
DROP TRIGGER vendor_renamed ON vendors_vendor;
DROP FUNCTION catalog_follow_vendor_name();
DROP TRIGGER product_search ON catalog_product;
DROP FUNCTION catalog_fill_search();
ALTER TABLE catalog_product DROP CONSTRAINT product_revision_is_its_own;
ALTER TABLE catalog_sku DROP CONSTRAINT sku_is_of_the_products_vendor;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("vendors", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
