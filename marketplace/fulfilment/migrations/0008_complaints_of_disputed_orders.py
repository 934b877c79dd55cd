"""Open a complaint for each order that is disputed now, about all units nobody has signed for.

Why: until now a complaint was the state of its order and a reason. The shop has seven days to
answer from now on, as if it had been complained today. Locks: rows of disputed orders. Undo: takes
the clocks back; the complaints go with their tables. Tested: tests/releases.
"""

from django.db import migrations

FORWARD = """
INSERT INTO fulfilment_complaint (public_id, order_id, kind, words, status, opened_by_id, opened_at)
    SELECT gen_random_uuid(), o.id, 'other', coalesce(nullif(o.status_reason, ''), '-'), 'open',
        o.status_by_id, o.status_at
    FROM orders_purchaseorder o WHERE o.status = 'disputed' AND o.status_by_id IS NOT NULL;
INSERT INTO fulfilment_complaintline (complaint_id, order_line_id, units)
    SELECT c.id, sent.order_line_id, sent.units - coalesce(got.units, 0)
    FROM fulfilment_complaint c
    JOIN (SELECT s.order_id, l.order_line_id, sum(l.quantity) AS units
        FROM fulfilment_shipmentline l JOIN fulfilment_shipment s ON s.id = l.shipment_id
        GROUP BY 1, 2) sent ON sent.order_id = c.order_id
    LEFT JOIN (SELECT l.order_line_id, sum(l.accepted_quantity) AS units
        FROM fulfilment_receiptline l JOIN fulfilment_receipt r ON r.id = l.receipt_id
        JOIN fulfilment_handover h ON h.id = r.handover_id
        WHERE h.number <> '' AND h.withdrawn_at IS NULL GROUP BY 1) got
        ON got.order_line_id = sent.order_line_id
    WHERE sent.units > coalesce(got.units, 0);
INSERT INTO core_deadline (kind, subject_type, subject_id, starts_at, due_at, attempts, last_error)
    SELECT 'complaint.answer', 'fulfilment.complaint', id, now(), now() + interval '7 days', 0, ''
    FROM fulfilment_complaint;
"""
REVERSE = "DELETE FROM core_deadline WHERE subject_type = 'fulfilment.complaint'"


class Migration(migrations.Migration):
    dependencies = [
        ("fulfilment", "0007_complaint_guards"),
        ("core", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
