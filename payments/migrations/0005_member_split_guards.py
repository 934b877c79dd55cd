"""Let what is each member's be exactly the share of the ledger's figure, for good.

Why: a cooperative owes its members by these rows; raw SQL must neither move a rupiah from one to
another nor release goods with makers without saying whose it is. Each part is compared at COMMIT with
its exact share (cut or rounded up to a rupiah), the sum with the booking. What was handed on is only
added, for parts that have reached the cooperative, each once.
Locks: new tables, the ledger for a moment. Undo: drops triggers and functions.
Tested: tests/payments/test_member_splits.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE payments_memberpayment
    ADD CONSTRAINT member_payment_is_of_the_cooperative FOREIGN KEY (member_id, vendor_id)
        REFERENCES members_cooperativemember (id, vendor_id);

-- The makers of the goods of a claim, with units and worth times share.
CREATE FUNCTION payments_claim_makers(wanted bigint)
RETURNS TABLE (maker_id bigint, units bigint, weight numeric) LANGUAGE sql STABLE AS $$
    SELECT m.id, r.units, r.units::numeric * l.unit_price_rupiah * m.share_bp
    FROM fulfilment_claim c
    CROSS JOIN LATERAL (
        SELECT x.order_line_id, sum(x.accepted_quantity) AS units
        FROM fulfilment_receiptline x JOIN fulfilment_receipt t ON t.id = x.receipt_id
        WHERE t.handover_id = c.handover_id GROUP BY x.order_line_id
    ) r
    JOIN orders_orderline l ON l.id = r.order_line_id
    JOIN orders_orderlinemaker m ON m.line_id = l.id
    WHERE c.id = wanted
$$;

CREATE FUNCTION payments_released(wanted bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(e.credit_rupiah), 0)::bigint FROM payments_ledgertransaction t
    JOIN payments_ledgerentry e ON e.transaction_id = t.id
    JOIN payments_ledgeraccount a ON a.id = e.account_id AND a.kind = 'vendor_payable'
    WHERE t.claim_id = wanted AND t.kind = 'release'
$$;

CREATE FUNCTION payments_split_is_right(s payments_membersplit) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    whole numeric;
    weighed numeric;
    given numeric;
BEGIN
    SELECT 10000::numeric * (c.goods_rupiah + c.freight_rupiah) INTO whole
        FROM fulfilment_claim c JOIN orders_purchaseorder o ON o.id = c.order_id
        WHERE c.id = s.claim_id AND o.vendor_id = s.vendor_id;
    SELECT coalesce(sum(weight), 0) INTO weighed FROM payments_claim_makers(s.claim_id);
    SELECT coalesce(sum(amount_rupiah), 0) INTO given
        FROM payments_membershare WHERE split_id = s.id;
    RETURN whole IS NOT NULL AND s.net_rupiah = payments_released(s.claim_id)
        AND given + s.rest_rupiah = s.net_rupiah
        AND abs(s.rest_rupiah * whole - s.net_rupiah * (whole - weighed)) < whole
        AND NOT EXISTS (
            SELECT 1 FROM payments_claim_makers(s.claim_id) m
            FULL JOIN (SELECT * FROM payments_membershare WHERE split_id = s.id) p
                ON p.maker_id = m.maker_id
            WHERE m.maker_id IS NULL OR p.maker_id IS NULL OR p.units <> m.units
            OR abs(p.amount_rupiah * whole - s.net_rupiah * m.weight) >= whole
        );
END $$;

CREATE FUNCTION payments_new_in_its_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.txid := txid_current();
    RETURN NEW;
END $$;
CREATE TRIGGER member_split_new BEFORE INSERT ON payments_membersplit
    FOR EACH ROW EXECUTE FUNCTION payments_new_in_its_transaction();
CREATE TRIGGER member_payment_new BEFORE INSERT ON payments_memberpayment
    FOR EACH ROW EXECUTE FUNCTION payments_new_in_its_transaction();

CREATE FUNCTION payments_check_split() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT payments_split_is_right(NEW) THEN
        RAISE EXCEPTION 'the split of claim % is not that of the ledger', NEW.claim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_split_adds_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER member_split_adds_up AFTER INSERT ON payments_membersplit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_split();

CREATE FUNCTION payments_check_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payments_claim_makers(NEW.claim_id))
       AND NOT EXISTS (SELECT 1 FROM payments_membersplit WHERE claim_id = NEW.claim_id) THEN
        RAISE EXCEPTION 'the release of claim % says of no maker what is theirs', NEW.claim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'release_names_its_makers';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER release_names_its_makers AFTER INSERT ON payments_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'release')
    EXECUTE FUNCTION payments_check_release();

CREATE FUNCTION payments_guard_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_membersplit
                   WHERE id = NEW.split_id AND txid = txid_current()) THEN
        RAISE EXCEPTION 'split % is closed', NEW.split_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_split_is_closed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER member_share_guard BEFORE INSERT ON payments_membershare
    FOR EACH ROW EXECUTE FUNCTION payments_guard_share();

CREATE FUNCTION payments_guard_payment_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_memberpayment
                   WHERE id = NEW.payment_id AND txid = txid_current()) THEN
        RAISE EXCEPTION 'payment % is closed', NEW.payment_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_payment_is_closed';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM payments_memberpayment y, payments_membershare p
        JOIN orders_orderlinemaker m ON m.id = p.maker_id
        JOIN payments_membersplit s ON s.id = p.split_id
        JOIN fulfilment_claim c ON c.id = s.claim_id AND c.status = 'settled'
        WHERE y.id = NEW.payment_id AND p.id = NEW.share_id AND m.member_id = y.member_id
    ) THEN
        RAISE EXCEPTION 'part % is not owed to this member', NEW.share_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_is_paid_what_is_owed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER member_payment_item_guard BEFORE INSERT ON payments_memberpaymentitem
    FOR EACH ROW EXECUTE FUNCTION payments_guard_payment_item();

CREATE FUNCTION payments_check_member_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_rupiah IS DISTINCT FROM (
        SELECT sum(p.amount_rupiah) FROM payments_memberpaymentitem i
        JOIN payments_membershare p ON p.id = i.share_id WHERE i.payment_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'payment % is not the sum of its parts', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_payment_adds_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER member_payment_adds_up AFTER INSERT ON payments_memberpayment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_member_payment();

CREATE TRIGGER member_split_frozen BEFORE UPDATE OR DELETE ON payments_membersplit
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_splits_kept BEFORE TRUNCATE ON payments_membersplit
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_share_frozen BEFORE UPDATE OR DELETE ON payments_membershare
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_shares_kept BEFORE TRUNCATE ON payments_membershare
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_payment_frozen BEFORE UPDATE OR DELETE ON payments_memberpayment
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_payments_kept BEFORE TRUNCATE ON payments_memberpayment
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_payment_item_frozen BEFORE UPDATE OR DELETE ON payments_memberpaymentitem
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_payment_items_kept BEFORE TRUNCATE ON payments_memberpaymentitem
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER member_payment_items_kept ON payments_memberpaymentitem;
DROP TRIGGER member_payment_item_frozen ON payments_memberpaymentitem;
DROP TRIGGER member_payments_kept ON payments_memberpayment;
DROP TRIGGER member_payment_frozen ON payments_memberpayment;
DROP TRIGGER member_shares_kept ON payments_membershare;
DROP TRIGGER member_share_frozen ON payments_membershare;
DROP TRIGGER member_splits_kept ON payments_membersplit;
DROP TRIGGER member_split_frozen ON payments_membersplit;
DROP TRIGGER member_payment_adds_up ON payments_memberpayment;
DROP FUNCTION payments_check_member_payment();
DROP TRIGGER member_payment_item_guard ON payments_memberpaymentitem;
DROP FUNCTION payments_guard_payment_item();
DROP TRIGGER member_share_guard ON payments_membershare;
DROP FUNCTION payments_guard_share();
DROP TRIGGER release_names_its_makers ON payments_ledgertransaction;
DROP FUNCTION payments_check_release();
DROP TRIGGER member_split_adds_up ON payments_membersplit;
DROP FUNCTION payments_check_split();
DROP TRIGGER member_payment_new ON payments_memberpayment;
DROP TRIGGER member_split_new ON payments_membersplit;
DROP FUNCTION payments_new_in_its_transaction();
DROP FUNCTION payments_split_is_right(payments_membersplit);
DROP FUNCTION payments_released(bigint);
DROP FUNCTION payments_claim_makers(bigint);
ALTER TABLE payments_memberpayment DROP CONSTRAINT member_payment_is_of_the_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_member_splits"),
        ("orders", "0015_line_maker_guards"),
        ("core", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
