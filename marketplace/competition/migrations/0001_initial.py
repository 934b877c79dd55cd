"""Competitions: what is asked for, the two keys of a seal, questions, offers sealed and opened.

Locks: new tables. Undo: drops them. Tested: tests/competition/.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0012_signed_out"),
        ("catalog", "0085_offers_rated"),
        ("negotiation", "0003_awarded"),
        ("vendors", "0025_rating"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Competition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("specification", models.TextField(max_length=2000)),
                ("quantity", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=24)),
                ("delivery_address", models.CharField(max_length=300)),
                ("wanted_on", models.DateField()),
                ("questions_due", models.DateTimeField()),
                ("offers_due", models.DateTimeField()),
                ("drafted_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Waits for the PPK"),
                            ("running", "Takes sealed offers"),
                            ("opened", "Opened"),
                            ("awarded", "Awarded"),
                            ("ended", "Ended without an award"),
                        ],
                        default="draft",
                        max_length=7,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("sealed_estimate", models.BinaryField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("estimate_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("closing_words", models.CharField(blank=True, default="", max_length=500)),
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
                    "agreement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competition",
                        to="negotiation.negotiation",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Invited",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "competition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invited",
                        to="competition.competition",
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
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "office",
                    models.CharField(choices=[("orders", "PP"), ("approves", "PPK")], max_length=8),
                ),
                ("public_key", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("wrapped_key", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("released_key", models.BinaryField(blank=True, null=True)),
                (
                    "competition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="competition.competition",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-office"],
            },
        ),
        migrations.CreateModel(
            name="OpenedOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=202)),
                ("unit_price_rupiah", marketplace.core.fields.RupiahField()),
                ("freight_rupiah", marketplace.core.fields.RupiahField()),
                ("total_rupiah", marketplace.core.fields.RupiahField()),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Stands"),
                            ("above_estimate", "Above the owner's estimate (HPS)"),
                        ],
                        default="",
                        max_length=14,
                    ),
                ),
                (
                    "competition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened",
                        to="competition.competition",
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
                "ordering": [
                    models.OrderBy(models.F("rank"), nulls_last=True),
                    "total_rupiah",
                    "pk",
                ],
            },
        ),
        migrations.AddField(
            model_name="competition",
            name="winner",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="won",
                to="competition.openedoffer",
            ),
        ),
        migrations.CreateModel(
            name="SealedOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                (
                    "invited",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="competition.invited",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="openedoffer",
            name="offer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opened",
                to="competition.sealedoffer",
            ),
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, default="", max_length=500)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "competition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="competition.competition",
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
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True),
                            models.Q(
                                models.Q(
                                    ("answer", ""), ("answered_at", None), ("answered_by", None)
                                ),
                                models.Q(
                                    ("answered_at__isnull", False),
                                    ("answered_by__isnull", False),
                                    models.Q(("answer", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="inquiry_answered_whole",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="invited",
            constraint=models.UniqueConstraint(
                fields=("competition", "vendor"), name="shop_invited_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="key",
            constraint=models.UniqueConstraint(
                fields=("competition", "office"), name="one_key_per_office"
            ),
        ),
        migrations.AddConstraint(
            model_name="key",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("released_by", None), ("released_key", None)),
                    models.Q(
                        ("released_at__isnull", False),
                        ("released_by__isnull", False),
                        ("released_key__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="key_released_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="competition",
            index=models.Index(fields=["agency", "status"], name="competition_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="competition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status", "draft"),
                        ("confirmed_at", None),
                        ("confirmed_by", None),
                        ("sealed_estimate__isnull", True),
                        ("estimate_rupiah", None),
                        ("opened_at", None),
                        ("closed_at", None),
                        ("closed_by", None),
                        ("closing_words", ""),
                        ("agreement", None),
                        ("winner", None),
                    ),
                    models.Q(
                        ("status", "running"),
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("sealed_estimate__isnull", False),
                        ("estimate_rupiah", None),
                        ("opened_at", None),
                        ("closed_at", None),
                        ("closed_by", None),
                        ("closing_words", ""),
                        ("agreement", None),
                        ("winner", None),
                    ),
                    models.Q(
                        ("status", "opened"),
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("sealed_estimate__isnull", False),
                        ("estimate_rupiah__isnull", False),
                        ("opened_at__isnull", False),
                        ("closed_at", None),
                        ("closed_by", None),
                        ("closing_words", ""),
                        ("agreement", None),
                        ("winner", None),
                    ),
                    models.Q(
                        ("agreement__isnull", False),
                        ("status", "awarded"),
                        ("winner__isnull", False),
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("sealed_estimate__isnull", False),
                        ("estimate_rupiah__isnull", False),
                        ("opened_at__isnull", False),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                    ),
                    models.Q(
                        ("status", "ended"),
                        models.Q(
                            models.Q(("estimate_rupiah", None), ("opened_at", None)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("sealed_estimate__isnull", False),
                                ("estimate_rupiah__isnull", False),
                                ("opened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("agreement", None),
                        ("winner", None),
                        models.Q(("closing_words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="competition_says_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="competition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__gte", 1),
                    ("quantity__lte", 1000000),
                    models.Q(("title", ""), _negated=True),
                    models.Q(("specification", ""), _negated=True),
                    models.Q(("unit", ""), _negated=True),
                ),
                name="competition_asks_for_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="competition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offers_due__gt", models.F("drafted_at")),
                    ("questions_due__lte", models.F("offers_due")),
                ),
                name="competition_asks_before_it_closes",
            ),
        ),
        migrations.AddConstraint(
            model_name="competition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("estimate_rupiah", None),
                    models.Q(
                        ("estimate_rupiah__gte", 1), ("estimate_rupiah__lte", 999999999999999)
                    ),
                    _connector="OR",
                ),
                name="competition_estimate_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedoffer",
            constraint=models.UniqueConstraint(
                fields=("invited", "number"), name="one_sealed_offer_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="openedoffer",
            constraint=models.UniqueConstraint(
                fields=("competition", "rank"), name="one_offer_a_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="openedoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fault", ""), ("rank__gte", 1), ("rank__isnull", False)),
                    models.Q(("rank", None), models.Q(("fault", ""), _negated=True)),
                    _connector="OR",
                ),
                name="opened_offer_stands_or_fails",
            ),
        ),
        migrations.AddConstraint(
            model_name="openedoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("freight_rupiah__gte", 0),
                    ("freight_rupiah__lte", 1000000000),
                    ("total_rupiah__gte", 1),
                    ("total_rupiah__lte", 999999999999999),
                    ("unit_price_rupiah__gte", 1),
                    ("unit_price_rupiah__lte", 1000000000000),
                ),
                name="opened_offer_within_bounds",
            ),
        ),
    ]
