"""Keep one narrow row for each public variant, in the transaction that changes what it shows.

Why: the pages that everybody opens joined six tables, asked each row about its licences and grouped
every match (345 ms for a search over 40,000 goods). ``catalog_offer_source`` says what a row must
hold, from scratch; the triggers copy it for the goods concerned and ``catalog_rebuild_offers`` for
all, so there is one definition. Nothing depends on the day: ``shown_on`` holds the days on which
etalase, licences (R-HALAL-*) and sanctions let it be seen. Whether a shop is suspended is asked by
one row of ``catalog_closedshop``: ten thousand goods go at once. Stock is not copied: it changes
with every order and is read with the few goods of a page.
Locks: a listing's row is locked before its offers are read anew, so two changes never overwrite one
another. Undo: drops view, triggers, functions. Tested: tests/catalog/test_offers.py.
"""

from django.db import migrations

SOURCE = """
CREATE FUNCTION catalog_day() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date
$$;
CREATE FUNCTION catalog_rule(wanted text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (core_strictest_rule(wanted, '', '', catalog_day())).value
$$;
-- The days on which a listing's stated licences let it be sold: the date-free twin of
-- catalog_is_licensed.
CREATE FUNCTION catalog_licensed_on(goods bigint, is_food boolean, size text)
RETURNS datemultirange LANGUAGE sql STABLE AS $$
    WITH stated AS (
        SELECT l.kind, l.status, l.expires_on,
            CASE WHEN l.status = 'verified'
                THEN daterange(l.issued_on, l.expires_on, '[]') END AS valid
        FROM catalog_productlicence x JOIN licences_licence l ON l.id = x.licence_id
        WHERE x.product_id = goods
    ), broken AS (
        SELECT range_agg(CASE WHEN status = 'revoked' THEN daterange(NULL, NULL)
                WHEN status = 'verified' AND expires_on IS NOT NULL
                THEN daterange(expires_on + 1, NULL) END)
            - coalesce(range_agg(valid), '{}') AS days
        FROM stated WHERE kind IN ('halal', 'pirt', 'bpom_md', 'bpom_ml') GROUP BY kind
    ), asked AS (
        SELECT range_agg(daterange(valid_from, valid_to, '[]')) AS days FROM core_rule
        WHERE is_food AND channel = '' AND tenant_slug = ''
        AND code = CASE WHEN size IN ('micro', 'small')
            THEN 'R-HALAL-SMALL' ELSE 'R-HALAL-MEDIUM' END
    ), said AS (
        SELECT range_agg(valid) AS days FROM stated WHERE kind IN ('halal', 'non_halal')
    )
    SELECT '{(,)}'::datemultirange
        - coalesce((SELECT range_agg(days) FROM broken), '{}')
        - (coalesce((SELECT days FROM asked), '{}') - coalesce((SELECT days FROM said), '{}'))
$$;
CREATE FUNCTION catalog_hidden_on(goods bigint) RETURNS datemultirange LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(daterange(s.starts_on, s.ends_on, '[]')), '{}')
    FROM sanctions_sanctionsubject h JOIN sanctions_sanction s ON s.id = h.sanction_id
    WHERE h.subject_type = 'catalog.product' AND h.subject_id = goods AND s.status = 'in_force'
$$;
CREATE VIEW catalog_offer_source AS
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
"""

