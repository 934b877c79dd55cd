"""Give packages that were ordered under the parts their orders used, and those their lines.

Why: every order names a part of its package from now on. Until the agency corrects them, each part
has a line of its own, named after its package; what is left of a package stands on its first account.
A package nobody ordered under gets none: its agency says on which account it is booked.
Locks: the tables of the budget. Undo: nothing; the rows go with their tables.
"""

from django.db import migrations

FORWARD = """
DO $$ BEGIN
    IF to_regclass('orders_purchaseorder') IS NULL THEN
        RETURN; -- a new database: nobody has ordered
    END IF;
    CREATE TEMPORARY TABLE budget_used ON COMMIT DROP AS
        SELECT o.plan_package_id AS package_id, o.account_code_id,
            coalesce(sum(b.amount_rupiah) FILTER (WHERE b.state <> 'released'), 0)::bigint AS held,
            row_number() OVER (PARTITION BY o.plan_package_id ORDER BY o.account_code_id) AS place
        FROM orders_purchaseorder o
        LEFT JOIN budget_budgetreservation b ON b.order_ref = o.public_id
        GROUP BY o.plan_package_id, o.account_code_id;
    INSERT INTO budget_budgetline
        (agency_id, fiscal_year, account_code_id, sub_activity, ceiling_rupiah, reserved_rupiah)
    SELECT p.agency_id, p.fiscal_year, u.account_code_id, left(p.rup_code || ' ' || p.name, 200),
        u.held + CASE u.place WHEN 1 THEN p.ceiling_rupiah - p.reserved_rupiah ELSE 0 END, u.held
    FROM budget_used u JOIN budget_planpackage p ON p.id = u.package_id;
    INSERT INTO budget_packageline
        (package_id, budget_line_id, account_code_id, ceiling_rupiah, reserved_rupiah)
    SELECT p.id, l.id, l.account_code_id, l.ceiling_rupiah, l.reserved_rupiah
    FROM budget_used u JOIN budget_planpackage p ON p.id = u.package_id
    JOIN budget_budgetline l ON l.agency_id = p.agency_id AND l.fiscal_year = p.fiscal_year
        AND l.account_code_id = u.account_code_id
        AND l.sub_activity = left(p.rup_code || ' ' || p.name, 200);
    ALTER TABLE budget_budgetreservation DISABLE TRIGGER released_reservation_stays;
    UPDATE budget_budgetreservation b SET package_line_id = l.id
        FROM orders_purchaseorder o JOIN budget_packageline l
            ON l.package_id = o.plan_package_id AND l.account_code_id = o.account_code_id
        WHERE o.public_id = b.order_ref;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE budget_budgetreservation ENABLE TRIGGER released_reservation_stays;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0006_budget_lines")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
