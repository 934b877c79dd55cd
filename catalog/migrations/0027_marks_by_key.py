"""Find the marks of one kind of goods in all markets: what was paid near a buyer is read by them.

Locks: writes of catalog_pricemark while the index is made. Undo: drops it. Tested:
tests/catalog/test_local_prices.py.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0026_proof_by_several_shops")]
    operations = [
        migrations.AddIndex(
            model_name="pricemark",
            index=models.Index(fields=["key"], name="price_mark_key"),
        ),
    ]