COLUMNS = (
    "product_id, vendor_id, etalase_id, tenant_id, public_id, code, name, label, unit, variants,"
    " is_lead, gross_rupiah, vendor_name, size_badge, channel, place, regency_code, province_code,"
    " is_domestic, tkdn_percent, photo, licences, price_mark_id, paid_count, median_rupiah,"
    " standing, shown_on, published_at, search_vector"
)
WRITE = f"""
INSERT INTO catalog_offer (sku_id, {COLUMNS})
    SELECT sku_id, {COLUMNS} FROM catalog_offer_source s WHERE {{which}}
    ON CONFLICT (sku_id) DO UPDATE SET ({COLUMNS}) = (
        {", ".join("EXCLUDED." + one.strip() for one in COLUMNS.split(","))}
    ) WHERE catalog_offer IS DISTINCT FROM EXCLUDED;
INSERT INTO catalog_closedshop (vendor_id)
    SELECT DISTINCT o.vendor_id FROM catalog_offer o JOIN vendors_vendor v ON v.id = o.vendor_id
    WHERE v.status <> 'approved' AND {{of_offers}} ON CONFLICT DO NOTHING;
INSERT INTO catalog_knownword (word)
    SELECT DISTINCT w FROM (
        SELECT left(lexeme, 32) AS w FROM catalog_offer o,
            unnest(to_tsvector('simple', catalog_parted(lower(unaccent(
                concat_ws(' ', o.name, o.label, o.vendor_name, o.place)))))) AS t
        WHERE o.is_lead AND {{of_offers}}
    ) words WHERE w ~ '^[[:alpha:]]{{{{3,}}}}' ORDER BY w ON CONFLICT DO NOTHING;
"""
UPKEEP = f"""
CREATE FUNCTION catalog_refresh_offers(goods bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM catalog_product WHERE id = ANY(goods) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM catalog_offer o WHERE o.product_id = ANY(goods) AND NOT EXISTS (
        SELECT 1 FROM catalog_offer_source s
        WHERE s.product_id = ANY(goods) AND s.sku_id = o.sku_id);
    {WRITE.format(which="s.product_id = ANY(goods)", of_offers="o.product_id = ANY(goods)")}
END $$;
CREATE FUNCTION catalog_rules_of_offers() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ', catalog_rule('R-PPN-1'), catalog_rule('R-PPN-LUX'),
        catalog_rule('R-PAID-MIN'), string_agg(concat_ws('/', code, valid_from, valid_to), ' '
            ORDER BY code, valid_from) FILTER (WHERE code LIKE 'R-HALAL-%'))
    FROM core_rule WHERE channel = '' AND tenant_slug = ''
$$;
-- Everything from scratch; what is right already is not written again.
CREATE FUNCTION catalog_rebuild_offers() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('catalog_rebuild_offers'));
    LOCK TABLE catalog_offer IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM catalog_offer o
        WHERE NOT EXISTS (SELECT 1 FROM catalog_offer_source s WHERE s.sku_id = o.sku_id);
    DELETE FROM catalog_knownword;
    DELETE FROM catalog_closedshop c USING vendors_vendor v
        WHERE v.id = c.vendor_id AND v.status = 'approved';
    {WRITE.format(which="true", of_offers="true")}
    INSERT INTO catalog_offerrules (id, rules) VALUES (1, catalog_rules_of_offers())
        ON CONFLICT (id) DO UPDATE SET rules = EXCLUDED.rules;
    SELECT count(*) INTO number FROM catalog_offer;
    RETURN number;
END $$;
CREATE FUNCTION catalog_follow_rules() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF catalog_rules_of_offers() IS NOT DISTINCT FROM (SELECT rules FROM catalog_offerrules) THEN
        RETURN false;
    END IF;
    PERFORM catalog_rebuild_offers();
    RETURN true;
END $$;
"""

