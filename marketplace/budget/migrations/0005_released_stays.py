"""Freeze what an order that ended had held: a released reservation is over.

Why: its amount no longer counts in any sum, so that no guard noticed when it was rewritten.
Locks: budget_budgetreservation for a moment. Undo: drops the trigger. Tested: `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER released_reservation_stays BEFORE UPDATE ON budget_budgetreservation
    FOR EACH ROW WHEN (OLD.state = 'released' AND OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION core_stays();
"""
REVERSE = """
DROP TRIGGER released_reservation_stays ON budget_budgetreservation;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0004_reservation_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
