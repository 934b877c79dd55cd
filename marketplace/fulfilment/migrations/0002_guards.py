"""Hold a delivery's law in the database: units, evidence, signatures, claims.

Why: raw SQL, a bug or two people at once must not ship or accept more than was ordered, rewrite
what was counted or signed, or claim more than an order's total or other goods than were handed over
(I-05, I-18, I-26, I-35; docs/adr/0008). Every check takes the order's row lock first, so that parts
which arrive at once are judged one after the other. A claim's taxes are compared at COMMIT because
they arrive one by one. Locks: new tables. Undo: drops triggers, keys and functions.
Tested: tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE fulfilment_receipt ADD CONSTRAINT receipt_handover_is_of_the_order
    FOREIGN KEY (handover_id, order_id) REFERENCES fulfilment_handover (id, order_id);
ALTER TABLE fulfilment_claim ADD CONSTRAINT claim_handover_is_of_the_order
    FOREIGN KEY (handover_id, order_id) REFERENCES fulfilment_handover (id, order_id);

CREATE FUNCTION fulfilment_units_of(line bigint, of_order bigint) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    units int;
BEGIN
    SELECT quantity INTO units FROM orders_orderline WHERE id = line AND order_id = of_order;
    IF units IS NULL THEN
        RAISE EXCEPTION 'line % is not of order %', line, of_order
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_line_of_order';
    END IF;
    RETURN units;
END $$;

CREATE FUNCTION fulfilment_guard_shipped() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
    shipped bigint;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder
        WHERE id = (SELECT order_id FROM fulfilment_shipment WHERE id = NEW.shipment_id) FOR UPDATE;
    IF po.status NOT IN ('accepted', 'shipped') THEN
        RAISE EXCEPTION 'order % is %: nothing can be sent', po.number, po.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shipment_order_state';
    END IF;
    SELECT coalesce(sum(quantity), 0) INTO shipped
        FROM fulfilment_shipmentline WHERE order_line_id = NEW.order_line_id;
    IF shipped + NEW.quantity > fulfilment_units_of(NEW.order_line_id, po.id) THEN
        RAISE EXCEPTION 'line % would be sent beyond its units', NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shipment_within_units';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shipment_line_new BEFORE INSERT ON fulfilment_shipmentline
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_shipped();

CREATE FUNCTION fulfilment_guard_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
    bast fulfilment_handover%ROWTYPE;
    shipped bigint;
    accepted bigint;
BEGIN
    SELECT h.* INTO bast FROM fulfilment_handover h
        JOIN fulfilment_receipt r ON r.handover_id = h.id WHERE r.id = NEW.receipt_id;
    SELECT * INTO po FROM orders_purchaseorder WHERE id = bast.order_id FOR UPDATE;
    SELECT * INTO bast FROM fulfilment_handover WHERE id = bast.id;
    IF bast.buyer_signed_at IS NOT NULL OR bast.vendor_signed_at IS NOT NULL
       OR bast.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'what handover % covers is signed or withdrawn', bast.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_closed';
    END IF;
    IF po.status NOT IN ('shipped', 'disputed') THEN
        RAISE EXCEPTION 'order % is %: nothing can be counted', po.number, po.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_order_state';
    END IF;
    PERFORM fulfilment_units_of(NEW.order_line_id, po.id);
    SELECT coalesce(sum(quantity), 0) INTO shipped
        FROM fulfilment_shipmentline WHERE order_line_id = NEW.order_line_id;
    SELECT coalesce(sum(l.accepted_quantity), 0) INTO accepted
        FROM fulfilment_receiptline l JOIN fulfilment_receipt r ON r.id = l.receipt_id
        JOIN fulfilment_handover h ON h.id = r.handover_id
        WHERE l.order_line_id = NEW.order_line_id AND h.withdrawn_at IS NULL;
    IF accepted + NEW.accepted_quantity > shipped THEN
        RAISE EXCEPTION 'line % would be accepted beyond what was sent', NEW.order_line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_within_shipped';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_line_new BEFORE INSERT ON fulfilment_receiptline
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_accepted();

CREATE FUNCTION fulfilment_guard_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fulfilment_handover WHERE id = NEW.handover_id
        AND num_nonnulls(buyer_signed_at, vendor_signed_at, withdrawn_at) > 0
    ) THEN
        RAISE EXCEPTION 'what handover % covers is signed or withdrawn', NEW.handover_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_closed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_new BEFORE INSERT ON fulfilment_receipt
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_receipt();

CREATE TRIGGER shipment_frozen BEFORE UPDATE OR DELETE ON fulfilment_shipment
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER shipment_line_frozen BEFORE UPDATE OR DELETE ON fulfilment_shipmentline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER receipt_frozen BEFORE UPDATE OR DELETE ON fulfilment_receipt
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER receipt_line_frozen BEFORE UPDATE OR DELETE ON fulfilment_receiptline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

-- Only what is empty may still be filled in: each signature once, then the number; or the
-- withdrawal, unless both have signed.
CREATE FUNCTION fulfilment_guard_handover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.buyer_signed_at IS NOT NULL OR NEW.vendor_signed_at IS NOT NULL
           OR NEW.withdrawn_at IS NOT NULL THEN
            RAISE EXCEPTION 'a new handover is neither signed nor withdrawn'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'handover_starts_open';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.withdrawn_at IS NOT NULL
       OR OLD.buyer_signed_at IS NOT NULL AND OLD.vendor_signed_at IS NOT NULL
       OR NEW.order_id <> OLD.order_id
       OR OLD.buyer_signed_at IS NOT NULL AND (NEW.buyer_signed_at, NEW.buyer_signed_by_id)
          IS DISTINCT FROM (OLD.buyer_signed_at, OLD.buyer_signed_by_id)
       OR OLD.vendor_signed_at IS NOT NULL AND (NEW.vendor_signed_at, NEW.vendor_signed_by_id)
          IS DISTINCT FROM (OLD.vendor_signed_at, OLD.vendor_signed_by_id) THEN
        RAISE EXCEPTION 'handover % is evidence: correct it by a new one', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'handover_frozen';
    END IF;
    IF NEW.withdrawn_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM fulfilment_receipt r JOIN fulfilment_receiptline l ON l.receipt_id = r.id
        WHERE r.handover_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'handover % covers no goods', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'handover_covers_goods';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handover_guard BEFORE INSERT OR UPDATE ON fulfilment_handover
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_handover();
CREATE TRIGGER handover_kept BEFORE DELETE ON fulfilment_handover
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_guard_new_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
    goods bigint;
    claimed record;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF NEW.status <> 'open' OR NOT EXISTS (
        SELECT 1 FROM fulfilment_handover WHERE id = NEW.handover_id AND order_id = NEW.order_id
        AND buyer_signed_at IS NOT NULL AND vendor_signed_at IS NOT NULL AND withdrawn_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a claim opens only after the handover of its goods'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_after_handover';
    END IF;
    IF (NEW.rule_id, NEW.cap_rupiah) IS DISTINCT FROM (po.rule_id, po.cap_rupiah) THEN
        RAISE EXCEPTION 'a claim carries the cap of its order'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_carries_the_cap';
    END IF;
    SELECT sum(l.accepted_quantity * o.unit_price_rupiah) INTO goods
        FROM fulfilment_receiptline l JOIN fulfilment_receipt r ON r.id = l.receipt_id
        JOIN orders_orderline o ON o.id = l.order_line_id WHERE r.handover_id = NEW.handover_id;
    IF NEW.goods_rupiah IS DISTINCT FROM goods THEN
        RAISE EXCEPTION 'a claim asks for the goods of its handover'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_of_its_goods';
    END IF;
    SELECT coalesce(sum(goods_rupiah), 0) + NEW.goods_rupiah AS goods,
           coalesce(sum(freight_rupiah), 0) + NEW.freight_rupiah AS freight,
           coalesce(sum(vat_rupiah), 0) + NEW.vat_rupiah AS vat,
           coalesce(sum(pph22_rupiah), 0) + NEW.pph22_rupiah AS pph22,
           coalesce(sum(amount_rupiah), 0) + NEW.amount_rupiah AS gross INTO claimed
        FROM fulfilment_claim WHERE order_id = NEW.order_id;
    IF claimed.gross > po.gross_rupiah OR claimed.freight > po.freight_rupiah
       OR claimed.vat > po.vat_rupiah OR claimed.pph22 > po.pph22_rupiah THEN
        RAISE EXCEPTION 'claims of order % would pass its total', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claims_within_order';
    END IF;
    IF claimed.goods = po.goods_rupiah
       AND (claimed.gross, claimed.freight, claimed.vat, claimed.pph22)
       IS DISTINCT FROM (po.gross_rupiah, po.freight_rupiah, po.vat_rupiah, po.pph22_rupiah) THEN
        RAISE EXCEPTION 'the last claim of order % takes the rest', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'last_claim_takes_the_rest';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_new BEFORE INSERT ON fulfilment_claim
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_new_claim();
CREATE TRIGGER claim_steps BEFORE UPDATE ON fulfilment_claim
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('claim', 'order_id', 'handover_id', 'number',
        'public_id', 'goods_rupiah', 'freight_rupiah', 'amount_rupiah', 'vat_rupiah',
        'pph22_rupiah', 'rule_id', 'cap_rupiah');
CREATE TRIGGER claim_kept BEFORE DELETE ON fulfilment_claim
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_guard_claim_tax() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole orders_ordertax%ROWTYPE;
    asked record;
BEGIN
    PERFORM 1 FROM orders_purchaseorder
        WHERE id = (SELECT order_id FROM fulfilment_claim WHERE id = NEW.claim_id) FOR UPDATE;
    SELECT t.* INTO whole FROM orders_ordertax t JOIN fulfilment_claim c ON c.order_id = t.order_id
        WHERE t.id = NEW.order_tax_id AND c.id = NEW.claim_id;
    SELECT coalesce(sum(base_rupiah), 0) + NEW.base_rupiah AS base,
           coalesce(sum(amount_rupiah), 0) + NEW.amount_rupiah AS amount INTO asked
        FROM fulfilment_claimtax WHERE order_tax_id = NEW.order_tax_id;
    IF whole.id IS NULL OR asked.base > whole.base_rupiah OR asked.amount > whole.amount_rupiah
    THEN
        RAISE EXCEPTION 'claims would pass tax % of their order', NEW.order_tax_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_taxes_within_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_tax_new BEFORE INSERT ON fulfilment_claimtax
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_claim_tax();
CREATE TRIGGER claim_tax_frozen BEFORE UPDATE OR DELETE ON fulfilment_claimtax
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_check_claim_taxes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
BEGIN
    checked := CASE WHEN TG_TABLE_NAME = 'fulfilment_claim' THEN (to_jsonb(NEW) ->> 'id')::bigint
               ELSE (to_jsonb(NEW) ->> 'claim_id')::bigint END;
    IF EXISTS (
        SELECT 1 FROM fulfilment_claim c LEFT JOIN fulfilment_claimtax s ON s.claim_id = c.id
        LEFT JOIN orders_ordertax t ON t.id = s.order_tax_id WHERE c.id = checked GROUP BY c.id
        HAVING c.vat_rupiah <> coalesce(sum(s.amount_rupiah) FILTER (WHERE t.kind = 'vat'), 0)
        OR c.pph22_rupiah <> coalesce(sum(s.amount_rupiah) FILTER (WHERE t.kind = 'pph22'), 0)
    ) THEN
        RAISE EXCEPTION 'claim % does not add up to its taxes', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_taxes_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claim_taxes AFTER INSERT ON fulfilment_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fulfilment_check_claim_taxes();
CREATE CONSTRAINT TRIGGER claim_tax_adds_up AFTER INSERT ON fulfilment_claimtax
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fulfilment_check_claim_taxes();
"""
REVERSE = """
DROP TRIGGER claim_tax_adds_up ON fulfilment_claimtax;
DROP TRIGGER claim_taxes ON fulfilment_claim;
DROP FUNCTION fulfilment_check_claim_taxes();
DROP TRIGGER claim_tax_frozen ON fulfilment_claimtax;
DROP TRIGGER claim_tax_new ON fulfilment_claimtax;
DROP FUNCTION fulfilment_guard_claim_tax();
DROP TRIGGER claim_kept ON fulfilment_claim;
DROP TRIGGER claim_steps ON fulfilment_claim;
DROP TRIGGER claim_new ON fulfilment_claim;
DROP FUNCTION fulfilment_guard_new_claim();
DROP TRIGGER handover_kept ON fulfilment_handover;
DROP TRIGGER handover_guard ON fulfilment_handover;
DROP FUNCTION fulfilment_guard_handover();
DROP TRIGGER receipt_line_frozen ON fulfilment_receiptline;
DROP TRIGGER receipt_frozen ON fulfilment_receipt;
DROP TRIGGER shipment_line_frozen ON fulfilment_shipmentline;
DROP TRIGGER shipment_frozen ON fulfilment_shipment;
DROP TRIGGER receipt_new ON fulfilment_receipt;
DROP FUNCTION fulfilment_guard_receipt();
DROP TRIGGER receipt_line_new ON fulfilment_receiptline;
DROP FUNCTION fulfilment_guard_accepted();
DROP TRIGGER shipment_line_new ON fulfilment_shipmentline;
DROP FUNCTION fulfilment_guard_shipped();
DROP FUNCTION fulfilment_units_of(bigint, bigint);
ALTER TABLE fulfilment_claim DROP CONSTRAINT claim_handover_is_of_the_order;
ALTER TABLE fulfilment_receipt DROP CONSTRAINT receipt_handover_is_of_the_order;
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0001_initial"), ("orders", "0004_rule_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
