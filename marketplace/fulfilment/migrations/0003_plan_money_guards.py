"""Let an order's plan money be what its claims say, and their moments stay.

Why: the sum held, realised and spent of a plan could be rewritten without an order or a claim. The
audit found it a day later; COMMIT refuses it. When a claim was opened, paid, settled is written once. Locks: the table for a moment. Undo: drops the
trigger. Tested: `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION fulfilment_check_plan_money() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept budget_budgetreservation%ROWTYPE;
    po orders_purchaseorder%ROWTYPE;
    realised bigint;
    spent bigint;
BEGIN
    SELECT * INTO kept FROM budget_budgetreservation WHERE id = NEW.id;
    SELECT * INTO po FROM orders_purchaseorder WHERE public_id = kept.order_ref;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(amount_rupiah), 0),
           coalesce(sum(amount_rupiah) FILTER (WHERE status <> 'open'), 0)
        INTO realised, spent FROM fulfilment_claim WHERE order_id = po.id;
    IF (kept.realised_rupiah, kept.spent_rupiah) IS DISTINCT FROM (realised, spent)
       OR kept.amount_rupiah NOT IN (po.gross_rupiah, realised) THEN
        RAISE EXCEPTION 'the plan money of order % is not what its claims say', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_money_follows_the_order';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER plan_money_follows AFTER INSERT OR UPDATE ON budget_budgetreservation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fulfilment_check_plan_money();

CREATE TRIGGER claim_moments_stay BEFORE UPDATE ON fulfilment_claim
    FOR EACH ROW WHEN (
        NEW.opened_at <> OLD.opened_at
        OR OLD.paid_at IS NOT NULL AND NEW.paid_at IS DISTINCT FROM OLD.paid_at
        OR OLD.settled_at IS NOT NULL AND NEW.settled_at IS DISTINCT FROM OLD.settled_at)
    EXECUTE FUNCTION core_stays();
"""
REVERSE = """
DROP TRIGGER claim_moments_stay ON fulfilment_claim;
DROP TRIGGER plan_money_follows ON budget_budgetreservation;
DROP FUNCTION fulfilment_check_plan_money();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0002_guards"), ("budget", "0004_reservation_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
