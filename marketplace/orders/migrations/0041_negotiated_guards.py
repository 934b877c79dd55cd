"""Let an order cost less than the list only as its negotiation says, by whatever way it is written.

Why: a line below its listing's price is a price that both sides agreed on, for these units, this place
and this office, until a day, in one order; its freight is of the same agreement. The twins are
``orders.freight`` and ``negotiation.agreements``.
Locks: orders_orderline, orders_agreedprice, orders_purchaseorder for a moment. Undo: puts the former
functions back. Tested: tests/negotiation/test_database.py.
"""

from django.db import migrations

FREIGHT = """
CREATE OR REPLACE FUNCTION orders_guard_freight() RETURNS trigger LANGUAGE plpgsql AS $$
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
            AND q.valid_until >= NEW.ordered_on){agreed}
        ELSE false END) THEN
        RAISE EXCEPTION 'the freight of order % is not what its shop states', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_freight_as_stated';
    END IF;
    RETURN NEW;
END $$;
"""
AGREED = """
        WHEN 'agreed' THEN EXISTS (
            SELECT 1 FROM negotiation_negotiation n JOIN negotiation_round r ON r.id = n.agreed_id
            WHERE n.id = NEW.negotiation_id AND n.status = 'agreed'
            AND r.freight_rupiah = NEW.freight_rupiah
            AND (n.agency_id, n.vendor_id, n.delivery_region_id)
                = (NEW.agency_id, NEW.vendor_id, NEW.delivery_region_id)
            AND n.valid_until >= NEW.ordered_on)"""
STAYS = """
DROP TRIGGER order_freight_stays ON orders_purchaseorder;
CREATE TRIGGER order_freight_stays BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (
        (NEW.freight_way, NEW.freight_up_to_km, NEW.freight_quote_id, NEW.freight_rupiah{column_new})
            IS DISTINCT FROM
        (OLD.freight_way, OLD.freight_up_to_km, OLD.freight_quote_id, OLD.freight_rupiah{column_old})
        OR NEW.freight_way IN ('table', 'quote'{way})
            AND NEW.delivery_region_id IS DISTINCT FROM OLD.delivery_region_id)
    EXECUTE FUNCTION orders_keep_freight();
"""
PRICES = """
CREATE FUNCTION orders_guard_negotiated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM negotiation_negotiation n
        JOIN negotiation_roundprice p ON p.round_id = n.agreed_id
        JOIN negotiation_negotiatedline l ON l.id = p.line_id
        WHERE 'negotiation:' || n.id = NEW.source AND n.status = 'agreed'
        AND l.sku_id = NEW.sku_id AND p.unit_price_rupiah = NEW.unit_price_rupiah
    ) THEN
        RAISE EXCEPTION 'nothing that was negotiated is this price: %', NEW.source
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_price_was_negotiated';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER agreed_price_was_negotiated AFTER INSERT ON orders_agreedprice
    FOR EACH ROW WHEN (NEW.kind = 'negotiated') EXECUTE FUNCTION orders_guard_negotiated();

-- Every line of an order that rests on a negotiation is priced by it, in the units agreed on.
CREATE FUNCTION orders_guard_negotiated_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of bigint;
    price orders_agreedprice%ROWTYPE;
BEGIN
    SELECT negotiation_id INTO of FROM orders_purchaseorder WHERE id = NEW.order_id;
    SELECT * INTO price FROM orders_agreedprice WHERE id = NEW.agreed_price_id;
    IF price.source IS DISTINCT FROM coalesce('negotiation:' || of, '') OR of IS NOT NULL
       AND NOT EXISTS (
        SELECT 1 FROM negotiation_negotiatedline l WHERE l.negotiation_id = of
        AND l.sku_id = NEW.sku_id AND l.quantity = NEW.quantity
    ) THEN
        RAISE EXCEPTION 'line % is not as negotiated', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_as_negotiated';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_as_negotiated AFTER INSERT OR UPDATE OF
    quantity, unit_price_rupiah, agreed_price_id ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_guard_negotiated_line();
"""
REVERSE_PRICES = """
DROP TRIGGER line_as_negotiated ON orders_orderline;
DROP FUNCTION orders_guard_negotiated_line();
DROP TRIGGER agreed_price_was_negotiated ON orders_agreedprice;
DROP FUNCTION orders_guard_negotiated();
"""
COLUMN = {"column_new": ", NEW.negotiation_id", "column_old": ", OLD.negotiation_id"}
FORWARD = FREIGHT.replace("{agreed}", AGREED) + STAYS.format(way=", 'agreed'", **COLUMN) + PRICES
REVERSE = (
    REVERSE_PRICES
    + STAYS.format(way="", column_new="", column_old="")
    + FREIGHT.replace("{agreed}", "")
)


class Migration(migrations.Migration):
    dependencies = [("orders", "0040_negotiated"), ("negotiation", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
