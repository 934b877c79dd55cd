"""Index numbers apart from their units, so that ``5kg`` finds what ``5 kg`` finds.

Why: the parser of text search takes ``5kg`` for one word. ``catalog_parted`` is the twin of
``catalog.rules.parted``, which parts what people look for. All listings are indexed anew.
Locks: the listings while they are indexed. Undo: the function before, and its index.
Tested: tests/catalog/test_search.py.
"""

from django.db import migrations

PARTED = r"""
CREATE FUNCTION catalog_parted(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(words, '(?<=[0-9])[x×](?=[0-9])', ' x ', 'g'),
        '(?<=[0-9])(?=[a-z])|(?<=[0-9])[.,](?=[0-9])', ' ', 'g')
$$;
"""
FILL = """
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
    NEW.search_text := {text}(concat_ws(' ', NEW.name, kinds, seller, place)){end};
    NEW.search_vector :=
        setweight(to_tsvector('simple', {text}(concat_ws(' ', NEW.name, kinds)){end}), 'A')
        || setweight(to_tsvector('indonesian', {text}(concat_ws(' ', NEW.name, kinds)){end}), 'A')
        || setweight(to_tsvector('simple', {text}(concat_ws(' ', seller, place, showcase)){end}), 'B')
        || setweight(to_tsvector('indonesian', {text}(NEW.description){end}), 'C');
    RETURN NEW;
END $$;
UPDATE catalog_product SET name = name;
"""
NOW = FILL.format(text="catalog_parted(lower(unaccent", end="))")
BEFORE = FILL.format(text="lower(unaccent", end=")")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_numbers_within_bounds")]
    operations = [
        migrations.RunSQL(PARTED, "DROP FUNCTION catalog_parted(text)"),
        migrations.RunSQL(NOW, BEFORE),
    ]
