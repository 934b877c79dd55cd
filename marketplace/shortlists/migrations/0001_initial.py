"""Comparisons, stored comparisons, saved lists and saved searches.

Locks: new tables. Undo: drops them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0009_fresh_proof"),
        ("catalog", "0035_photos"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("is_shared", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SavedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("units", models.PositiveIntegerField(default=1)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.sku",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="shortlists.savedlist",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("theme", models.CharField(blank=True, default="", max_length=100)),
                ("query", models.CharField(blank=True, default="", max_length=1000)),
                ("alerts", models.BooleanField(default=True)),
                ("seen_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField()),
                ("fresh", models.PositiveSmallIntegerField(default=0)),
                ("told_on", models.DateField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StoredComparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("title", models.CharField(max_length=80)),
                ("offers", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ComparedOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.sku",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "sku"), name="offer_compared_once"),
                    models.UniqueConstraint(
                        fields=("owner", "place"), name="one_compared_offer_a_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 6)),
                        name="six_offers_side_by_side",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="savedlist",
            index=models.Index(
                condition=models.Q(("is_shared", True)), fields=["agency"], name="lists_shared"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedlist",
            constraint=models.UniqueConstraint(fields=("owner", "place"), name="one_list_a_place"),
        ),
        migrations.AddConstraint(
            model_name="savedlist",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="one_list_a_name"),
        ),
        migrations.AddConstraint(
            model_name="savedlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place__gte", 1), ("place__lte", 50), models.Q(("name", ""), _negated=True)
                ),
                name="fifty_lists_with_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedline",
            constraint=models.UniqueConstraint(fields=("list", "sku"), name="goods_once_in_a_list"),
        ),
        migrations.AddConstraint(
            model_name="savedline",
            constraint=models.UniqueConstraint(fields=("list", "place"), name="one_line_a_place"),
        ),
        migrations.AddConstraint(
            model_name="savedline",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", 200)), name="two_hundred_lines"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedline",
            constraint=models.CheckConstraint(
                condition=models.Q(("units__gte", 1), ("units__lte", 1000000)),
                name="saved_units_within_bounds",
            ),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(
                condition=models.Q(("alerts", True)),
                fields=["checked_at"],
                name="searches_to_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                fields=("owner", "place"), name="one_search_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                fields=("owner", "theme", "query"), name="one_search_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place__gte", 1), ("place__lte", 30), models.Q(("name", ""), _negated=True)
                ),
                name="thirty_searches_with_names",
            ),
        ),
        migrations.AddIndex(
            model_name="storedcomparison",
            index=models.Index(fields=["agency", "-made_at"], name="stored_comparison_newest"),
        ),
        migrations.AddConstraint(
            model_name="storedcomparison",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="stored_comparison_has_a_title",
            ),
        ),
    ]
