"""Fill what 0070_offers_ready added: apart from it, so that no table is locked while rows are written.

Undo: nothing; the columns go with 0070. Tested: tests/releases/test_forward.py.
"""

from django.db import migrations

FILLED = """
UPDATE catalog_offer o SET has_stock = s.stock > s.reserved, lead_days = s.lead_days
FROM catalog_sku s
WHERE s.id = o.sku_id
AND (o.has_stock, o.lead_days) IS DISTINCT FROM (s.stock > s.reserved, s.lead_days);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0071_delivery_rates")]
    operations = [migrations.RunSQL(FILLED, migrations.RunSQL.noop)]
