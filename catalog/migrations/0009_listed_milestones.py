"""Tell the pipeline in which markets the shops of an older release are or were live.

Why: the funnel counts what happened, also before it was there (vendors.pipeline). Locks: reads the
published revisions once, writes new rows. Undo: nothing. Tested: tests/releases/test_forward.py,
tests/vendors/pipeline/test_milestones.py.
"""

from django.db import migrations

FORWARD = """
INSERT INTO pipeline_milestone (vendor_id, stage, tenant_id, channel, reached_at)
SELECT p.vendor_id, 'listed', e.tenant_id, e.channel, min(r.decided_at)
FROM catalog_productrevision r JOIN catalog_product p ON p.id = r.product_id
JOIN catalog_etalase e ON e.id = r.etalase_id
WHERE r.status = 'published'
GROUP BY p.vendor_id, e.tenant_id, e.channel
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_hidden_by_sanction"),
        ("pipeline", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
