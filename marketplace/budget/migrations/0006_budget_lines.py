"""Keep the lines of budgets (DPA), and on which of them each package of the plan is booked.

Why: an order could name any account beside any package, and two packages could spend one line twice.
Locks: new tables; budget_budgetreservation for a moment. Undo: drops tables and column.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_fresh_proof"),
        ("budget", "0005_released_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("sub_activity", models.CharField(max_length=200)),
                ("ceiling_rupiah", marketplace.core.fields.RupiahField()),
                ("reserved_rupiah", marketplace.core.fields.RupiahField(default=0)),
                (
                    "account_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.accountcode",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_lines",
                        to="accounts.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["account_code__code", "sub_activity"],
            },
        ),
        migrations.CreateModel(
            name="PackageLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ceiling_rupiah", marketplace.core.fields.RupiahField()),
                ("reserved_rupiah", marketplace.core.fields.RupiahField(default=0)),
                (
                    "account_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budget.accountcode",
                    ),
                ),
                (
                    "budget_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="budget.budgetline",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="budget.planpackage",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="budgetreservation",
            name="package_line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="budget.packageline",
            ),
        ),
        migrations.CreateModel(
            name="PlanSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("dpa", "Budget lines (DPA)"), ("rup", "Plan packages (RUP)")],
                        max_length=3,
                    ),
                ),
                ("file_name", models.CharField(max_length=120)),
                ("rows", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("put_aside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_sheets",
                        to="accounts.agency",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reserved_rupiah__gte", 0),
                    ("reserved_rupiah__lte", models.F("ceiling_rupiah")),
                ),
                name="budget_line_reserved_within_ceiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("ceiling_rupiah__lte", 999999999999999)),
                name="budget_line_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                fields=("agency", "fiscal_year", "account_code", "sub_activity"),
                name="one_budget_line_per_sub_activity",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                fields=("id", "account_code"), name="budget_line_of_its_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="packageline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reserved_rupiah__gte", 0),
                    ("reserved_rupiah__lte", models.F("ceiling_rupiah")),
                ),
                name="package_line_reserved_within_ceiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="packageline",
            constraint=models.UniqueConstraint(
                fields=("package", "account_code"), name="one_package_line_per_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="packageline",
            constraint=models.UniqueConstraint(
                fields=("id", "package"), name="package_line_of_its_package"
            ),
        ),
        migrations.AddConstraint(
            model_name="plansheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_at__isnull", True), ("put_aside_at__isnull", True), _connector="OR"
                ),
                name="plan_sheet_is_decided_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("put_aside_at__isnull", True), ("taken_at__isnull", True)),
                    ("rows", []),
                    _connector="OR",
                ),
                name="decided_plan_sheet_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("put_aside_at__isnull", True), ("taken_at__isnull", True)),
                fields=("agency", "kind"),
                name="one_open_plan_sheet",
            ),
        ),
    ]
