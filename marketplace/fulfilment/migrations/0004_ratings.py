"""Keep how the two sides of an order rate each other, what they reply, and which words are hidden.

Locks: new tables; orders_purchaseorder for a moment while it is referred to. Undo: drops them with
what was said. Tested: tests/fulfilment/test_ratings.py.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _person():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("fulfilment", "0003_plan_money_guards"),
        ("orders", "0036_freight_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", _key()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("buyer", "The agency"), ("vendor", "The shop")], max_length=6
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField()),
                ("words", models.TextField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                ("opens_at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="orders.purchaseorder",
                    ),
                ),
                ("person", _person()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "side"), name="one_rating_per_side"),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["buyer", "vendor"])),
                        name="rating_of_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="rating_of_one_to_five_stars",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingReply",
            fields=[
                ("id", _key()),
                ("words", models.TextField(max_length=500)),
                ("at", models.DateTimeField()),
                ("person", _person()),
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply",
                        to="fulfilment.rating",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="rating_reply_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingHidden",
            fields=[
                ("id", _key()),
                (
                    "part",
                    models.CharField(
                        choices=[("words", "Words beside the stars"), ("reply", "The reply")],
                        max_length=5,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("person", _person()),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hidden",
                        to="fulfilment.rating",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rating", "part"), name="words_hidden_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("part__in", ["words", "reply"]),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="words_hidden_with_a_reason",
                    ),
                ],
            },
        ),
    ]
