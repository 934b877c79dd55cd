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
        ("core", "0002_guards"),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit", "rupiah"), ("value__lte", 999999999999999)),
                    models.Q(("unit__in", ["bp", "bp_per_day"]), ("value__lte", 10000)),
                    models.Q(
                        models.Q(("unit__in", ["rupiah", "bp", "bp_per_day"]), _negated=True),
                        ("value__lte", 3660),
                    ),
                    _connector="OR",
                ),
                name="rule_within_bounds",
            ),
        ),
        migrations.RunSQL(VALIDATE.format(table="core_rule", name="rule_within_bounds"), ""),
    ]
