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
        ("catalog", "0002_guards_and_search"),
        ("vendors", "0003_people"),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="priceversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_rupiah__lte", 1000000000000)),
                name="price_version_within_bounds",
            ),
        ),
        AddConstraintNotValid(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_rupiah__lte", 1000000000000),
                    ("stock__lte", 1000000000),
                    ("weight_gram__lte", 100000000),
                ),
                name="sku_within_bounds",
            ),
        ),
        migrations.RunSQL(
            VALIDATE.format(table="catalog_priceversion", name="price_version_within_bounds"), ""
        ),
        migrations.RunSQL(VALIDATE.format(table="catalog_sku", name="sku_within_bounds"), ""),
    ]
