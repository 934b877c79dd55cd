"""How a shop has done so far, counted from its orders.

Locks: a new table. Undo: drops it. Tested: tests/fulfilment/test_standing.py.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0019_name_and_form_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="VendorStanding",
            fields=[
                (
                    "vendor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="vendors.vendor",
                    ),
                ),
                ("orders_done", models.PositiveIntegerField()),
                ("counted", models.PositiveSmallIntegerField()),
                ("median_days", models.PositiveSmallIntegerField()),
                ("timed", models.PositiveSmallIntegerField()),
                ("on_time", models.PositiveSmallIntegerField()),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counted__gte", 1),
                            ("counted__lte", models.F("orders_done")),
                            ("on_time__lte", models.F("timed")),
                            ("timed__lte", models.F("counted")),
                        ),
                        name="standing_counts_orders_done",
                    )
                ],
            },
        ),
    ]
