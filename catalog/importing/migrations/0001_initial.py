"""Sheets of goods that shops send: their rows, photos, and what their headings mean.

Locks: new tables. Undo: drops them.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("vendors", "0018_identity_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GoodsImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=100)),
                (
                    "headings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), size=None
                    ),
                ),
                ("places", models.JSONField(blank=True, default=dict)),
                ("etalase_label", models.CharField(blank=True, default="", max_length=160)),
                ("unit", models.CharField(blank=True, default="", max_length=24)),
                ("sent_at", models.DateTimeField()),
                ("mapped_at", models.DateTimeField(blank=True, null=True)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goods_imports",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="GoodsPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=500)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField(blank=True, null=True)),
                ("photo", models.CharField(blank=True, default="", max_length=120)),
                ("problem", models.CharField(blank=True, default="", max_length=24)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="importing.goodsimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GoodsRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_number", models.PositiveIntegerField()),
                ("raw", models.JSONField(blank=True, default=list)),
                ("said", models.JSONField(blank=True, default=dict)),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("parent", models.CharField(blank=True, default="", max_length=40)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("pending", "Not looked at yet"),
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("same", "Unchanged"),
                            ("ask", "Price to confirm"),
                            ("error", "To repair"),
                        ],
                        default="pending",
                        max_length=7,
                    ),
                ),
                ("problems", models.JSONField(blank=True, default=list)),
                ("changes", models.JSONField(blank=True, default=list)),
                ("confirmed_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="importing.goodsimport",
                    ),
                ),
            ],
            options={
                "ordering": ["row_number"],
            },
        ),
        migrations.CreateModel(
            name="HeadingMap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("places", models.JSONField()),
                ("etalase_label", models.CharField(blank=True, default="", max_length=160)),
                ("unit", models.CharField(blank=True, default="", max_length=24)),
                ("confirmed_at", models.DateTimeField()),
                (
                    "confirmed_by",
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
        ),
        migrations.AddIndex(
            model_name="goodsimport",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_at__isnull", True),
                    ("finished_at__isnull", True),
                    ("mapped_at__isnull", False),
                ),
                fields=["mapped_at"],
                name="goods_import_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="goodsimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True), ("finished_at__isnull", True)),
                fields=("vendor",),
                name="one_open_goods_import_per_shop",
            ),
        ),
        migrations.AddConstraint(
            model_name="goodsimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at__isnull", True),
                    models.Q(("cancelled_at__isnull", True), ("started_at__isnull", False)),
                    _connector="OR",
                ),
                name="goods_import_ends_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="goodsimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at__isnull", True), ("started_by__isnull", True)),
                    models.Q(
                        ("judged_at__isnull", False),
                        ("mapped_at__isnull", False),
                        ("started_at__isnull", False),
                        ("started_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="goods_import_starts_judged",
            ),
        ),
        migrations.AddIndex(
            model_name="goodspicture",
            index=models.Index(fields=["digest"], name="goods_picture_by_digest"),
        ),
        migrations.AddConstraint(
            model_name="goodspicture",
            constraint=models.UniqueConstraint(
                fields=("sheet", "source"), name="one_goods_picture_per_name"
            ),
        ),
        migrations.AddIndex(
            model_name="goodsrow",
            index=models.Index(
                fields=["sheet", "verdict", "row_number"], name="goods_row_by_verdict"
            ),
        ),
        migrations.AddIndex(
            model_name="goodsrow",
            index=models.Index(fields=["sheet", "code"], name="goods_row_by_code"),
        ),
        migrations.AddConstraint(
            model_name="goodsrow",
            constraint=models.UniqueConstraint(
                fields=("sheet", "row_number"), name="one_goods_row_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="goodsrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["pending", "new", "changed", "same", "ask", "error"])
                ),
                name="goods_row_verdict_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="headingmap",
            constraint=models.UniqueConstraint(
                fields=("vendor", "fingerprint"), name="one_heading_map_per_export"
            ),
        ),
    ]
