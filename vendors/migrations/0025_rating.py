"""How agencies rated a shop, counted from the ratings of its orders.

Locks: a new table. Undo: drops it. Tested: tests/fulfilment/test_ratings.py.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0020_standing"),
    ]

    operations = [
        migrations.CreateModel(
            name="VendorRating",
            fields=[
                (
                    "vendor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="rating",
                        serialize=False,
                        to="vendors.vendor",
                    ),
                ),
                ("ratings", models.PositiveIntegerField()),
                ("stars", models.PositiveIntegerField()),
                ("tenths", models.PositiveSmallIntegerField(null=True)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stars__gte", models.F("ratings")),
                            (
                                "stars__lte",
                                models.expressions.CombinedExpression(
                                    models.F("ratings"), "*", models.Value(5)
                                ),
                            ),
                            models.Q(
                                ("tenths__isnull", True),
                                models.Q(
                                    ("ratings__gte", 1), ("tenths__gte", 10), ("tenths__lte", 50)
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="rating_is_an_average_of_stars",
                    )
                ],
            },
        ),
    ]
