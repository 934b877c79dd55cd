"""Say for whose goods an etalase is open, and for which part of its market's region.

What was open for shops from anywhere stays so; a new one is for the shops of its region.
Locks: catalog_etalase for a moment. Undo: drops both columns. Tested: tests/catalog/test_residence.py.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_phone_codes"),
        ("catalog", "0016_stated_as_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="etalase",
            name="open_to",
            field=models.CharField(
                choices=[
                    ("residents", "Shops of its own region"),
                    ("province", "Shops of the whole province"),
                    ("anyone", "Shops from anywhere"),
                ],
                default="anyone",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="etalase",
            name="open_to",
            field=models.CharField(
                choices=[
                    ("residents", "Shops of its own region"),
                    ("province", "Shops of the whole province"),
                    ("anyone", "Shops from anywhere"),
                ],
                default="residents",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="etalase",
            name="region",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.region",
            ),
        ),
        migrations.AddConstraint(
            model_name="etalase",
            constraint=models.CheckConstraint(
                condition=models.Q(("open_to__in", ["residents", "province", "anyone"])),
                name="etalase_open_to_is_known",
            ),
        ),
    ]
