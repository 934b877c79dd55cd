"""Let a shop list only where its place, or the etalase's rule, allows it.

Why: the storefront of a city showed "its own" cloth from a shop in another province, since nothing
but a form's list of choices knew of places. Asked of what is written anew: a listing's etalase, and
each revision; a shop that moved keeps what was published. Locks: triggers on catalog_product and
catalog_productrevision, for a moment. Undo: drops triggers and functions. Tested:
tests/catalog/test_residence.py.
"""

from django.db import migrations

FORWARD = """
-- A region and all that it lies in, from the inside: the twin of ``catalog.residence.chain``.
CREATE FUNCTION catalog_region_chain(place bigint) RETURNS TABLE (id bigint, step integer)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up AS (
        SELECT r.id, r.parent_id, 1 AS step FROM accounts_region r WHERE r.id = place
        UNION ALL
        SELECT r.id, r.parent_id, up.step + 1 FROM accounts_region r JOIN up ON r.id = up.parent_id
    )
    SELECT up.id, up.step FROM up
$$;
-- Whether a shop may list in an etalase by its place: the twin of ``catalog.residence.may_list``.
CREATE FUNCTION catalog_may_list(shop bigint, showcase bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    rule text;
    area bigint;
    home bigint;
BEGIN
    SELECT e.open_to, coalesce(e.region_id, t.region_id) INTO rule, area
        FROM catalog_etalase e JOIN accounts_tenant t ON t.id = e.tenant_id WHERE e.id = showcase;
    IF rule = 'anyone' THEN
        RETURN true;
    END IF;
    SELECT region_id INTO home FROM vendors_vendor WHERE id = shop;
    IF rule = 'province' THEN
        RETURN home IS NOT NULL AND
            (SELECT c.id FROM catalog_region_chain(home) c ORDER BY step DESC LIMIT 1)
            = (SELECT c.id FROM catalog_region_chain(area) c ORDER BY step DESC LIMIT 1);
    END IF;
    RETURN EXISTS (SELECT 1 FROM catalog_region_chain(home) c WHERE c.id = area);
END $$;

CREATE FUNCTION catalog_require_resident() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shop bigint := (to_jsonb(NEW) ->> 'vendor_id')::bigint;
BEGIN
    IF shop IS NULL THEN
        SELECT vendor_id INTO shop FROM catalog_product
            WHERE id = (to_jsonb(NEW) ->> 'product_id')::bigint;
    END IF;
    IF NOT catalog_may_list(shop, NEW.etalase_id) THEN
        RAISE EXCEPTION 'vendor % may not list in etalase %', shop, NEW.etalase_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_may_list_there';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER product_of_a_resident_at_first BEFORE INSERT ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION catalog_require_resident();
CREATE TRIGGER product_of_a_resident BEFORE UPDATE OF etalase_id, vendor_id ON catalog_product
    FOR EACH ROW WHEN ((NEW.etalase_id, NEW.vendor_id)
        IS DISTINCT FROM (OLD.etalase_id, OLD.vendor_id))
    EXECUTE FUNCTION catalog_require_resident();
CREATE TRIGGER revision_of_a_resident BEFORE INSERT ON catalog_productrevision
    FOR EACH ROW EXECUTE FUNCTION catalog_require_resident();
"""
REVERSE = """
DROP TRIGGER revision_of_a_resident ON catalog_productrevision;
DROP TRIGGER product_of_a_resident ON catalog_product;
DROP TRIGGER product_of_a_resident_at_first ON catalog_product;
DROP FUNCTION catalog_require_resident();
DROP FUNCTION catalog_may_list(bigint, bigint);
DROP FUNCTION catalog_region_chain(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0017_where_shops_list"), ("vendors", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
