"""Keep why an order was written although a rule asks for a reason, and what it was compared with.

Why: buyers must write a reason for goods far above the median, and compare two offers or say why
not. Locks: new tables. Undo: drops them. Tested: tests/orders/test_grounds.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_numbers_apart"),
        ("core", "0003_numbers_within_bounds"),
        ("orders", "0006_moments_stay"),
        ("vendors", "0004_numbers_within_bounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderComparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=202)),
                ("unit", models.CharField(max_length=24)),
                ("price_rupiah", marketplace.core.fields.RupiahField()),
                ("compared_at", models.DateTimeField()),
                (
                    "compared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.sku",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="orders.purchaseorder",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "offer"), name="one_comparison_per_offer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_rupiah__gte", 1)), name="compared_at_a_price"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=32)),
                ("price_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("median_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("paid_count", models.PositiveIntegerField(blank=True, null=True)),
                ("text", models.CharField(max_length=500)),
                ("written_at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="orders.purchaseorder",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.rule",
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.sku",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="order_reason_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("median_rupiah__isnull", True),
                                ("paid_count__isnull", True),
                                ("price_rupiah__isnull", True),
                                ("sku__isnull", True),
                            ),
                            models.Q(
                                ("median_rupiah__gte", 1),
                                ("paid_count__gte", 1),
                                ("price_rupiah__gte", 1),
                                ("sku__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="order_reason_names_its_numbers",
                    ),
                ],
            },
        ),
    ]
