"""Freeze a claim once it is open and keep all claims of an order within its total.

Why: I-05 and I-35: what goes to the bank is the frozen amount, and two part claims at once must not
pass the order. Locks: new table. Undo: drops trigger and functions.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION fulfilment_guard_new_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
    claimed bigint;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF po.status <> 'handed_over' OR NEW.status <> 'open' THEN
        RAISE EXCEPTION 'a claim opens only after the handover of its order'
            USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.rule_id, NEW.cap_rupiah) IS DISTINCT FROM (po.rule_id, po.cap_rupiah) THEN
        RAISE EXCEPTION 'a claim carries the cap of its order' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(amount_rupiah), 0) INTO claimed
        FROM fulfilment_claim WHERE order_id = NEW.order_id;
    IF claimed + NEW.amount_rupiah > po.gross_rupiah THEN
        RAISE EXCEPTION 'claims of order % would pass its total', po.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_new BEFORE INSERT ON fulfilment_claim
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_new_claim();
CREATE TRIGGER claim_steps BEFORE UPDATE ON fulfilment_claim
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('claim', 'order_id', 'number', 'public_id',
        'amount_rupiah', 'vat_rupiah', 'pph22_rupiah', 'rule_id', 'cap_rupiah');
CREATE TRIGGER claim_kept BEFORE DELETE ON fulfilment_claim
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER claim_kept ON fulfilment_claim;
DROP TRIGGER claim_steps ON fulfilment_claim;
DROP TRIGGER claim_new ON fulfilment_claim;
DROP FUNCTION fulfilment_guard_new_claim();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0001_initial"), ("orders", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
