"""Keep with a line of a cart its choice and note, the line taken out last, and shared carts.

Locks: sourcing_cartitem for a moment (columns with constant defaults, a reference that is empty); new
tables. Undo: drops columns and tables. Tested: tests/sourcing/test_choosing.py, test_sharing.py.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

DAYS_FIT = Q(
    Q(("wanted_hour__isnull", True), ("wanted_on__isnull", True), ("wanted_until__isnull", True)),
    Q(("wanted_on__isnull", False), ("wanted_until__isnull", True)),
    Q(
        ("wanted_hour__isnull", True),
        ("wanted_on__isnull", False),
        ("wanted_until__gte", F("wanted_on")),
        ("wanted_until__isnull", False),
    ),
    _connector="OR",
)
SOME_UNITS = Q(("quantity__gte", 1), ("quantity__lte", 1000000))


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def kept(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


def days():
    return [
        ("wanted_on", models.DateField(blank=True, null=True)),
        ("wanted_until", models.DateField(blank=True, null=True)),
        ("wanted_hour", models.TimeField(blank=True, null=True)),
    ]


def shared():
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="sourcing.sharedcart",
    )


def note():
    return models.CharField(blank=True, db_default="", default="", max_length=200)


def chosen():
    return models.BooleanField(db_default=True, default=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0076_ready_on"),
        ("sourcing", "0002_days_of_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedCart",
            fields=[
                ("id", key()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("sent_at", models.DateTimeField()),
                ("agency", kept("accounts.agency")),
                ("sent_by", kept(settings.AUTH_USER_MODEL)),
                ("sent_to", kept(settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sent_to", "-sent_at"], name="shared_carts_to"),
                    models.Index(fields=["sent_by", "-sent_at"], name="shared_carts_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            Q(("name", ""), _negated=True),
                            Q(("sent_by", F("sent_to")), _negated=True),
                        ),
                        name="shared_cart_goes_to_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedLine",
            fields=[
                ("id", key()),
                *days(),
                ("quantity", models.PositiveIntegerField()),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "shared",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="sourcing.sharedcart",
                    ),
                ),
                ("sku", kept("catalog.sku")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shared", "sku"), name="goods_once_in_a_shared_cart"
                    ),
                    models.CheckConstraint(condition=SOME_UNITS, name="shared_quantity_positive"),
                    models.CheckConstraint(condition=DAYS_FIT, name="shared_days_fit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedAnswer",
            fields=[
                ("id", key()),
                ("is_taken", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                (
                    "shared",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="sourcing.sharedcart",
                    ),
                ),
            ],
        ),
        migrations.AddField(model_name="cartitem", name="note", field=note()),
        migrations.AddField(model_name="cartitem", name="chosen", field=chosen()),
        migrations.AddField(model_name="cartitem", name="shared", field=shared()),
        migrations.CreateModel(
            name="RemovedItem",
            fields=[
                ("id", key()),
                *days(),
                ("quantity", models.PositiveIntegerField()),
                ("note", note()),
                ("chosen", chosen()),
                ("removed_at", models.DateTimeField()),
                (
                    "cart",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="removed",
                        to="sourcing.cart",
                    ),
                ),
                ("price_version", kept("catalog.priceversion")),
                ("revision", kept("catalog.productrevision")),
                ("shared", shared()),
                ("sku", kept("catalog.sku")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=SOME_UNITS, name="removed_quantity_positive"),
                    models.CheckConstraint(condition=DAYS_FIT, name="removed_days_fit"),
                ],
            },
        ),
    ]
