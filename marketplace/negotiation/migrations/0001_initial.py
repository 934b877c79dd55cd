"""Negotiations between an office and a shop, their goods, rounds and prices.

Locks: new tables. Undo: drops them. Tested: tests/negotiation/.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0009_fresh_proof"),
        ("catalog", "0085_offers_rated"),
        ("vendors", "0025_rating"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Negotiation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("delivery_address", models.CharField(max_length=300)),
                ("list_freight_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Negotiating"),
                            ("agreed", "Agreed"),
                            ("refused", "Not agreed"),
                            ("expired", "Not answered in time"),
                        ],
                        default="open",
                        max_length=7,
                    ),
                ),
                (
                    "turn",
                    models.CharField(
                        choices=[("buyer", "Office"), ("shop", "Shop")],
                        default="shop",
                        max_length=5,
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "delivery_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.region",
                    ),
                ),
                (
                    "opened_by",
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
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="NegotiatedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=202)),
                ("unit", models.CharField(max_length=24)),
                ("quantity", models.PositiveIntegerField()),
                ("list_rupiah", marketplace.core.fields.RupiahField()),
                ("is_open", models.BooleanField(default=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "price_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.priceversion",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.productrevision",
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
                (
                    "negotiation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="negotiation.negotiation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "side",
                    models.CharField(choices=[("buyer", "Office"), ("shop", "Shop")], max_length=5),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("offer", "Offer"),
                            ("counter", "Counter-offer"),
                            ("accept", "Accepted"),
                            ("refuse", "Refused"),
                        ],
                        max_length=7,
                    ),
                ),
                ("freight_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("acted_at", models.DateTimeField()),
                (
                    "acted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "negotiation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="negotiation.negotiation",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="negotiation",
            name="agreed",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreed_in",
                to="negotiation.round",
            ),
        ),
        migrations.CreateModel(
            name="RoundPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_price_rupiah", marketplace.core.fields.RupiahField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="negotiation.negotiatedline",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="negotiation.round",
                    ),
                ),
            ],
            options={
                "ordering": ["line_id"],
            },
        ),
        migrations.AddConstraint(
            model_name="negotiatedline",
            constraint=models.UniqueConstraint(
                fields=("negotiation", "sku"), name="one_line_per_negotiated_goods"
            ),
        ),
        migrations.AddConstraint(
            model_name="negotiatedline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)),
                fields=("agency", "sku"),
                name="goods_negotiated_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="negotiatedline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("list_rupiah__gte", 1), ("quantity__gte", 1), ("quantity__lte", 1000000)
                ),
                name="negotiated_quantity_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                fields=("negotiation", "number"), name="one_round_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("step__in", ["offer", "counter"]),
                        ("freight_rupiah__gte", 0),
                        ("freight_rupiah__isnull", False),
                        ("freight_rupiah__lte", 1000000000),
                    ),
                    models.Q(
                        models.Q(("step__in", ["offer", "counter"]), _negated=True),
                        ("freight_rupiah__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="round_names_its_freight",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step", "refuse"), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="refusal_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="negotiation",
            index=models.Index(fields=["vendor", "status"], name="negotiation_of_vendor"),
        ),
        migrations.AddIndex(
            model_name="negotiation",
            index=models.Index(fields=["agency", "status"], name="negotiation_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="negotiation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agreed__isnull", True),
                        ("closed_at__isnull", True),
                        ("status", "open"),
                        ("valid_until__isnull", True),
                    ),
                    models.Q(
                        ("agreed__isnull", False),
                        ("closed_at__isnull", False),
                        ("status", "agreed"),
                        ("valid_until__isnull", False),
                    ),
                    models.Q(
                        ("agreed__isnull", True),
                        ("closed_at__isnull", False),
                        ("status__in", ["refused", "expired"]),
                        ("valid_until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="negotiation_says_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="negotiation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("list_freight_rupiah__isnull", True),
                    models.Q(
                        ("list_freight_rupiah__gte", 0), ("list_freight_rupiah__lte", 1000000000)
                    ),
                    _connector="OR",
                ),
                name="negotiated_freight_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundprice",
            constraint=models.UniqueConstraint(
                fields=("round", "line"), name="one_price_per_round_and_goods"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundprice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit_price_rupiah__gte", 1), ("unit_price_rupiah__lte", 1000000000000)
                ),
                name="offered_price_within_bounds",
            ),
        ),
    ]
