"""Count, beside the payments of a price mark, the shops that were paid.

Why: all marks that were shown rested on payments to one shop, which proves nothing about its price.
Locks: catalog_pricemark, for a moment. Undo: drops the column. Tested: tests/catalog/test_prices.py.
"""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("catalog", "0019_synonyms")]
    operations = [
        migrations.AddField(
            model_name="pricemark",
            name="vendors",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="pricemark",
            constraint=models.CheckConstraint(
                condition=Q(vendors__lte=F("paid_count")), name="mark_vendors_were_paid"
            ),
        ),
    ]