TRIGGERS = """
CREATE FUNCTION catalog_offers_of_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER product_offers AFTER UPDATE ON catalog_product FOR EACH ROW
    WHEN ((NEW.status, NEW.name, NEW.description, NEW.etalase_id, NEW.tax_class, NEW.origin_id,
        NEW.is_domestic, NEW.tkdn_percent, NEW.photo, NEW.published_at) IS DISTINCT FROM
        (OLD.status, OLD.name, OLD.description, OLD.etalase_id, OLD.tax_class, OLD.origin_id,
        OLD.is_domestic, OLD.tkdn_percent, OLD.photo, OLD.published_at))
    EXECUTE FUNCTION catalog_offers_of_product();
CREATE FUNCTION catalog_offers_of_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY[coalesce(NEW.product_id, OLD.product_id)]);
    RETURN NULL;
END $$;
CREATE TRIGGER sku_offers AFTER INSERT OR DELETE ON catalog_sku
    FOR EACH ROW EXECUTE FUNCTION catalog_offers_of_part();
CREATE TRIGGER sku_offers_changed AFTER UPDATE ON catalog_sku FOR EACH ROW
    WHEN ((NEW.code, NEW.label, NEW.unit, NEW.price_rupiah, NEW.price_mark_id, NEW.active,
        NEW.is_lead, NEW.position) IS DISTINCT FROM (OLD.code, OLD.label, OLD.unit,
        OLD.price_rupiah, OLD.price_mark_id, OLD.active, OLD.is_lead, OLD.position))
    EXECUTE FUNCTION catalog_offers_of_part();
CREATE TRIGGER licence_link_offers AFTER INSERT OR UPDATE OR DELETE ON catalog_productlicence
    FOR EACH ROW EXECUTE FUNCTION catalog_offers_of_part();

CREATE FUNCTION catalog_offers_of_licence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY(
        SELECT product_id FROM catalog_productlicence WHERE licence_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER licence_offers AFTER UPDATE ON licences_licence FOR EACH ROW
    WHEN ((NEW.status, NEW.kind, NEW.issued_on, NEW.expires_on, NEW.tkdn_percent) IS DISTINCT FROM
        (OLD.status, OLD.kind, OLD.issued_on, OLD.expires_on, OLD.tkdn_percent))
    EXECUTE FUNCTION catalog_offers_of_licence();

CREATE FUNCTION catalog_offers_of_etalase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY(
        SELECT id FROM catalog_product WHERE etalase_id = NEW.id AND status = 'published'));
    RETURN NULL;
END $$;
CREATE TRIGGER etalase_offers AFTER UPDATE ON catalog_etalase FOR EACH ROW
    WHEN ((NEW.name, NEW.tenant_id, NEW.channel, NEW.goods_class, NEW.opens_on, NEW.closes_on)
        IS DISTINCT FROM
        (OLD.name, OLD.tenant_id, OLD.channel, OLD.goods_class, OLD.opens_on, OLD.closes_on))
    EXECUTE FUNCTION catalog_offers_of_etalase();

CREATE FUNCTION catalog_offers_of_shop() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.name, NEW.legal_form, NEW.size_class, NEW.is_pkp, NEW.region_id) IS DISTINCT FROM
       (OLD.name, OLD.legal_form, OLD.size_class, OLD.is_pkp, OLD.region_id) THEN
        PERFORM catalog_refresh_offers(ARRAY(
            SELECT id FROM catalog_product WHERE vendor_id = NEW.id AND status = 'published'));
    END IF;
    IF NEW.status = 'approved' THEN
        DELETE FROM catalog_closedshop WHERE vendor_id = NEW.id;
    ELSIF EXISTS (SELECT 1 FROM catalog_offer WHERE vendor_id = NEW.id) THEN
        INSERT INTO catalog_closedshop (vendor_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shop_offers AFTER UPDATE ON vendors_vendor FOR EACH ROW
    WHEN ((NEW.name, NEW.legal_form, NEW.size_class, NEW.is_pkp, NEW.region_id, NEW.status)
        IS DISTINCT FROM
        (OLD.name, OLD.legal_form, OLD.size_class, OLD.is_pkp, OLD.region_id, OLD.status))
    EXECUTE FUNCTION catalog_offers_of_shop();

CREATE FUNCTION catalog_offers_of_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY(
        SELECT DISTINCT s.product_id FROM changed c
        JOIN known k ON k.id = c.id
            AND (k.paid_count, k.median_rupiah) IS DISTINCT FROM (c.paid_count, c.median_rupiah)
        JOIN catalog_sku s ON s.price_mark_id = c.id));
    RETURN NULL;
END $$;
CREATE TRIGGER price_mark_offers AFTER UPDATE ON catalog_pricemark
    REFERENCING OLD TABLE AS known NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_offers_of_marks();

CREATE FUNCTION catalog_offers_of_sanction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_refresh_offers(ARRAY(
        SELECT subject_id FROM sanctions_sanctionsubject WHERE subject_type = 'catalog.product'
        AND sanction_id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint));
    RETURN NULL;
END $$;
CREATE TRIGGER sanction_subject_offers AFTER INSERT ON sanctions_sanctionsubject FOR EACH ROW
    WHEN (NEW.subject_type = 'catalog.product')
    EXECUTE FUNCTION catalog_offers_of_sanction('sanction_id');
CREATE TRIGGER sanction_offers AFTER UPDATE ON sanctions_sanction FOR EACH ROW
    WHEN ((NEW.status, NEW.starts_on, NEW.ends_on) IS DISTINCT FROM
        (OLD.status, OLD.starts_on, OLD.ends_on))
    EXECUTE FUNCTION catalog_offers_of_sanction('id');

CREATE FUNCTION catalog_offers_of_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_follow_rules();
    RETURN NULL;
END $$;
CREATE TRIGGER rule_offers AFTER INSERT OR UPDATE ON core_rule
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_offers_of_rules();
SELECT catalog_rebuild_offers();
"""
NO_TRIGGERS = """
DROP TRIGGER rule_offers ON core_rule;
DROP TRIGGER sanction_offers ON sanctions_sanction;
DROP TRIGGER sanction_subject_offers ON sanctions_sanctionsubject;
DROP TRIGGER price_mark_offers ON catalog_pricemark;
DROP TRIGGER shop_offers ON vendors_vendor;
DROP TRIGGER etalase_offers ON catalog_etalase;
DROP TRIGGER licence_offers ON licences_licence;
DROP TRIGGER licence_link_offers ON catalog_productlicence;
DROP TRIGGER sku_offers_changed ON catalog_sku;
DROP TRIGGER sku_offers ON catalog_sku;
DROP TRIGGER product_offers ON catalog_product;
DROP FUNCTION catalog_offers_of_rules();
DROP FUNCTION catalog_offers_of_sanction();
DROP FUNCTION catalog_offers_of_marks();
DROP FUNCTION catalog_offers_of_shop();
DROP FUNCTION catalog_offers_of_etalase();
DROP FUNCTION catalog_offers_of_licence();
DROP FUNCTION catalog_offers_of_part();
DROP FUNCTION catalog_offers_of_product();
"""
NO_UPKEEP = """
DROP FUNCTION catalog_follow_rules();
DROP FUNCTION catalog_rebuild_offers();
DROP FUNCTION catalog_rules_of_offers();
DROP FUNCTION catalog_refresh_offers(bigint[]);
"""
NO_SOURCE = """
DROP VIEW catalog_offer_source;
DROP FUNCTION catalog_hidden_on(bigint);
DROP FUNCTION catalog_licensed_on(bigint, boolean, text);
DROP FUNCTION catalog_rule(text);
DROP FUNCTION catalog_day();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0012_offers"),
        ("vendors", "0018_identity_stays"),
        ("licences", "0002_guards"),
        ("sanctions", "0003_suspended_before"),
        ("core", "0006_holiday_guards"),
    ]
    operations = [
        migrations.RunSQL(SOURCE, NO_SOURCE),
        migrations.RunSQL(UPKEEP, NO_UPKEEP),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
