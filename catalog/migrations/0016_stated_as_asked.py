"""Hold what a listing states against its category, and a category against what was stated.

Why: filters, comparisons and papers read stated values as numbers and choices; a value of another
type, or a missing one, would be found first by whoever relies on it. What goods an etalase holds
follows its category: the law on food asks the etalase. catalog_check_listing is replaced by itself
with the stated values among what must be those of the published revision.
Locks: catalog_product and catalog_productrevision for a moment. Undo: the former functions and
triggers. Tested: tests/catalog/test_attributes.py.
"""

from django.db import migrations

TRIGGERS = """
DROP TRIGGER listing_is_whole ON catalog_product;
CREATE CONSTRAINT TRIGGER listing_is_whole AFTER UPDATE ON catalog_product
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((NEW.status, NEW.name, NEW.description%(more_new)s, NEW.etalase_id, NEW.revision_id)
        IS DISTINCT FROM
        (OLD.status, OLD.name, OLD.description%(more_old)s, OLD.etalase_id, OLD.revision_id))
    EXECUTE FUNCTION catalog_check_listing();
DROP TRIGGER revision_steps ON catalog_productrevision;
CREATE TRIGGER revision_steps BEFORE UPDATE ON catalog_productrevision
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('revision', 'product_id', 'number',
        'etalase_id', 'name', 'description', 'variants'%(frozen)s, 'submitted_by_id', 'submitted_at');
"""

FORWARD = (
    """
-- What is wrong with stated values, by the code concerned; null when nothing is. The twin of
-- ``catalog.attributes.faults``.
CREATE FUNCTION catalog_attribute_fault(wanted bigint, given jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT g.key FROM jsonb_each(given) g WHERE NOT EXISTS (
            SELECT 1 FROM catalog_attributespec s
            WHERE s.category_id = wanted AND s.active AND s.code = g.key AND CASE s.kind
                WHEN 'number' THEN jsonb_typeof(g.value) = 'number'
                    AND (g.value #>> '{}')::numeric BETWEEN 0 AND 1000000000
                    AND scale(trim_scale((g.value #>> '{}')::numeric)) <= 4
                WHEN 'yes_no' THEN jsonb_typeof(g.value) = 'boolean'
                WHEN 'choice' THEN jsonb_typeof(g.value) = 'string'
                    AND (g.value #>> '{}') = ANY (s.choices)
                ELSE jsonb_typeof(g.value) = 'string'
                    AND length(g.value #>> '{}') BETWEEN 1 AND 120
                    AND btrim(g.value #>> '{}') = g.value #>> '{}'
            END) ORDER BY g.key LIMIT 1),
        (SELECT s.code FROM catalog_attributespec s
            WHERE s.category_id = wanted AND s.active AND s.required AND NOT given ? s.code
            ORDER BY s.position, s.id LIMIT 1))
$$;

CREATE FUNCTION catalog_check_stated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
    wrong text;
BEGIN
    SELECT category_id INTO wanted FROM catalog_etalase WHERE id = NEW.etalase_id;
    wrong := catalog_attribute_fault(wanted, NEW.attributes);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'revision % of product % does not state % as its category asks',
            NEW.number, NEW.product_id, wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_states_what_is_asked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_states_what_is_asked BEFORE INSERT ON catalog_productrevision
    FOR EACH ROW EXECUTE FUNCTION catalog_check_stated();

CREATE FUNCTION catalog_guard_attribute() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.category_id, NEW.code, NEW.kind, NEW.unit)
       IS DISTINCT FROM (OLD.category_id, OLD.code, OLD.kind, OLD.unit) THEN
        RAISE EXCEPTION 'attribute % was stated as it is', OLD.code
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'attribute_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attribute_stays BEFORE UPDATE ON catalog_attributespec
    FOR EACH ROW EXECUTE FUNCTION catalog_guard_attribute();
CREATE TRIGGER attribute_kept BEFORE DELETE ON catalog_attributespec
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION catalog_guard_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.goods_class, NEW.tenant_id)
       IS DISTINCT FROM (OLD.code, OLD.goods_class, OLD.tenant_id) THEN
        RAISE EXCEPTION 'category % is used as it is', OLD.code
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'category_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER category_stays BEFORE UPDATE ON catalog_category
    FOR EACH ROW EXECUTE FUNCTION catalog_guard_category();

CREATE FUNCTION catalog_follow_category() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
BEGIN
    SELECT tenant_id, goods_class INTO owner, NEW.goods_class FROM catalog_category
        WHERE id = NEW.category_id;
    IF owner IS NOT NULL AND owner <> NEW.tenant_id THEN
        RAISE EXCEPTION 'category % is of another market', NEW.category_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'category_is_of_the_market';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER etalase_follows_category BEFORE INSERT OR UPDATE OF category_id, goods_class, tenant_id
    ON catalog_etalase FOR EACH ROW WHEN (NEW.category_id IS NOT NULL)
    EXECUTE FUNCTION catalog_follow_category();

CREATE OR REPLACE FUNCTION catalog_check_listing() RETURNS trigger LANGUAGE plpgsql AS $$
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
       OR (live.name, live.description, live.attributes, live.etalase_id)
          IS DISTINCT FROM (
            listing.name, listing.description, listing.attributes, listing.etalase_id)
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
"""
    + TRIGGERS
    % {
        "more_new": ", NEW.attributes",
        "more_old": ", OLD.attributes",
        "frozen": ", 'attributes'",
    }
)
REVERSE = (
    TRIGGERS % {"more_new": "", "more_old": "", "frozen": ""}
    + """
CREATE OR REPLACE FUNCTION catalog_check_listing() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP TRIGGER etalase_follows_category ON catalog_etalase;
DROP FUNCTION catalog_follow_category();
DROP TRIGGER category_stays ON catalog_category;
DROP FUNCTION catalog_guard_category();
DROP TRIGGER attribute_kept ON catalog_attributespec;
DROP TRIGGER attribute_stays ON catalog_attributespec;
DROP FUNCTION catalog_guard_attribute();
DROP TRIGGER revision_states_what_is_asked ON catalog_productrevision;
DROP FUNCTION catalog_check_stated();
DROP FUNCTION catalog_attribute_fault(bigint, jsonb);
"""
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_categories"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
