"""Keep by which way goods come to an office, and what shops answer about freight.

Orders from before keep their freight "as the officer stated it"; no new order is of that way.
Locks: orders_purchaseorder, while its columns are added. Undo: drops columns and tables. Tested:
tests/orders/test_freight.py.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_fresh_proof"),
        ("budget", "0008_line_guards"),
        ("catalog", "0077_pick_up"),
        ("core", "0006_holiday_guards"),
        ("orders", "0034_account_of_package"),
        ("vendors", "0020_standing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FreightQuoteLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="freight_up_to_km",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="freight_way",
            field=models.CharField(
                choices=[
                    ("table", "Brought by the shop, by its table"),
                    ("fetched", "Fetched by the office"),
                    ("quote", "Brought by the shop, as it answered"),
                    ("before", "As the officer stated it"),
                ],
                default="before",
                max_length=7,
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="FreightQuote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("delivery_address", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for the shop"),
                            ("answered", "Answered"),
                            ("refused", "Refused"),
                            ("replaced", "Asked anew"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("freight_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("working_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "delivery_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.region",
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
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="freight_quote",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="orders.freightquote",
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
                    ),
                    models.Q(
                        ("freight_quote__isnull", False),
                        ("freight_up_to_km__isnull", True),
                        ("freight_way", "quote"),
                    ),
                    models.Q(
                        ("freight_quote__isnull", True),
                        ("freight_up_to_km__isnull", True),
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
                fields=("freight_quote",),
                name="one_order_per_freight_quote",
            ),
        ),
        migrations.AddField(
            model_name="freightquoteline",
            name="quote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="orders.freightquote",
            ),
        ),
        migrations.AddField(
            model_name="freightquoteline",
            name="sku",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.sku"
            ),
        ),
        migrations.AddIndex(
            model_name="freightquote",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["vendor", "asked_at"],
                name="freight_quote_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="freightquote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "waiting")),
                fields=("agency", "vendor", "delivery_region"),
                name="one_freight_quote_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="freightquote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["waiting", "replaced"]),
                        ("answered_at__isnull", True),
                        ("answered_by__isnull", True),
                        ("freight_rupiah__isnull", True),
                        ("reason", ""),
                        ("valid_until__isnull", True),
                        ("working_days__isnull", True),
                    ),
                    models.Q(
                        ("freight_rupiah__isnull", False),
                        ("status", "answered"),
                        ("valid_until__isnull", False),
                        ("reason", ""),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    models.Q(
                        ("freight_rupiah__isnull", True),
                        ("status", "refused"),
                        ("valid_until__isnull", True),
                        ("working_days__isnull", True),
                        models.Q(("reason", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="freight_quote_says_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="freightquote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("freight_rupiah__isnull", True),
                        models.Q(("freight_rupiah__gte", 0), ("freight_rupiah__lte", 1000000000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("working_days__isnull", True), ("working_days__lte", 60), _connector="OR"
                    ),
                ),
                name="freight_quote_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="freightquoteline",
            constraint=models.UniqueConstraint(
                fields=("quote", "sku"), name="one_line_per_quoted_goods"
            ),
        ),
        migrations.AddConstraint(
            model_name="freightquoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1), ("quantity__lte", 1000000)),
                name="quoted_quantity_positive",
            ),
        ),
    ]
