"""Questions of offices about goods, answers of shops, and how fast a shop answers.

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
        ("vendors", "0020_standing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.TextField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for the shop"),
                            ("answered", "Answered"),
                            ("removed", "Taken down"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
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
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="catalog.product",
                    ),
                ),
                (
                    "removed_by",
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
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="QuestionAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(max_length=500)),
                ("answered_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="questions.productquestion",
                    ),
                ),
                (
                    "removed_by",
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
                "ordering": ["answered_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReplyStanding",
            fields=[
                (
                    "vendor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="vendors.vendor",
                    ),
                ),
                ("asked", models.PositiveIntegerField()),
                ("answered", models.PositiveIntegerField()),
                ("median_hours", models.PositiveIntegerField()),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answered__lte", models.F("asked"))),
                        name="reply_standing_counts_what_was_asked",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="productquestion",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["product", "asked_at"],
                name="question_waiting_longest",
            ),
        ),
        migrations.AddIndex(
            model_name="productquestion",
            index=models.Index(
                condition=models.Q(("status", "answered")),
                fields=["product", "-asked_at"],
                name="question_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="productquestion",
            index=models.Index(fields=["asked_by", "asked_at"], name="question_of_person"),
        ),
        migrations.AddConstraint(
            model_name="productquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="question_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="productquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["waiting", "answered"]),
                        ("removed_at__isnull", True),
                        ("removed_by__isnull", True),
                        ("removed_reason", ""),
                    ),
                    models.Q(
                        ("status", "removed"),
                        ("removed_at__isnull", False),
                        ("removed_by__isnull", False),
                        models.Q(("removed_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="question_removed_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="answer_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("removed_at__isnull", True),
                        ("removed_by__isnull", True),
                        ("removed_reason", ""),
                    ),
                    models.Q(
                        ("removed_at__isnull", False),
                        ("removed_by__isnull", False),
                        models.Q(("removed_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_removed_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("question",),
                name="one_answer_at_a_time",
            ),
        ),
    ]
