"""Keep on an order's line for which days it is wanted.

Units of a rental are pieces × days, so that money, receipts and claims count as ever: the last check
ties the three together. Locks: orders_orderline for a moment (columns without default); its constraints
read each row once. Undo: drops the columns. Tested: tests/orders/test_days.py.
"""

from django.db import migrations, models

PIECES = """
ALTER TABLE orders_orderline ADD CONSTRAINT line_is_of_whole_pieces CHECK (
    wanted_until IS NULL
    OR wanted_until - wanted_on < 366 AND quantity % (wanted_until - wanted_on + 1) = 0);
"""
UNDO = "ALTER TABLE orders_orderline DROP CONSTRAINT line_is_of_whole_pieces;"


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0076_ready_on"),
        ("orders", "0021_stored_comparison_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="wanted_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="orderline",
            name="wanted_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="orderline",
            name="wanted_hour",
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("wanted_hour__isnull", True),
                        ("wanted_on__isnull", True),
                        ("wanted_until__isnull", True),
                    ),
                    models.Q(("wanted_on__isnull", False), ("wanted_until__isnull", True)),
                    models.Q(
                        ("wanted_hour__isnull", True),
                        ("wanted_on__isnull", False),
                        ("wanted_until__gte", models.F("wanted_on")),
                        ("wanted_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="line_days_fit",
            ),
        ),
        migrations.RunSQL(PIECES, UNDO),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                fields=["sku", "wanted_on"],
                condition=models.Q(("wanted_on__isnull", False)),
                name="line_booked",
            ),
        ),
    ]
