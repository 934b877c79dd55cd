"""Hold the reasons of an order, its fiscal year and its day of need in the database.

Why: what an officer said for an order is evidence, so it is only added, while the order is with its
officer; and neither raw SQL nor a slip of ours may hand in an order that owes a reason, carry one
into the next fiscal year, or promise goods for a day past it. An order that was placed before the
rule R-CMP-2 does not carry it and is not asked.
Locks: the orders for a moment. Undo: drops triggers and functions. Tested: tests/orders/test_grounds.py,
tests/orders/test_placeable.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_guard_ground() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF po.status NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the reasons of order % are frozen', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_grounds_frozen';
    END IF;
    IF TG_TABLE_NAME = 'orders_orderreason' THEN
        IF NOT EXISTS (SELECT 1 FROM core_rule WHERE id = NEW.rule_id AND code = NEW.code)
           OR NEW.sku_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM orders_orderline WHERE order_id = NEW.order_id AND sku_id = NEW.sku_id)
        THEN
            RAISE EXCEPTION 'the reason is of no rule or of goods that order % does not hold',
                po.number USING ERRCODE = 'check_violation', CONSTRAINT = 'order_reason_of_its_goods';
        END IF;
    ELSIF NEW.vendor_id = po.vendor_id OR NOT EXISTS (
        SELECT 1 FROM catalog_sku WHERE id = NEW.offer_id AND vendor_id = NEW.vendor_id
    ) THEN
        RAISE EXCEPTION 'order % is compared with offers of other vendors', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'comparison_of_another_vendor';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_reason_guard BEFORE INSERT ON orders_orderreason
    FOR EACH ROW EXECUTE FUNCTION orders_guard_ground();
CREATE TRIGGER order_reason_frozen BEFORE UPDATE OR DELETE ON orders_orderreason
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_reason_kept BEFORE TRUNCATE ON orders_orderreason
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_comparison_guard BEFORE INSERT ON orders_ordercomparison
    FOR EACH ROW EXECUTE FUNCTION orders_guard_ground();
CREATE TRIGGER order_comparison_frozen BEFORE UPDATE OR DELETE ON orders_ordercomparison
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_comparison_kept BEFORE TRUNCATE ON orders_ordercomparison
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- R-CMP-2 as it bound the order.
CREATE FUNCTION orders_require_comparison(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
BEGIN
    SELECT value INTO wanted FROM orders_orderrule WHERE order_id = po.id AND code = 'R-CMP-2';
    IF wanted > (SELECT count(*) FROM orders_ordercomparison WHERE order_id = po.id)
       AND NOT EXISTS (
           SELECT 1 FROM orders_orderreason WHERE order_id = po.id AND code = 'R-CMP-2')
    THEN
        RAISE EXCEPTION 'order % was compared with fewer than % offers', po.number, wanted
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_was_compared';
    END IF;
END $$;

-- R-FAIR-BAND against the medians of the moment; the price as the order's own taxes make it.
CREATE FUNCTION orders_require_fair_prices(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    band bigint;
    enough bigint;
BEGIN
    band := (core_strictest_rule('R-FAIR-BAND', '', '', po.ordered_on)).value;
    enough := (core_strictest_rule(
        'R-PAID-MIN', '', '', (po.status_at AT TIME ZONE 'Asia/Jakarta')::date)).value;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l
        JOIN catalog_sku s ON s.id = l.sku_id JOIN catalog_pricemark m ON m.id = s.price_mark_id
        LEFT JOIN orders_ordertax t
            ON t.order_id = l.order_id AND t.kind = 'vat' AND t.tax_class = l.tax_class
        WHERE l.order_id = po.id AND m.paid_count >= enough AND m.median_rupiah > 0
        AND round(10000.0 * (l.unit_price_rupiah
            + round(l.unit_price_rupiah * coalesce(t.rate_bp, 0) / 10000.0) - m.median_rupiah)
            / m.median_rupiah) > band
        AND NOT EXISTS (
            SELECT 1 FROM orders_orderreason r
            WHERE r.order_id = po.id AND r.code = 'R-FAIR-BAND' AND r.sku_id = l.sku_id)
    ) THEN
        RAISE EXCEPTION 'order % owes a reason for goods far above the median', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_says_why_dear';
    END IF;
END $$;

-- Order, day of need and calendar are of one fiscal year, until the vendor has promised.
CREATE FUNCTION orders_require_year(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    today date;
    within bigint;
BEGIN
    SELECT (po.status_at AT TIME ZONE r.time_zone)::date INTO today
        FROM accounts_agency a JOIN accounts_region r ON r.id = a.region_id
        WHERE a.id = po.agency_id;
    IF extract(year FROM today) <> extract(year FROM po.ordered_on) THEN
        RAISE EXCEPTION 'order % is of the fiscal year %', po.number, extract(year FROM po.ordered_on)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_of_the_running_year';
    END IF;
    IF po.status = 'accepted' THEN
        RETURN;
    END IF;
    within := (core_strictest_rule(
        'R-NEEDED-MAX', po.channel, orders_tenant_of(po.agency_id), po.ordered_on)).value;
    IF extract(year FROM po.deliver_by) > extract(year FROM po.ordered_on)
       OR po.deliver_by > po.ordered_on + within::int THEN
        RAISE EXCEPTION 'order % is needed by %, which is too far ahead', po.number, po.deliver_by
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_needed_too_late';
    END IF;
END $$;

CREATE FUNCTION orders_guard_grounds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM orders_require_year(NEW);
    IF NEW.status IN ('submitted', 'approved') THEN
        PERFORM orders_require_comparison(NEW);
    END IF;
    IF NEW.status = 'submitted' THEN
        PERFORM orders_require_fair_prices(NEW);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_has_its_grounds BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (
        NEW.status IS DISTINCT FROM OLD.status AND NEW.status IN ('submitted', 'approved', 'accepted'))
    EXECUTE FUNCTION orders_guard_grounds();
"""
REVERSE = """
DROP TRIGGER order_has_its_grounds ON orders_purchaseorder;
DROP FUNCTION orders_guard_grounds();
DROP FUNCTION orders_require_year(orders_purchaseorder);
DROP FUNCTION orders_require_fair_prices(orders_purchaseorder);
DROP FUNCTION orders_require_comparison(orders_purchaseorder);
DROP TRIGGER order_comparison_kept ON orders_ordercomparison;
DROP TRIGGER order_comparison_frozen ON orders_ordercomparison;
DROP TRIGGER order_comparison_guard ON orders_ordercomparison;
DROP TRIGGER order_reason_kept ON orders_orderreason;
DROP TRIGGER order_reason_frozen ON orders_orderreason;
DROP TRIGGER order_reason_guard ON orders_orderreason;
DROP FUNCTION orders_guard_ground();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_reasons")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
