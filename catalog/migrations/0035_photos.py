"""Further photos of a listing, and the first ones by name, so that one that is used again is known.

Locks: a new table; an index on catalog_product, which is read meanwhile. Undo: drops both.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0029_price_rise_guards")]

    operations = [
        migrations.CreateModel(
            name="ProductPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("words", models.CharField(blank=True, default="", max_length=140)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("photo", ""), _negated=True),
                fields=["photo"],
                name="product_by_photo",
            ),
        ),
        migrations.AddField(
            model_name="productphoto",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="catalog.product",
            ),
        ),
        migrations.AddIndex(
            model_name="productphoto",
            index=models.Index(fields=["name"], name="photo_by_name"),
        ),
        migrations.AddConstraint(
            model_name="productphoto",
            constraint=models.UniqueConstraint(
                fields=("product", "position"), name="one_photo_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="productphoto",
            constraint=models.UniqueConstraint(fields=("product", "name"), name="photo_shown_once"),
        ),
        migrations.AddConstraint(
            model_name="productphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 2), ("position__lte", 8)),
                name="photo_place_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="productphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "^produk/[0-9a-f]{32}\\.(webp|svg)$")),
                name="photo_is_one_of_ours",
            ),
        ),
    ]
