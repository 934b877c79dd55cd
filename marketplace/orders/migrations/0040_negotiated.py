"""Let an order rest on what its office and shop negotiated.

Locks: orders_purchaseorder, while a column is added and its check reads each row. Undo: drops the
column. Tested: tests/negotiation/test_ordering.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_fresh_proof"),
        ("budget", "0009_reservations_move"),
        ("core", "0006_holiday_guards"),
        ("negotiation", "0001_initial"),
        ("orders", "0039_review_guards"),
        ("vendors", "0025_rating"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="purchaseorder",
            name="order_freight_rests_on_its_way",
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="negotiation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="negotiation.negotiation",
            ),
        ),
        migrations.AlterField(
            model_name="purchaseorder",
            name="freight_way",
            field=models.CharField(
                choices=[
                    ("table", "Brought by the shop, by its table"),
                    ("fetched", "Fetched by the office"),
                    ("quote", "Brought by the shop, as it answered"),
                    ("agreed", "Brought by the shop, as negotiated"),
                    ("before", "As the officer stated it"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("freight_quote__isnull", True),
                        ("freight_up_to_km__isnull", False),
                        ("freight_way", "table"),
                        ("negotiation__isnull", True),
                    ),
                    models.Q(
                        ("freight_quote__isnull", False),
                        ("freight_up_to_km__isnull", True),
                        ("freight_way", "quote"),
                        ("negotiation__isnull", True),
                    ),
                    models.Q(
                        ("freight_quote__isnull", True),
                        ("freight_up_to_km__isnull", True),
                        ("freight_way", "agreed"),
                        ("negotiation__isnull", False),
                    ),
                    models.Q(
                        ("freight_quote__isnull", True),
                        ("freight_up_to_km__isnull", True),
                        ("negotiation__isnull", True),
                        models.Q(
                            models.Q(("freight_rupiah", 0), ("freight_way", "fetched")),
                            ("freight_way", "before"),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="order_freight_rests_on_its_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", ["rejected", "cancelled", "declined", "expired"]), _negated=True
                ),
                fields=("negotiation",),
                name="one_order_per_negotiation",
            ),
        ),
    ]
