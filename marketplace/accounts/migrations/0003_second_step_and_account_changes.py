"""Make room for the second step an account has, and for changes that a second operator decides.

Why: a password alone must not act for who approves, pays or verifies, and no operator alone may give
rights. Locks: accounts for a moment. Undo: drops the column and the table.
Tested: tests/accounts/test_second_step.py, tests/accounts/test_account_changes.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_regions"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="second_step_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("give_role", "Give a role"),
                            ("end_role", "End a role"),
                            ("make_operator", "Make an operator"),
                            ("end_operator", "No longer an operator"),
                            ("change_email", "Change the e-mail address"),
                            ("remove_second_step", "Remove the second step of a lost phone"),
                            ("reopen", "Reopen a closed account"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("procurement_officer", "Procurement officer (PP)"),
                            ("commitment_officer", "Commitment officer (PPK)"),
                            ("activity_officer", "Activity officer (PPTK)"),
                            ("card_holder", "Card holder"),
                            ("budget_authority", "Budget authority (KPA)"),
                            ("treasurer", "Treasurer"),
                            ("internal_auditor", "Internal auditor (APIP)"),
                            ("vendor_verifier", "Vendor verifier"),
                            ("catalogue_manager", "Catalogue manager"),
                            ("counter_officer", "Counter officer"),
                            ("leader", "Head of region's staff"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("reason", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("approved", models.BooleanField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.agency",
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                models.Q(("decided_by", models.F("person")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="account_change_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved", None), ("decided_at", None), ("decided_by", None)
                            ),
                            models.Q(
                                ("approved__isnull", False),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="account_change_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("email", ""),
                                ("kind__in", ["end_role", "give_role"]),
                                ("tenant__isnull", False),
                                models.Q(("role", ""), _negated=True),
                            ),
                            models.Q(
                                ("agency", None),
                                ("kind", "change_email"),
                                ("role", ""),
                                ("tenant", None),
                                models.Q(("email", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ["change_email", "end_role", "give_role"]),
                                    _negated=True,
                                ),
                                ("agency", None),
                                ("email", ""),
                                ("role", ""),
                                ("tenant", None),
                            ),
                            _connector="OR",
                        ),
                        name="account_change_says_what",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("kind", "person", "role", "tenant", "agency"),
                        name="one_pending_account_change",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
