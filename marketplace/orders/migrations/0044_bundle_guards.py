"""Let the number of a bundle stand for the same evidence for good.

Why: the page that a bundle's QR code opens compares a file with what was handed out under its number.
Locks: a new table. Undo: drops the triggers. Tested: tests/orders/test_bundle.py.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER bundle_frozen BEFORE UPDATE OR DELETE ON orders_evidencebundle
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER bundles_kept BEFORE TRUNCATE ON orders_evidencebundle
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER bundles_kept ON orders_evidencebundle;
DROP TRIGGER bundle_frozen ON orders_evidencebundle;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0043_bundles")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
