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
        ("vendors", "0003_people"),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="vendor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("capital_rupiah__isnull", True),
                        ("capital_rupiah__lte", 999999999999999),
                        _connector="OR",
                    ),
                    models.Q(
                        ("annual_sales_rupiah__isnull", True),
                        ("annual_sales_rupiah__lte", 999999999999999),
                        _connector="OR",
                    ),
                ),
                name="vendor_figures_within_bounds",
            ),
        ),
        migrations.RunSQL(
            VALIDATE.format(table="vendors_vendor", name="vendor_figures_within_bounds"), ""
        ),
    ]
