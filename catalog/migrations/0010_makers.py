"""Which members of a cooperative make a listing's goods.

Locks: a new table. Undo: drops it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0009_listed_milestones"),
        ("members", "0001_initial"),
        ("vendors", "0016_papers_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductMaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("share_bp", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="product_makers",
                        to="members.cooperativemember",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="makers",
                        to="catalog.product",
                    ),
                ),
                (
                    "set_by",
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
                        related_name="+",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="productmaker",
            index=models.Index(
                condition=models.Q(("until__isnull", True)),
                fields=["member"],
                name="maker_named_now",
            ),
        ),
        migrations.AddConstraint(
            model_name="productmaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_bp__gte", 1), ("share_bp__lte", 10000)),
                name="maker_share_within_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="productmaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_by__isnull", True), ("until__isnull", True)),
                    models.Q(("ended_by__isnull", False), ("until__gte", models.F("since"))),
                    _connector="OR",
                ),
                name="maker_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="productmaker",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("product", "member"),
                name="maker_named_once",
            ),
        ),
    ]
