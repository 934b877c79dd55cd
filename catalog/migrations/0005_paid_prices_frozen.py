"""Let a price that was paid stay as it was paid.

Why: medians, comparisons and reasons asked of buyers rest on these rows; nothing changes or removes
them. Locks: the table for a moment. Undo: drops the trigger. Tested: `manage.py trust raw`.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER paid_price_frozen BEFORE UPDATE OR DELETE ON catalog_paidprice
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = "DROP TRIGGER paid_price_frozen ON catalog_paidprice;"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_numbers_apart"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
