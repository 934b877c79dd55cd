"""Let an order name only an account that its package is booked on, and hold its money there.

Why: an order could be charged to any account beside any package, so that the region's treasury
refused to book it. The parts of packages that were ordered under are there (budget 0007).
Locks: orders_purchaseorder for a moment. Undo: drops key, trigger and function.
Tested: tests/budget/test_guards.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE orders_purchaseorder ADD CONSTRAINT order_account_is_of_the_package
    FOREIGN KEY (plan_package_id, account_code_id)
    REFERENCES budget_packageline (package_id, account_code_id);

CREATE FUNCTION orders_check_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM budget_budgetreservation b
        JOIN budget_packageline l ON l.id = b.package_line_id
        WHERE b.order_ref = NEW.public_id AND l.account_code_id = NEW.account_code_id
    ) THEN
        RAISE EXCEPTION 'order % holds no money on its account', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_money_on_its_account';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER order_money_on_its_account AFTER UPDATE OF status, account_code_id
    ON orders_purchaseorder FOR EACH ROW
    WHEN (NEW.status IN ('submitted', 'approved')) EXECUTE FUNCTION orders_check_account();
"""
REVERSE = """
DROP TRIGGER order_money_on_its_account ON orders_purchaseorder;
DROP FUNCTION orders_check_account();
ALTER TABLE orders_purchaseorder DROP CONSTRAINT order_account_is_of_the_package;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0033_split_guards"), ("budget", "0008_line_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
