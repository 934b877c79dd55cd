"""What goods of a kind must say of themselves: categories, their attributes, and what was stated.

Locks: catalog_etalase, catalog_product and catalog_productrevision for a moment (columns with
constant defaults). Undo: drops them with what was stated. Tested: tests/catalog/test_attributes.py.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_phone_codes"),
        ("catalog", "0014_search_by_offers"),
        ("licences", "0002_guards"),
        ("vendors", "0018_identity_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AttributeSpec",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30)),
                ("label", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Words"),
                            ("number", "Number"),
                            ("choice", "One of a list"),
                            ("yes_no", "Yes or no"),
                        ],
                        max_length=6,
                    ),
                ),
                ("unit", models.CharField(blank=True, default="", max_length=16)),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("required", models.BooleanField(default=False)),
                ("filterable", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "goods_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Goods and services of any kind"),
                            ("food", "Food and drink"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("icon", models.CharField(default="layout-grid", max_length=32)),
            ],
            options={
                "verbose_name_plural": "categories",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="product",
            name="attributes",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="productrevision",
            name="attributes",
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("attributes__contains", {})),
                name="product_attributes_are_named",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="catalog.category",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="tenant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="categories",
                to="accounts.tenant",
            ),
        ),
        migrations.AddField(
            model_name="attributespec",
            name="category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="specs",
                to="catalog.category",
            ),
        ),
        migrations.AddField(
            model_name="etalase",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="etalases",
                to="catalog.category",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("goods_class__in", ["", "food"])),
                name="category_goods_class_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributespec",
            constraint=models.UniqueConstraint(
                fields=("category", "code"), name="attribute_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attributespec",
            constraint=models.UniqueConstraint(
                models.F("category"),
                django.db.models.functions.text.Lower("label"),
                name="attribute_labelled_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributespec",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["text", "number", "choice", "yes_no"])),
                name="attribute_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributespec",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choices__len__gte", 2), ("kind", "choice")),
                    models.Q(models.Q(("kind", "choice"), _negated=True), ("choices__len", 0)),
                    _connector="OR",
                ),
                name="attribute_choice_has_choices",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributespec",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit", ""), ("kind", "number"), _connector="OR"),
                name="attribute_unit_is_of_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributespec",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", ""), _negated=True), models.Q(("label", ""), _negated=True)
                ),
                name="attribute_has_a_name",
            ),
        ),
    ]
