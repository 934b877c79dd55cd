"""Say of a variant whether it is booked for days, and of a shop on which days it is closed.

Why: what is served on a day or rented by the day has no stock that runs out; each day holds the capacity
of a day. Locks: catalog_sku for a moment (a column with a constant default); its constraints read each
row once. Undo: drops column and table with what was stated. Tested: tests/catalog/days.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0072_offers_filled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sku",
            name="dating",
            field=models.CharField(
                choices=[
                    ("none", "No day: goods that are sent"),
                    ("day", "On a day: a service or a meal"),
                    ("rental", "By the day: a rental"),
                ],
                db_default="none",
                default="none",
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(("dating__in", ["none", "day", "rental"])),
                name="sku_dating_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dating", "none"),
                    models.Q(
                        ("capacity_per_day__isnull", False),
                        ("reserved", 0),
                        ("stock", models.F("capacity_per_day")),
                    ),
                    _connector="OR",
                ),
                name="dated_sku_has_its_days",
            ),
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("closed_at", models.DateTimeField()),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_days",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={"ordering": ["day"]},
        ),
        migrations.AddConstraint(
            model_name="closedday",
            constraint=models.UniqueConstraint(
                fields=("vendor", "day"), name="one_closing_per_day"
            ),
        ),
    ]
