"""Name the PP in charge of an order beside its author, and keep who succeeded whom in a duty.

Why: an officer who leaves must not leave an order that nobody can repair, sign or end.
Each order there is keeps its author in charge. Locks: the orders while their rows are filled.
Undo: drops the column and the table. Tested: tests/orders/test_successors.py, tests/releases.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# No step is taken here, so the guards of steps need not look; deferred ones have nothing to count.
CARRY = """
ALTER TABLE orders_purchaseorder DISABLE TRIGGER USER;
UPDATE orders_purchaseorder SET procurement_officer_id = created_by_id;
ALTER TABLE orders_purchaseorder ENABLE TRIGGER USER;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_regions"),
        ("budget", "0003_numbers_within_bounds"),
        ("core", "0006_holiday_guards"),
        ("orders", "0008_ground_guards"),
        ("vendors", "0004_numbers_within_bounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("procurement_officer", "Procurement officer (PP)"),
                            ("commitment_officer", "Commitment officer (PPK)"),
                        ],
                        max_length=24,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("appointed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="procurement_officer",
            field=models.ForeignKey(
                null=True,
                help_text="The PP in charge: the author, until a successor is appointed.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="purchaseorder",
            name="procurement_officer",
            field=models.ForeignKey(
                help_text="The PP in charge: the author, until a successor is appointed.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="purchaseorder",
            name="commitment_officer",
            field=models.ForeignKey(
                help_text="The PPK in charge, who reviews, signs and ends; a successor may be appointed.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders_to_review",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("commitment_officer", models.F("procurement_officer")), _negated=True
                ),
                name="order_has_two_officers",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="appointed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="orders.purchaseorder",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="predecessor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("duty__in", ["procurement_officer", "commitment_officer"]),
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("person", models.F("predecessor")), _negated=True),
                    models.Q(("person", models.F("appointed_by")), _negated=True),
                ),
                name="appointment_is_of_another_with_a_reason",
            ),
        ),
    ]
