"""Write the milestones that the shops of an older release have reached already.

Why: the funnel counts what happened, also before it was there. The moments are those of the rows
that tell it; a shop of which the trail tells nothing was in entry when it was handed in.
Locks: reads history once, writes new rows. Undo: nothing (0002 drops what writes them).
Tested: tests/vendors/pipeline/test_milestones.py, tests/releases/test_forward.py.
"""

from django.db import migrations

FORWARD = """
INSERT INTO pipeline_milestone (vendor_id, stage, channel, reached_at)
SELECT id, 'registered', '', created_at FROM vendors_vendor
UNION ALL
SELECT v.id, 'in_entry', '', coalesce(written.at, v.submitted_at, v.created_at)
FROM vendors_vendor v LEFT JOIN (
    SELECT subject_id, min(occurred_at) AS at FROM core_auditevent
    WHERE subject_type = 'vendors.vendor'
    AND action IN ('vendor.changed', 'vendor.document_attached') GROUP BY subject_id
) written ON written.subject_id = v.id
WHERE written.at IS NOT NULL OR v.status <> 'draft'
UNION ALL
SELECT v.id, 'verified', '', coalesce(moved.at, v.approved_at)
FROM vendors_vendor v LEFT JOIN (
    SELECT vendor_id, min(changed_at) AS at FROM vendors_vendorstatuschange
    WHERE to_status = 'approved' GROUP BY vendor_id
) moved ON moved.vendor_id = v.id
WHERE coalesce(moved.at, v.approved_at) IS NOT NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
