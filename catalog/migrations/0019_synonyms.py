"""Other names of goods, by which searches find what listings call otherwise.

Locks: none, the table is new; its rows come with the product (catalog/data/synonyms.csv, entered
after each migration). Undo: drops it. Tested: tests/catalog/test_synonyms.py.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0018_residence_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchSynonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "others",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("both_ways", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["terms"],
                "constraints": [
                    models.UniqueConstraint(fields=("terms",), name="synonym_terms_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("terms__len__gte", 2),
                            models.Q(("others__len__gte", 1), ("terms__len", 1)),
                            _connector="OR",
                        ),
                        name="synonym_names_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("terms__len__lte", 24), ("others__len__lte", 24)),
                        name="synonym_is_short",
                    ),
                ],
            },
        ),
    ]
