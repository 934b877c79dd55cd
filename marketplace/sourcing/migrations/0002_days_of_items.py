"""Keep in a cart for which days something is wanted.

Locks: sourcing_cartitem for a moment (columns without default); its constraints read each row once.
Undo: drops the columns. Tested: tests/sourcing/test_days.py.
"""

from django.db import migrations, models

PIECES = """
ALTER TABLE sourcing_cartitem ADD CONSTRAINT cart_holds_whole_pieces CHECK (
    wanted_until IS NULL
    OR wanted_until - wanted_on < 366 AND quantity % (wanted_until - wanted_on + 1) = 0);
"""
UNDO = "ALTER TABLE sourcing_cartitem DROP CONSTRAINT cart_holds_whole_pieces;"


class Migration(migrations.Migration):
    dependencies = [("sourcing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="cartitem",
            name="wanted_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="wanted_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="wanted_hour",
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="cartitem",
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
                name="cart_days_fit",
            ),
        ),
        migrations.RunSQL(PIECES, UNDO),
    ]
