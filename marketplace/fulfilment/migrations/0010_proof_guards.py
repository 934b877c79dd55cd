"""Let photos of a shipment stand as they came.

Why: what a shop shows of its goods is evidence; time and place are what the photo says, and stay that.
Locks: a new table. Undo: drops the triggers. Tested: tests/fulfilment/test_proofs.py.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER proof_photo_frozen BEFORE UPDATE OR DELETE ON fulfilment_shipmentphoto
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER proof_photos_kept BEFORE TRUNCATE ON fulfilment_shipmentphoto
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER proof_photos_kept ON fulfilment_shipmentphoto;
DROP TRIGGER proof_photo_frozen ON fulfilment_shipmentphoto;
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0009_proof_photos")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
