"""Tell the pipeline which shops of an older release have accepted a first order, and another.

Why: the funnel counts what happened, also before it was there (vendors.pipeline). Locks: reads the
history of orders once, writes new rows. Undo: nothing. Tested: tests/releases/test_forward.py,
tests/vendors/pipeline/test_milestones.py.
"""

from django.db import migrations

FORWARD = """
INSERT INTO pipeline_milestone (vendor_id, stage, channel, reached_at)
SELECT vendor_id, CASE place WHEN 1 THEN 'first_order' ELSE 'repeat' END, '', at FROM (
    SELECT o.vendor_id, min(c.changed_at) AS at,
        row_number() OVER (PARTITION BY o.vendor_id ORDER BY min(c.changed_at), o.id) AS place
    FROM orders_statuschange c JOIN orders_purchaseorder o ON o.id = c.order_id
    WHERE c.to_status = 'accepted' AND c.from_status = 'issued' GROUP BY o.vendor_id, o.id
) accepted WHERE place <= 2
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0012_hidden_goods"),
        ("pipeline", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
