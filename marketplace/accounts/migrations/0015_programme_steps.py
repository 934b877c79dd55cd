"""Keep on which day a region joins and leaves the programme.

Locks: accounts_region and accounts_user for a moment (foreign keys). Undo: drops the table.
Tested: tests/accounts/test_programme.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_linked_identity_guards")]
    operations = [
        migrations.CreateModel(
            name="ProgrammeStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "move",
                    models.CharField(
                        choices=[
                            ("joins", "Joins the programme"),
                            ("leaves", "Leaves the programme"),
                        ],
                        max_length=6,
                    ),
                ),
                ("effective_on", models.DateField()),
                ("act_title", models.CharField(blank=True, default="", max_length=200)),
                ("act_number", models.CharField(blank=True, default="", max_length=60)),
                ("act_date", models.DateField(blank=True, null=True)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programme_steps",
                        to="accounts.region",
                    ),
                ),
            ],
            options={
                "ordering": ["effective_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("move__in", ["joins", "leaves"])),
                        name="programme_move_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act_date", None), ("act_number", ""), ("act_title", "")),
                            models.Q(
                                models.Q(("act_title", ""), _negated=True),
                                models.Q(("act_number", ""), _negated=True),
                                ("act_date__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="programme_act_is_whole",
                    ),
                ],
            },
        ),
    ]
