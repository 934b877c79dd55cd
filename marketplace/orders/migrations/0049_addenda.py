"""Give an order its delivery day, and let both sides move it (adendum).

Locks: orders_purchaseorder for a moment; a new table. Undo: drops both. Tested:
tests/orders/test_delivery_day.py, tests/orders/test_addenda.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0048_approval_rule_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="purchaseorder",
            name="due_on",
            field=models.DateField(
                blank=True,
                help_text="The delivery day of its letter, as addenda moved it; none before the letter.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", models.DateField()),
                ("to_day", models.DateField()),
                ("reason", models.CharField(max_length=500)),
                ("by_shop", models.BooleanField()),
                ("proposed_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("agreed", "Agreed"),
                            ("refused", "Refused"),
                            ("lapsed", "Lapsed without an answer"),
                        ],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("number", models.CharField(blank=True, default="", max_length=24)),
                ("answer", models.CharField(blank=True, default="", max_length=500)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="orders.purchaseorder",
                    ),
                ),
                (
                    "proposed_by",
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
                        condition=models.Q(
                            models.Q(("from_day", models.F("to_day")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="addendum_moves_the_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("order",),
                        name="one_open_addendum",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="one_addendum_per_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("number", ""),
                                ("status", "open"),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                            ),
                            models.Q(
                                ("answer", ""),
                                ("status", "agreed"),
                                models.Q(("number", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            models.Q(
                                ("number", ""),
                                ("status", "refused"),
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            models.Q(
                                ("answer", ""),
                                ("number", ""),
                                ("status", "lapsed"),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="addendum_says_what_it_is",
                    ),
                ],
            },
        ),
    ]
