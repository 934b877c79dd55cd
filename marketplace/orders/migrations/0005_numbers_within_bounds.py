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
        ("budget", "0003_numbers_within_bounds"),
        ("catalog", "0003_numbers_within_bounds"),
        ("core", "0003_numbers_within_bounds"),
        ("orders", "0004_rule_guards"),
        ("vendors", "0003_people"),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="agreedprice",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price_rupiah__lte", 1000000000000)),
                name="agreed_price_within_bounds",
            ),
        ),
        AddConstraintNotValid(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("freight_rupiah__lte", 1000000000), ("gross_rupiah__lte", 999999999999999)
                ),
                name="order_within_bounds",
            ),
        ),
        migrations.RunSQL(
            VALIDATE.format(table="orders_agreedprice", name="agreed_price_within_bounds"), ""
        ),
        migrations.RunSQL(
            VALIDATE.format(table="orders_purchaseorder", name="order_within_bounds"), ""
        ),
    ]
