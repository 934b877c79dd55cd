"""Let an order's freight be what its shop states, by whatever way the order is written.

Why: a freight that somebody types is a price nobody offered. It is the row of the shop's table, nothing
where the office fetches the goods itself, or what the shop answered to this office for this place and
these goods; it pays for one order, and stays as it was. The twin is ``orders.freight``, which alone knows
how far places are from each other. Locks: new tables. Undo: drops triggers and functions. Tested:
tests/orders/test_freight_in_the_database.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_guard_freight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (CASE NEW.freight_way
        WHEN 'table' THEN EXISTS (
            SELECT 1 FROM catalog_deliveryrate r WHERE r.vendor_id = NEW.vendor_id
            AND r.up_to_km = NEW.freight_up_to_km AND r.freight_rupiah = NEW.freight_rupiah)
        WHEN 'fetched' THEN EXISTS (
            SELECT 1 FROM catalog_pickup p WHERE p.vendor_id = NEW.vendor_id)
        WHEN 'quote' THEN EXISTS (
            SELECT 1 FROM orders_freightquote q WHERE q.id = NEW.freight_quote_id
            AND q.status = 'answered' AND q.freight_rupiah = NEW.freight_rupiah
            AND (q.agency_id, q.vendor_id, q.delivery_region_id)
                = (NEW.agency_id, NEW.vendor_id, NEW.delivery_region_id)
            AND q.valid_until >= NEW.ordered_on)
        ELSE false END) THEN
        RAISE EXCEPTION 'the freight of order % is not what its shop states', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_freight_as_stated';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_freight BEFORE INSERT ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_guard_freight();

CREATE FUNCTION orders_keep_freight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the freight of order % stays as it was', OLD.number
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_freight_frozen';
END $$;
CREATE TRIGGER order_freight_stays BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (
        (NEW.freight_way, NEW.freight_up_to_km, NEW.freight_quote_id, NEW.freight_rupiah)
            IS DISTINCT FROM
        (OLD.freight_way, OLD.freight_up_to_km, OLD.freight_quote_id, OLD.freight_rupiah)
        OR NEW.freight_way IN ('table', 'quote')
            AND NEW.delivery_region_id IS DISTINCT FROM OLD.delivery_region_id)
    EXECUTE FUNCTION orders_keep_freight();

CREATE FUNCTION orders_require_quoted_goods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM orders_orderline l LEFT JOIN orders_freightquoteline a
            ON a.quote_id = NEW.freight_quote_id AND a.sku_id = l.sku_id
        WHERE l.order_id = NEW.id AND l.quantity > coalesce(a.quantity, 0)
    ) THEN
        RAISE EXCEPTION 'the freight of order % was asked for fewer goods', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_within_quoted_goods';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_quoted_goods BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status AND NEW.status = 'submitted'
        AND NEW.freight_quote_id IS NOT NULL)
    EXECUTE FUNCTION orders_require_quoted_goods();

CREATE FUNCTION orders_begin_freight_quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'waiting' THEN
        RAISE EXCEPTION 'a request for freight begins without an answer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'freight_quote_begins_waiting';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER freight_quote_begins BEFORE INSERT ON orders_freightquote
    FOR EACH ROW EXECUTE FUNCTION orders_begin_freight_quote();
CREATE TRIGGER freight_quote_steps BEFORE UPDATE ON orders_freightquote
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('freight_quote', 'public_id', 'agency_id',
        'vendor_id', 'delivery_region_id', 'delivery_address', 'asked_by_id', 'asked_at');

CREATE FUNCTION orders_keep_freight_quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % stays as it is', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'freight_quote_stays';
END $$;
CREATE TRIGGER freight_quote_stays BEFORE UPDATE ON orders_freightquote
    FOR EACH ROW WHEN (NEW.status = OLD.status) EXECUTE FUNCTION orders_keep_freight_quote();
CREATE TRIGGER freight_quote_line_stays BEFORE UPDATE ON orders_freightquoteline
    FOR EACH ROW EXECUTE FUNCTION orders_keep_freight_quote();

-- The office's day is Jakarta's or the next one.
CREATE FUNCTION orders_guard_freight_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.valid_until < (NEW.answered_at AT TIME ZONE 'Asia/Jakarta')::date
       OR NEW.valid_until > (NEW.answered_at AT TIME ZONE 'Asia/Jakarta')::date + 91 THEN
        RAISE EXCEPTION 'an answer about freight holds for a while'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'freight_quote_holds_a_while';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER freight_quote_answer BEFORE UPDATE ON orders_freightquote
    FOR EACH ROW WHEN (NEW.status = 'answered') EXECUTE FUNCTION orders_guard_freight_answer();

CREATE FUNCTION orders_guard_quoted_goods() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked orders_freightquote%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM orders_freightquote WHERE id = NEW.quote_id FOR SHARE;
    IF asked.status <> 'waiting' THEN
        RAISE EXCEPTION 'request % was answered', NEW.quote_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'freight_quote_stays';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM catalog_sku s WHERE s.id = NEW.sku_id AND s.vendor_id = asked.vendor_id
    ) THEN
        RAISE EXCEPTION 'variant % is not of the shop that is asked', NEW.sku_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'quoted_goods_are_of_the_shop';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER freight_quote_goods BEFORE INSERT ON orders_freightquoteline
    FOR EACH ROW EXECUTE FUNCTION orders_guard_quoted_goods();

CREATE TRIGGER freight_quote_kept BEFORE DELETE ON orders_freightquote
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER freight_quotes_kept BEFORE TRUNCATE ON orders_freightquote
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER freight_quote_line_kept BEFORE DELETE ON orders_freightquoteline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER freight_quote_lines_kept BEFORE TRUNCATE ON orders_freightquoteline
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER freight_quote_lines_kept ON orders_freightquoteline;
DROP TRIGGER freight_quote_line_kept ON orders_freightquoteline;
DROP TRIGGER freight_quotes_kept ON orders_freightquote;
DROP TRIGGER freight_quote_kept ON orders_freightquote;
DROP TRIGGER freight_quote_goods ON orders_freightquoteline;
DROP FUNCTION orders_guard_quoted_goods();
DROP TRIGGER freight_quote_answer ON orders_freightquote;
DROP FUNCTION orders_guard_freight_answer();
DROP TRIGGER freight_quote_line_stays ON orders_freightquoteline;
DROP TRIGGER freight_quote_stays ON orders_freightquote;
DROP FUNCTION orders_keep_freight_quote();
DROP TRIGGER freight_quote_steps ON orders_freightquote;
DROP TRIGGER freight_quote_begins ON orders_freightquote;
DROP FUNCTION orders_begin_freight_quote();
DROP TRIGGER order_quoted_goods ON orders_purchaseorder;
DROP FUNCTION orders_require_quoted_goods();
DROP TRIGGER order_freight_stays ON orders_purchaseorder;
DROP FUNCTION orders_keep_freight();
DROP TRIGGER order_freight ON orders_purchaseorder;
DROP FUNCTION orders_guard_freight();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0035_freight")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
