"""Hold packages within the lines of their agency, and count what orders hold of each.

Why: raw SQL must not book a package on another agency's budget, give it more of a line than the line
grants, or let what is reserved differ from what orders hold. Sums are compared at COMMIT, because a
use-case changes the tables one after the other.
Locks: the tables of the budget for a moment. Undo: drops triggers and functions, takes the older
function back. Tested: tests/budget/test_guards.py, `manage.py trust raw`.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
ALTER TABLE budget_packageline ADD CONSTRAINT package_line_of_its_account
    FOREIGN KEY (budget_line_id, account_code_id) REFERENCES budget_budgetline (id, account_code_id);
ALTER TABLE budget_budgetreservation ADD CONSTRAINT reservation_is_of_its_package
    FOREIGN KEY (package_line_id, package_id) REFERENCES budget_packageline (id, package_id);

CREATE TRIGGER budget_line_stays BEFORE UPDATE ON budget_budgetline
    FOR EACH ROW WHEN (NEW.account_code_id <> OLD.account_code_id)
    EXECUTE FUNCTION core_stays();
CREATE TRIGGER package_line_stays BEFORE UPDATE ON budget_packageline
    FOR EACH ROW WHEN (NEW.package_id <> OLD.package_id OR NEW.budget_line_id <> OLD.budget_line_id
        OR NEW.account_code_id <> OLD.account_code_id)
    EXECUTE FUNCTION core_stays();
CREATE TRIGGER reservation_line_stays BEFORE UPDATE ON budget_budgetreservation
    FOR EACH ROW WHEN (NEW.package_line_id <> OLD.package_line_id)
    EXECUTE FUNCTION core_stays();
CREATE TRIGGER budget_line_kept BEFORE DELETE ON budget_budgetline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER package_line_kept BEFORE DELETE ON budget_packageline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION budget_check_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := NEW.id;
BEGIN
    IF EXISTS (
        SELECT 1 FROM budget_packageline l JOIN budget_planpackage p ON p.id = l.package_id
        JOIN budget_budgetline b ON b.id = l.budget_line_id
        WHERE changed = CASE TG_TABLE_NAME WHEN 'budget_planpackage' THEN p.id
            WHEN 'budget_budgetline' THEN b.id ELSE l.id END
        AND NOT (b.agency_id = p.agency_id AND b.fiscal_year = p.fiscal_year
            AND l.ceiling_rupiah <= b.ceiling_rupiah)
    ) THEN
        RAISE EXCEPTION '% % does not fit: a package within lines of its agency and year',
            TG_TABLE_NAME, changed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'package_line_of_its_budget';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER package_line_of_its_budget AFTER INSERT OR UPDATE ON budget_packageline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budget_check_fit();
CREATE CONSTRAINT TRIGGER package_of_its_budget AFTER UPDATE OF agency_id, fiscal_year
    ON budget_planpackage DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_fit();
CREATE CONSTRAINT TRIGGER line_of_its_packages AFTER UPDATE OF agency_id, fiscal_year, ceiling_rupiah
    ON budget_budgetline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_fit();

CREATE FUNCTION budget_check_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE TG_TABLE_NAME
        WHEN 'budget_planpackage' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'package_id' END;
BEGIN
    IF (SELECT sum(ceiling_rupiah) FROM budget_packageline WHERE package_id = checked)
       <> (SELECT ceiling_rupiah FROM budget_planpackage WHERE id = checked) THEN
        RAISE EXCEPTION 'the parts of package % do not add up to its ceiling', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'package_ceiling_is_its_parts';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER package_ceiling_is_its_parts AFTER INSERT OR UPDATE OF ceiling_rupiah
    ON budget_planpackage DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_parts();
CREATE CONSTRAINT TRIGGER parts_are_their_ceiling AFTER INSERT OR UPDATE OF ceiling_rupiah
    ON budget_packageline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_parts();

CREATE FUNCTION budget_check_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row jsonb := to_jsonb(NEW);
    part bigint;
    line bigint;
BEGIN
    IF TG_TABLE_NAME = 'budget_budgetline' THEN
        line := row ->> 'id';
    ELSIF TG_TABLE_NAME = 'budget_packageline' THEN
        part := row ->> 'id';
    ELSE
        part := row ->> 'package_line_id';
        SELECT budget_line_id INTO line FROM budget_packageline WHERE id = part;
    END IF;
    IF (SELECT reserved_rupiah FROM budget_packageline WHERE id = part) <> (
        SELECT coalesce(sum(amount_rupiah), 0) FROM budget_budgetreservation
        WHERE package_line_id = part AND state <> 'released')
    OR (SELECT reserved_rupiah FROM budget_budgetline WHERE id = line) <> (
        SELECT coalesce(sum(b.amount_rupiah), 0) FROM budget_budgetreservation b
        JOIN budget_packageline l ON l.id = b.package_line_id
        WHERE l.budget_line_id = line AND b.state <> 'released')
    THEN
        RAISE EXCEPTION '% % does not reserve what its orders hold', TG_TABLE_NAME, row ->> 'id'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reserved_is_what_orders_hold';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reserved_of_part AFTER INSERT OR UPDATE OF reserved_rupiah
    ON budget_packageline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_held();
CREATE CONSTRAINT TRIGGER reserved_of_line AFTER INSERT OR UPDATE OF reserved_rupiah
    ON budget_budgetline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_held();
CREATE CONSTRAINT TRIGGER held_of_its_line AFTER INSERT OR UPDATE OF amount_rupiah, state
    ON budget_budgetreservation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_check_held();

CREATE FUNCTION budget_guard_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := '{rows,taken_at,put_aside_at}';
BEGIN
    IF OLD.taken_at IS NOT NULL OR OLD.put_aside_at IS NOT NULL
       OR to_jsonb(NEW) - decided <> to_jsonb(OLD) - decided
       OR NEW.rows <> '[]' AND NEW.rows <> OLD.rows THEN
        RAISE EXCEPTION 'sheet % is only decided, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'plan_sheet_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plan_sheet_guard BEFORE UPDATE ON budget_plansheet
    FOR EACH ROW EXECUTE FUNCTION budget_guard_sheet();
CREATE TRIGGER plan_sheet_kept BEFORE DELETE ON budget_plansheet
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER plan_sheet_kept ON budget_plansheet;
DROP TRIGGER plan_sheet_guard ON budget_plansheet;
DROP FUNCTION budget_guard_sheet();
DROP TRIGGER held_of_its_line ON budget_budgetreservation;
DROP TRIGGER reserved_of_line ON budget_budgetline;
DROP TRIGGER reserved_of_part ON budget_packageline;
DROP FUNCTION budget_check_held();
DROP TRIGGER parts_are_their_ceiling ON budget_packageline;
DROP TRIGGER package_ceiling_is_its_parts ON budget_planpackage;
DROP FUNCTION budget_check_parts();
DROP TRIGGER line_of_its_packages ON budget_budgetline;
DROP TRIGGER package_of_its_budget ON budget_planpackage;
DROP TRIGGER package_line_of_its_budget ON budget_packageline;
DROP FUNCTION budget_check_fit();
DROP TRIGGER package_line_kept ON budget_packageline;
DROP TRIGGER budget_line_kept ON budget_budgetline;
DROP TRIGGER reservation_line_stays ON budget_budgetreservation;
DROP TRIGGER package_line_stays ON budget_packageline;
DROP TRIGGER budget_line_stays ON budget_budgetline;
ALTER TABLE budget_budgetreservation DROP CONSTRAINT reservation_is_of_its_package;
ALTER TABLE budget_packageline DROP CONSTRAINT package_line_of_its_account;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0007_lines_of_orders"), ("core", "0004_evidence_guards")]
    operations = [
        migrations.AlterField(
            model_name="budgetreservation",
            name="package_line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="budget.packageline",
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
