"""Keep what a review leaves behind: reasons at unmet checks, struck lines, what was repaired.

Locks: new tables. Undo: drops them. Tested: tests/orders/test_checks.py, tests/orders/test_strike.py,
tests/orders/test_repair.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
FIELDS = [
    ("lines", "Goods and quantities"),
    ("need", "Need (title) and note"),
    ("address", "Delivery address"),
    ("needed_by", "Needed by"),
    ("budget", "Plan package (RUP) and account code"),
    ("reasons", "Reasons and comparison"),
]


def of_order(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to="orders.purchaseorder",
    )


def person() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0037_line_notes"),
        ("catalog", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckReason",
            fields=[
                ("id", ID.clone()),
                ("check_key", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=600)),
                ("words", models.CharField(max_length=600)),
                ("text", models.CharField(max_length=500)),
                ("written_at", models.DateTimeField()),
                ("order", of_order("check_reasons")),
                ("written_by", person()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("check_key", ""), _negated=True),
                        ),
                        name="check_reason_has_words",
                    ),
                    models.UniqueConstraint(
                        fields=("order", "check_key"), name="one_reason_per_unmet_check"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StruckLine",
            fields=[
                ("id", ID.clone()),
                ("name", models.CharField(max_length=202)),
                ("code", models.CharField(max_length=40)),
                ("unit", models.CharField(max_length=24)),
                ("quantity", models.PositiveIntegerField()),
                ("unit_price_rupiah", marketplace.core.fields.RupiahField()),
                ("total_rupiah", marketplace.core.fields.RupiahField()),
                ("reason", models.CharField(max_length=500)),
                ("struck_at", models.DateTimeField()),
                ("txid", models.BigIntegerField(default=0)),
                ("order", of_order("struck_lines")),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.sku",
                    ),
                ),
                ("struck_by", person()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "sku"), name="one_strike_per_goods"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            ("quantity__gte", 1),
                            ("unit_price_rupiah__gte", 1),
                            (
                                "total_rupiah",
                                models.expressions.CombinedExpression(
                                    models.F("quantity"), "*", models.F("unit_price_rupiah")
                                ),
                            ),
                        ),
                        name="struck_line_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairRequest",
            fields=[
                ("id", ID.clone()),
                ("parts", models.JSONField()),
                ("order", of_order("repair_requests")),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repair_request",
                        to="orders.statuschange",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("parts", []), _negated=True),
                        name="repair_request_names_parts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderRepair",
            fields=[
                ("id", ID.clone()),
                ("field", models.CharField(choices=FIELDS, max_length=9)),
                ("label", models.CharField(blank=True, default="", max_length=600)),
                ("before", models.CharField(blank=True, default="", max_length=600)),
                ("after", models.CharField(blank=True, default="", max_length=600)),
                ("repaired_at", models.DateTimeField()),
                ("order", of_order("repairs")),
                ("repaired_by", person()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="order_repair_is_a_change",
                    )
                ],
            },
        ),
    ]
