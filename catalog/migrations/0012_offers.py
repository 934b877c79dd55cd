"""The tables of what is public: filled and kept by the next migration."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import catalog.offer_models
import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_phone_codes"),
        ("catalog", "0011_maker_guards"),
        ("vendors", "0018_identity_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedShop",
            fields=[
                (
                    "vendor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="vendors.vendor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("word", models.CharField(max_length=32, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "sku",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="offer",
                        serialize=False,
                        to="catalog.sku",
                    ),
                ),
                ("public_id", models.UUIDField()),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=140)),
                ("label", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=24)),
                ("variants", models.PositiveSmallIntegerField()),
                ("is_lead", models.BooleanField()),
                ("gross_rupiah", marketplace.core.fields.RupiahField()),
                ("vendor_name", models.CharField(max_length=120)),
                ("size_badge", models.CharField(max_length=11)),
                ("channel", models.CharField(max_length=16)),
                ("place", models.CharField(max_length=80)),
                ("regency_code", models.CharField(max_length=13)),
                ("province_code", models.CharField(max_length=13)),
                ("is_domestic", models.BooleanField()),
                ("tkdn_percent", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("photo", models.CharField(max_length=120)),
                ("licences", models.JSONField()),
                ("paid_count", models.PositiveIntegerField()),
                ("median_rupiah", marketplace.core.fields.RupiahField(null=True)),
                ("standing", models.IntegerField()),
                ("shown_on", catalog.offer_models.DateMultirangeField()),
                ("published_at", models.DateTimeField()),
                ("search_vector", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OfferRules",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("rules", models.TextField()),
            ],
        ),
        migrations.AddIndex(
            model_name="knownword",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["word"], name="word_trigram", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="etalase",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalog.etalase",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="price_mark",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalog.pricemark",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="offers",
                to="catalog.product",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.tenant",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="vendors.vendor",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_lead", True)), fields=["search_vector"], name="offer_search"
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_lead", True)),
                fields=["etalase", "-standing", "-published_at", "sku"],
                name="offer_etalase_fairest",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_lead", True)),
                fields=["-standing", "-published_at", "sku"],
                name="offer_fairest",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_lead", True)),
                fields=["-published_at", "sku"],
                name="offer_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_lead", True)),
                fields=["-paid_count", "-published_at", "sku"],
                name="offer_most_paid",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_lead", True)),
                fields=["regency_code"],
                name="offer_regency",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_lead", True)),
                fields=["gross_rupiah", "sku"],
                name="offer_cheapest",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_lead", True)),
                fields=["vendor", "-published_at", "sku"],
                name="offer_shop_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(django.db.models.functions.text.Lower("code"), name="offer_code"),
        ),
    ]
