"""Keep which shops let offices fetch their goods (ambil sendiri).

Locks: none but of the new table. Undo: drops it. Tested: tests/orders/test_freight.py.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0076_ready_on"),
        ("vendors", "0020_standing"),
    ]

    operations = [
        migrations.CreateModel(
            name="PickUp",
            fields=[
                (
                    "vendor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="vendors.vendor",
                    ),
                ),
            ],
        ),
    ]
