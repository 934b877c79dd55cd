"""Tie a stated licence to the listing's own shop, and say in the database what may be sold.

Why: badges and the sale of food rest on these links (I-24, I-33); another shop's certificate must
prove nothing here, not even by raw SQL, and the triggers of orders ask the same question as the
pages do (catalog/licensing.py).
Locks: new tables. Undo: drops keys, triggers and the function. Tested:
tests/catalog/test_licences.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE catalog_productlicence
    ADD CONSTRAINT stating_listing_is_of_the_shop FOREIGN KEY (product_id, vendor_id)
        REFERENCES catalog_product (id, vendor_id),
    ADD CONSTRAINT stated_licence_is_of_the_shop FOREIGN KEY (licence_id, vendor_id)
        REFERENCES licences_licence (id, vendor_id);
CREATE TRIGGER halal_notice_frozen BEFORE UPDATE OR DELETE ON catalog_halalnotice
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER halal_notices_kept BEFORE TRUNCATE ON catalog_halalnotice
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION catalog_is_licensed(goods bigint, day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM catalog_productlicence x JOIN licences_licence l ON l.id = x.licence_id
        WHERE x.product_id = goods AND l.kind IN ('halal', 'pirt', 'bpom_md', 'bpom_ml')
        AND (l.status = 'revoked' OR l.status = 'verified' AND l.expires_on < day)
        AND NOT EXISTS (
            SELECT 1 FROM catalog_productlicence y JOIN licences_licence v ON v.id = y.licence_id
            WHERE y.product_id = goods AND v.kind = l.kind AND licences_is_valid(v, day)
        )
    ) AND (
        NOT EXISTS (
            SELECT 1 FROM catalog_product p JOIN catalog_etalase e ON e.id = p.etalase_id
            JOIN vendors_vendor s ON s.id = p.vendor_id
            WHERE p.id = goods AND e.goods_class = 'food' AND (core_strictest_rule(
                CASE WHEN s.size_class IN ('micro', 'small')
                    THEN 'R-HALAL-SMALL' ELSE 'R-HALAL-MEDIUM' END, '', '', day)).id IS NOT NULL
        ) OR EXISTS (
            SELECT 1 FROM catalog_productlicence x JOIN licences_licence l ON l.id = x.licence_id
            WHERE x.product_id = goods AND l.kind IN ('halal', 'non_halal')
            AND licences_is_valid(l, day)
        )
    )
$$;
"""
REVERSE = """
DROP FUNCTION catalog_is_licensed(bigint, date);
DROP TRIGGER halal_notices_kept ON catalog_halalnotice;
DROP TRIGGER halal_notice_frozen ON catalog_halalnotice;
ALTER TABLE catalog_productlicence
    DROP CONSTRAINT stated_licence_is_of_the_shop,
    DROP CONSTRAINT stating_listing_is_of_the_shop;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_licences"),
        ("licences", "0002_guards"),
        ("core", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
