"""Keep the plan's money in step with what orders hold of it.

Why: one UPDATE moved an order's money to another package, forgot it, or freed a ceiling that was
spoken for. Compared at COMMIT, because a use-case changes the two tables one after the other.
Locks: the tables for a moment. Undo: drops the triggers. Tested: `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER reservation_stays BEFORE UPDATE ON budget_budgetreservation
    FOR EACH ROW WHEN (NEW.package_id <> OLD.package_id OR NEW.order_ref <> OLD.order_ref)
    EXECUTE FUNCTION core_stays();
CREATE TRIGGER reservation_kept BEFORE DELETE ON budget_budgetreservation
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION budget_check_reserved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE WHEN TG_TABLE_NAME = 'budget_planpackage'
        THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'package_id' END;
    held bigint;
BEGIN
    SELECT coalesce(sum(amount_rupiah), 0) INTO held FROM budget_budgetreservation
        WHERE package_id = checked AND state <> 'released';
    IF held <> (SELECT reserved_rupiah FROM budget_planpackage WHERE id = checked) THEN
        RAISE EXCEPTION 'package % does not reserve what its orders hold: %', checked, held
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reserved_is_what_orders_hold';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reserved_of_package AFTER INSERT OR UPDATE OF reserved_rupiah
    ON budget_planpackage DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_reserved();
CREATE CONSTRAINT TRIGGER reserved_by_order AFTER INSERT OR UPDATE OF amount_rupiah, state
    ON budget_budgetreservation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_reserved();
"""
REVERSE = """
DROP TRIGGER reserved_by_order ON budget_budgetreservation;
DROP TRIGGER reserved_of_package ON budget_planpackage;
DROP FUNCTION budget_check_reserved();
DROP TRIGGER reservation_kept ON budget_budgetreservation;
DROP TRIGGER reservation_stays ON budget_budgetreservation;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0003_numbers_within_bounds"), ("core", "0004_evidence_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
