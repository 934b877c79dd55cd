"""Let the moment and the person of an order's step change only with the step.

Why: the trail copies them when the order moves; rewriting them afterwards made the order contradict
its trail. Locks: the table for a moment. Undo: drops the trigger. Tested: `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER order_moments_stay BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (
        NEW.created_at <> OLD.created_at OR NEW.ordered_on <> OLD.ordered_on AND OLD.status NOT IN
            ('draft', 'returned')
        OR NEW.status = OLD.status AND (NEW.status_at, NEW.status_by_id, NEW.status_reason)
            IS DISTINCT FROM (OLD.status_at, OLD.status_by_id, OLD.status_reason))
    EXECUTE FUNCTION core_stays();
"""
REVERSE = "DROP TRIGGER order_moments_stay ON orders_purchaseorder;"


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_numbers_within_bounds"),
        ("core", "0004_evidence_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
