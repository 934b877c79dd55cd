"""Search no more by the listings' own columns: offers carry the words of what is public.

Why: two indexes of the same words cost each edit twice, and drafts were indexed that nobody may
find. Locks: catalog_product, milliseconds. Undo: the columns, filled again by their trigger.
Tested: tests/catalog/test_search.py.
"""

from django.db import migrations

DROP = """
DROP TRIGGER variant_renamed ON catalog_sku;
DROP TRIGGER variant_named ON catalog_sku;
DROP FUNCTION catalog_follow_label();
DROP TRIGGER vendor_renamed ON vendors_vendor;
DROP FUNCTION catalog_follow_vendor_name();
DROP TRIGGER product_search ON catalog_product;
DROP FUNCTION catalog_fill_search();
"""
UNDO = """
CREATE OR REPLACE FUNCTION catalog_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
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
    NEW.search_text := catalog_parted(lower(unaccent(concat_ws(' ', NEW.name, kinds, seller, place))));
    NEW.search_vector :=
        setweight(to_tsvector('simple', catalog_parted(lower(unaccent(concat_ws(' ', NEW.name, kinds))))), 'A')
        || setweight(to_tsvector('indonesian', catalog_parted(lower(unaccent(concat_ws(' ', NEW.name, kinds))))), 'A')
        || setweight(to_tsvector('simple', catalog_parted(lower(unaccent(concat_ws(' ', seller, place, showcase))))), 'B')
        || setweight(to_tsvector('indonesian', catalog_parted(lower(unaccent(NEW.description)))), 'C');
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

UPDATE catalog_product SET name = name;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_offers_kept")]
    operations = [
        migrations.RunSQL(DROP, UNDO),
        migrations.RemoveIndex(model_name="product", name="product_search"),
        migrations.RemoveIndex(model_name="product", name="product_trigram"),
        migrations.RemoveField(model_name="product", name="search_text"),
        migrations.RemoveField(model_name="product", name="search_vector"),
    ]
