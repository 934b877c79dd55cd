"""Keep the search columns true, and refuse an illegal step of a listing.

Why: the search text joins product, vendor, etalase and place, so a trigger is the only writer that
cannot be forgotten. "indonesian" stems but knows no brand names, so "simple" stands beside it.
Locks: new table. Undo: drops triggers and functions. Tested: tests/catalog/test_search.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalog_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seller text;
    showcase text;
    place text;
BEGIN
    SELECT name INTO seller FROM vendors_vendor WHERE id = NEW.vendor_id;
    SELECT name INTO showcase FROM catalog_etalase WHERE id = NEW.etalase_id;
    SELECT name INTO place FROM accounts_region WHERE id = NEW.origin_id;
    NEW.search_text := lower(unaccent(concat_ws(' ', NEW.name, seller, place)));
    NEW.search_vector :=
        setweight(to_tsvector('simple', unaccent(NEW.name)), 'A')
        || setweight(to_tsvector('indonesian', unaccent(NEW.name)), 'A')
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
CREATE TRIGGER product_steps BEFORE UPDATE ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('product', 'vendor_id', 'public_id');
CREATE TRIGGER price_version_frozen BEFORE UPDATE OR DELETE ON catalog_priceversion
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER price_version_frozen ON catalog_priceversion;
DROP TRIGGER product_steps ON catalog_product;
DROP TRIGGER vendor_renamed ON vendors_vendor;
DROP FUNCTION catalog_follow_vendor_name();
DROP TRIGGER product_search ON catalog_product;
DROP FUNCTION catalog_fill_search();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("vendors", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
