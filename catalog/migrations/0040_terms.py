"""State what an offer is bound to: tiers, validity, order bounds, lead time, capacity, area, place.

Locks: catalog_priceversion, catalog_product and catalog_sku for a moment (columns with constant
defaults); their constraints read each row once. Undo: drops the columns with what was stated.
Tested: tests/catalog/terms.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_fresh_proof"),
        ("catalog", "0035_photos"),
    ]

    operations = [
        migrations.AddField(
            model_name="priceversion",
            name="tiers",
            field=models.JSONField(
                blank=True, db_default=models.Value([], models.JSONField()), default=list
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="prepared_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.region",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="price_valid_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="service_area",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=13),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="sku",
            name="capacity_per_day",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sku",
            name="lead_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sku",
            name="max_quantity",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sku",
            name="min_quantity",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="sku",
            name="tiers",
            field=models.JSONField(
                blank=True, db_default=models.Value([], models.JSONField()), default=list
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("service_area__len__lte", 60)), name="service_area_is_short"
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_quantity__gte", 1),
                    ("min_quantity__lte", 1000000),
                    models.Q(
                        ("max_quantity__isnull", True),
                        models.Q(
                            ("max_quantity__gte", models.F("min_quantity")),
                            ("max_quantity__lte", 1000000),
                        ),
                        _connector="OR",
                    ),
                ),
                name="sku_order_bounds_fit",
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lead_days__isnull", True), ("lead_days__lte", 260), _connector="OR"),
                    models.Q(
                        ("capacity_per_day__isnull", True),
                        models.Q(("capacity_per_day__gte", 1), ("capacity_per_day__lte", 1000000)),
                        _connector="OR",
                    ),
                ),
                name="sku_terms_within_bounds",
            ),
        ),
    ]
