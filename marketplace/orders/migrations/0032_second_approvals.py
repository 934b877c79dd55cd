"""Keep who confirmed, beside PP and PPK, an order that passes the cap with those before it (I-06).

Locks: new table. Undo: drops it. Tested: tests/orders/test_splitting.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0031_day_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("total_rupiah", marketplace.core.fields.RupiahField()),
                ("given_at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_approvals",
                        to="orders.purchaseorder",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        help_text="The step by which the order was handed in as it was read.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_approval",
                        to="orders.statuschange",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), ("total_rupiah__gte", 1)
                        ),
                        name="second_approval_has_words",
                    )
                ],
            },
        ),
    ]
