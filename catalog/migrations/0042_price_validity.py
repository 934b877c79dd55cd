"""Show an offer no longer than its prices hold: ``shown_on`` ends with ``price_valid_until``.

Why: nothing is rewritten at midnight; the days on which a row is seen are in the row, as with licences
(0013_offers_kept). Locks: catalog_product for a moment; catalog_offer while rows are compared. Undo: the
view of 0026_proof_by_several_shops. Tested: tests/catalog/terms/test_validity.py.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE VIEW catalog_offer_source AS
SELECT s.id AS sku_id, p.id AS product_id, p.vendor_id, p.etalase_id, e.tenant_id, p.public_id,
    s.code, p.name, s.label, s.unit, kinds.number AS variants, s.is_lead, price.gross_rupiah,
    v.name AS vendor_name,
    CASE WHEN v.legal_form = 'cooperative' THEN 'cooperative'
        WHEN v.size_class = 'non_msme' THEN 'large' ELSE v.size_class END AS size_badge,
    e.channel, coalesce(replace(home.name, 'Kabupaten ', 'Kab. '), '') AS place,
    coalesce(home.code, '') AS regency_code, coalesce(province.code, home.code, '') AS province_code,
    p.is_domestic, p.tkdn_percent, p.photo,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('kind', l.kind, 'percent', l.tkdn_percent,
            'since', l.issued_on, 'until', l.expires_on) ORDER BY l.kind, l.id DESC)
        FROM catalog_productlicence x JOIN licences_licence l ON l.id = x.licence_id
        WHERE x.product_id = p.id AND l.status = 'verified'), '[]') AS licences,
    s.price_mark_id, coalesce(m.paid_count, 0) AS paid_count, m.median_rupiah,
    least(coalesce(m.paid_count, 0), 999999) + CASE
        WHEN m.id IS NULL THEN 1000000
        WHEN price.gross_rupiah <= m.median_rupiah THEN 2000000 ELSE 0 END AS standing,
    datemultirange(daterange(e.opens_on, e.closes_on, '[]'))
        * catalog_licensed_on(p.id, e.goods_class = 'food', v.size_class)
        * datemultirange(daterange(NULL, p.price_valid_until, '[]'))
        - catalog_hidden_on(p.id) AS shown_on,
    p.published_at,
    CASE WHEN s.is_lead THEN
        setweight(to_tsvector('simple', words.name), 'A')
        || setweight(to_tsvector('indonesian', words.name), 'A')
        || setweight(to_tsvector('simple', words.seller), 'B')
        || setweight(to_tsvector('indonesian', words.description), 'C') END AS search_vector
FROM catalog_sku s
JOIN catalog_product p ON p.id = s.product_id
JOIN catalog_etalase e ON e.id = p.etalase_id
JOIN vendors_vendor v ON v.id = p.vendor_id
LEFT JOIN accounts_region r ON r.id = coalesce(p.origin_id, v.region_id)
LEFT JOIN accounts_region home
    ON home.id = CASE WHEN r.level = 'district' THEN coalesce(r.parent_id, r.id) ELSE r.id END
LEFT JOIN accounts_region province ON province.id = home.parent_id
LEFT JOIN catalog_pricemark m ON m.id = s.price_mark_id
    AND m.paid_count >= (SELECT catalog_rule('R-PAID-MIN'))
    AND m.vendors >= (SELECT catalog_rule('R-PAID-VENDORS'))
CROSS JOIN LATERAL (
    SELECT count(*)::smallint AS number, string_agg(o.label, ' ' ORDER BY o.position, o.id) AS labels
    FROM catalog_sku o WHERE o.product_id = p.id AND o.active
) kinds
CROSS JOIN LATERAL (
    SELECT CASE WHEN NOT v.is_pkp THEN 0
        WHEN p.tax_class = 'ppn' THEN coalesce(catalog_rule('R-PPN-1'), 0)
        WHEN p.tax_class = 'luxury' THEN coalesce(catalog_rule('R-PPN-LUX'), 0)
        ELSE 0 END AS bp
) vat
CROSS JOIN LATERAL (
    -- divided before it is multiplied, so that no stored price can overflow (prices.plus_rate)
    SELECT s.price_rupiah + s.price_rupiah / 10000 * vat.bp
        + (s.price_rupiah % 10000 * vat.bp + 5000) / 10000 AS gross_rupiah
) price
CROSS JOIN LATERAL (
    SELECT catalog_parted(lower(unaccent(concat_ws(' ', p.name, kinds.labels)))) AS name,
        catalog_parted(lower(unaccent(concat_ws(' ', v.name, home.name, r.name, e.name)))) AS seller,
        catalog_parted(lower(unaccent(p.description))) AS description
) words
WHERE s.active AND p.status = 'published' AND (
    v.legal_form = 'cooperative' OR v.size_class IN ('micro', 'small')
    OR v.size_class = 'medium' AND e.channel = 'katalog_lokal');
DROP TRIGGER product_offers ON catalog_product;
CREATE TRIGGER product_offers AFTER UPDATE ON catalog_product FOR EACH ROW
    WHEN ((NEW.status, NEW.name, NEW.description, NEW.etalase_id, NEW.tax_class, NEW.origin_id,
        NEW.is_domestic, NEW.tkdn_percent, NEW.photo, NEW.published_at,
        NEW.price_valid_until) IS DISTINCT FROM
        (OLD.status, OLD.name, OLD.description, OLD.etalase_id, OLD.tax_class, OLD.origin_id,
        OLD.is_domestic, OLD.tkdn_percent, OLD.photo, OLD.published_at,
        OLD.price_valid_until))
    EXECUTE FUNCTION catalog_offers_of_product();
SELECT catalog_rebuild_offers();
"""
REVERSE = """
CREATE OR REPLACE VIEW catalog_offer_source AS
SELECT s.id AS sku_id, p.id AS product_id, p.vendor_id, p.etalase_id, e.tenant_id, p.public_id,
    s.code, p.name, s.label, s.unit, kinds.number AS variants, s.is_lead, price.gross_rupiah,
    v.name AS vendor_name,
    CASE WHEN v.legal_form = 'cooperative' THEN 'cooperative'
        WHEN v.size_class = 'non_msme' THEN 'large' ELSE v.size_class END AS size_badge,
    e.channel, coalesce(replace(home.name, 'Kabupaten ', 'Kab. '), '') AS place,
    coalesce(home.code, '') AS regency_code, coalesce(province.code, home.code, '') AS province_code,
    p.is_domestic, p.tkdn_percent, p.photo,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('kind', l.kind, 'percent', l.tkdn_percent,
            'since', l.issued_on, 'until', l.expires_on) ORDER BY l.kind, l.id DESC)
        FROM catalog_productlicence x JOIN licences_licence l ON l.id = x.licence_id
        WHERE x.product_id = p.id AND l.status = 'verified'), '[]') AS licences,
    s.price_mark_id, coalesce(m.paid_count, 0) AS paid_count, m.median_rupiah,
    least(coalesce(m.paid_count, 0), 999999) + CASE
        WHEN m.id IS NULL THEN 1000000
        WHEN price.gross_rupiah <= m.median_rupiah THEN 2000000 ELSE 0 END AS standing,
    datemultirange(daterange(e.opens_on, e.closes_on, '[]'))
        * catalog_licensed_on(p.id, e.goods_class = 'food', v.size_class)
        - catalog_hidden_on(p.id) AS shown_on,
    p.published_at,
    CASE WHEN s.is_lead THEN
        setweight(to_tsvector('simple', words.name), 'A')
        || setweight(to_tsvector('indonesian', words.name), 'A')
        || setweight(to_tsvector('simple', words.seller), 'B')
        || setweight(to_tsvector('indonesian', words.description), 'C') END AS search_vector
FROM catalog_sku s
JOIN catalog_product p ON p.id = s.product_id
JOIN catalog_etalase e ON e.id = p.etalase_id
JOIN vendors_vendor v ON v.id = p.vendor_id
LEFT JOIN accounts_region r ON r.id = coalesce(p.origin_id, v.region_id)
LEFT JOIN accounts_region home
    ON home.id = CASE WHEN r.level = 'district' THEN coalesce(r.parent_id, r.id) ELSE r.id END
LEFT JOIN accounts_region province ON province.id = home.parent_id
LEFT JOIN catalog_pricemark m ON m.id = s.price_mark_id
    AND m.paid_count >= (SELECT catalog_rule('R-PAID-MIN'))
    AND m.vendors >= (SELECT catalog_rule('R-PAID-VENDORS'))
CROSS JOIN LATERAL (
    SELECT count(*)::smallint AS number, string_agg(o.label, ' ' ORDER BY o.position, o.id) AS labels
    FROM catalog_sku o WHERE o.product_id = p.id AND o.active
) kinds
CROSS JOIN LATERAL (
    SELECT CASE WHEN NOT v.is_pkp THEN 0
        WHEN p.tax_class = 'ppn' THEN coalesce(catalog_rule('R-PPN-1'), 0)
        WHEN p.tax_class = 'luxury' THEN coalesce(catalog_rule('R-PPN-LUX'), 0)
        ELSE 0 END AS bp
) vat
CROSS JOIN LATERAL (
    -- divided before it is multiplied, so that no stored price can overflow (prices.plus_rate)
    SELECT s.price_rupiah + s.price_rupiah / 10000 * vat.bp
        + (s.price_rupiah % 10000 * vat.bp + 5000) / 10000 AS gross_rupiah
) price
CROSS JOIN LATERAL (
    SELECT catalog_parted(lower(unaccent(concat_ws(' ', p.name, kinds.labels)))) AS name,
        catalog_parted(lower(unaccent(concat_ws(' ', v.name, home.name, r.name, e.name)))) AS seller,
        catalog_parted(lower(unaccent(p.description))) AS description
) words
WHERE s.active AND p.status = 'published' AND (
    v.legal_form = 'cooperative' OR v.size_class IN ('micro', 'small')
    OR v.size_class = 'medium' AND e.channel = 'katalog_lokal');
DROP TRIGGER product_offers ON catalog_product;
CREATE TRIGGER product_offers AFTER UPDATE ON catalog_product FOR EACH ROW
    WHEN ((NEW.status, NEW.name, NEW.description, NEW.etalase_id, NEW.tax_class, NEW.origin_id,
        NEW.is_domestic, NEW.tkdn_percent, NEW.photo, NEW.published_at) IS DISTINCT FROM
        (OLD.status, OLD.name, OLD.description, OLD.etalase_id, OLD.tax_class, OLD.origin_id,
        OLD.is_domestic, OLD.tkdn_percent, OLD.photo, OLD.published_at))
    EXECUTE FUNCTION catalog_offers_of_product();
SELECT catalog_rebuild_offers();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0041_term_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
