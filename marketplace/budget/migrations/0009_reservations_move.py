"""Let what an order holds move to another part of the plan before anything of it is realised.

Why: an order that was returned for a wrong package or account had to be cancelled. Whose order may
move is asked by the room of orders (orders 0041). Both parts, packages and lines are compared at COMMIT.
Locks: budget_budgetreservation for a moment. Undo: takes the older triggers back. Tested:
tests/orders/test_repair.py, `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
DROP TRIGGER reservation_stays ON budget_budgetreservation;
DROP TRIGGER reservation_line_stays ON budget_budgetreservation;
CREATE TRIGGER reservation_stays BEFORE UPDATE ON budget_budgetreservation
    FOR EACH ROW WHEN (NEW.order_ref <> OLD.order_ref
        OR (NEW.package_id, NEW.package_line_id) IS DISTINCT FROM (OLD.package_id, OLD.package_line_id)
        AND (OLD.state <> 'held' OR NEW.state <> 'held' OR OLD.realised_rupiah <> 0
            OR NEW.realised_rupiah <> 0))
    EXECUTE FUNCTION core_stays();

CREATE FUNCTION budget_check_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM budget_planpackage p WHERE p.id IN (OLD.package_id, NEW.package_id)
        AND p.reserved_rupiah <> (
            SELECT coalesce(sum(amount_rupiah), 0) FROM budget_budgetreservation
            WHERE package_id = p.id AND state <> 'released')
    ) OR EXISTS (
        SELECT 1 FROM budget_packageline l WHERE l.id IN (OLD.package_line_id, NEW.package_line_id)
        AND l.reserved_rupiah <> (
            SELECT coalesce(sum(amount_rupiah), 0) FROM budget_budgetreservation
            WHERE package_line_id = l.id AND state <> 'released')
    ) THEN
        RAISE EXCEPTION 'what order % holds moved without its sums', NEW.order_ref
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reserved_is_what_orders_hold';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reservation_moved AFTER UPDATE OF package_id, package_line_id
    ON budget_budgetreservation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_moved();
"""
REVERSE = """
DROP TRIGGER reservation_moved ON budget_budgetreservation;
DROP FUNCTION budget_check_moved();
DROP TRIGGER reservation_stays ON budget_budgetreservation;
CREATE TRIGGER reservation_line_stays BEFORE UPDATE ON budget_budgetreservation
    FOR EACH ROW WHEN (NEW.package_line_id <> OLD.package_line_id)
    EXECUTE FUNCTION core_stays();
CREATE TRIGGER reservation_stays BEFORE UPDATE ON budget_budgetreservation
    FOR EACH ROW WHEN (NEW.package_id <> OLD.package_id OR NEW.order_ref <> OLD.order_ref)
    EXECUTE FUNCTION core_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0008_line_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
