"""Show how prices compare only where enough was paid to enough shops (R-PAID-MIN, R-PAID-VENDORS).

Why: five payments to one shop made its own price "proven fair". The row of a variant carries the
median and the number of payments while both counts are reached, else neither; lists, filters and
the first page read nothing else. The shops of each mark are counted here once, from then on by
``catalog.services.refresh_price_marks``.
Locks: catalog_offer while all rows are compared. Undo: the definition of 0013_offers_kept.
Tested: tests/catalog/test_offers.py, tests/catalog/test_prices.py.
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
CREATE OR REPLACE FUNCTION catalog_rules_of_offers() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ', catalog_rule('R-PPN-1'), catalog_rule('R-PPN-LUX'),
        catalog_rule('R-PAID-MIN'), catalog_rule('R-PAID-VENDORS'),
        string_agg(concat_ws('/', code, valid_from, valid_to), ' '
            ORDER BY code, valid_from) FILTER (WHERE code LIKE 'R-HALAL-%'))
    FROM core_rule WHERE channel = '' AND tenant_slug = ''
$$;
CREATE OR REPLACE FUNCTION catalog_offers_of_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY(
        SELECT DISTINCT s.product_id FROM changed c
        JOIN known k ON k.id = c.id
            AND (k.paid_count, k.vendors, k.median_rupiah)
                IS DISTINCT FROM (c.paid_count, c.vendors, c.median_rupiah)
        JOIN catalog_sku s ON s.price_mark_id = c.id));
    RETURN NULL;
END $$;
UPDATE catalog_pricemark m SET vendors = least(paid.vendors, m.paid_count) FROM (
    SELECT s.price_mark_id AS id, count(DISTINCT s.vendor_id) AS vendors
    FROM catalog_paidprice p JOIN catalog_sku s ON s.id = p.sku_id
    WHERE p.paid_on > catalog_day() - catalog_rule('R-PAID-WINDOW')::integer GROUP BY 1
) paid WHERE m.id = paid.id;
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
        WHEN m.id IS NULL OR m.paid_count < catalog_rule('R-PAID-MIN') THEN 1000000
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
CREATE OR REPLACE FUNCTION catalog_rules_of_offers() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ', catalog_rule('R-PPN-1'), catalog_rule('R-PPN-LUX'),
        catalog_rule('R-PAID-MIN'), string_agg(concat_ws('/', code, valid_from, valid_to), ' '
            ORDER BY code, valid_from) FILTER (WHERE code LIKE 'R-HALAL-%'))
    FROM core_rule WHERE channel = '' AND tenant_slug = ''
$$;
CREATE OR REPLACE FUNCTION catalog_offers_of_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY(
        SELECT DISTINCT s.product_id FROM changed c
        JOIN known k ON k.id = c.id
            AND (k.paid_count, k.median_rupiah) IS DISTINCT FROM (c.paid_count, c.median_rupiah)
        JOIN catalog_sku s ON s.price_mark_id = c.id));
    RETURN NULL;
END $$;
SELECT catalog_rebuild_offers();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0025_vendors_of_marks")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
