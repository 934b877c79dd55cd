"""Let an agency say which of its orders need a second approval.

Locks: a new table. Undo: drops it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_signed_out"),
        ("catalog", "0085_offers_rated"),
        ("orders", "0046_hidden_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_rupiah", marketplace.core.fields.RupiahField(default=0)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("act_title", models.CharField(max_length=200)),
                ("act_number", models.CharField(max_length=60)),
                ("act_date", models.DateField()),
                ("entered_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval_rules",
                        to="accounts.agency",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.category",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__isnull", False), ("from_rupiah__gte", 1), _connector="OR"
                        ),
                        name="approval_rule_names_sum_or_goods",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_rupiah__gte", 0), ("from_rupiah__lte", 999999999999999)
                        ),
                        name="approval_rule_within_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="approval_rule_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act_title", ""), _negated=True),
                            models.Q(("act_number", ""), _negated=True),
                        ),
                        name="approval_rule_cites_its_act",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("agency", "category", "from_rupiah"),
                        name="one_open_approval_rule_of_a_kind",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
