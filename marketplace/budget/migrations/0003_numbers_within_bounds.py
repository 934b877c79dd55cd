"""Bound the numbers that people type, so that nothing made of them overflows.

Why: one price near the largest bigint stopped every list that adds tax to it. A row that is too
large already stays as it is, with a warning, until its owner repairs it; every other one is checked.
Locks: the tables for a moment. Undo: drops the constraints. Tested: tests/catalog/test_bounds.py.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

VALIDATE = """
DO $$ BEGIN
    ALTER TABLE {table} VALIDATE CONSTRAINT {name};
EXCEPTION WHEN check_violation THEN
    RAISE WARNING 'rows of {table} are beyond {name}: repair them, then validate it';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_regions"),
        ("budget", "0002_account_codes"),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="planpackage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ceiling_rupiah__lte", 999999999999999)),
                name="plan_package_within_bounds",
            ),
        ),
        migrations.RunSQL(
            VALIDATE.format(table="budget_planpackage", name="plan_package_within_bounds"), ""
        ),
    ]
