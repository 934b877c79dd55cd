"""Keep what a shop asks for bringing an order, by distance (ongkos kirim).

Locks: none but of the new table. Undo: drops it. Tested: tests/catalog/test_delivery.py.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [("catalog", "0070_offers_ready"), ("vendors", "0020_standing")]
    operations = [
        migrations.CreateModel(
            name="DeliveryRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("up_to_km", models.PositiveIntegerField()),
                ("freight_rupiah", marketplace.core.fields.RupiahField()),
                ("working_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_rates",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["up_to_km"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["vendor", "up_to_km"], name="one_rate_per_distance"
                    ),
                    models.CheckConstraint(
                        condition=Q(up_to_km__in=(0, 25, 100, 250, 1000, 6000)),
                        name="rate_is_of_a_band",
                    ),
                    models.CheckConstraint(
                        condition=Q(freight_rupiah__gte=0, freight_rupiah__lte=1_000_000_000)
                        & (Q(working_days__isnull=True) | Q(working_days__lte=60)),
                        name="rate_within_bounds",
                    ),
                ],
            },
        )
    ]
