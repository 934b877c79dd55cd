"""Keep complaints about goods: what is wrong with which units, photos of it, and what was said.

Locks: new tables; orders_purchaseorder, orders_orderline and core_privatefile for a moment while
they are referred to. Undo: drops them with what was said. Tested: tests/fulfilment/test_complaints.py.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_holiday_guards"),
        ("fulfilment", "0005_rating_guards"),
        ("orders", "0039_review_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing", "Goods are missing"),
                            ("damaged", "Goods are damaged"),
                            ("wrong", "Other goods than ordered"),
                            ("poor", "Not as good as described"),
                            ("other", "Something else"),
                        ],
                        max_length=7,
                    ),
                ),
                ("words", models.TextField(max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waits for the shop's answer"),
                            ("answered", "Waits for the agency's word on the answer"),
                            ("disagreed", "No agreement yet"),
                            ("escalated", "With the internal auditor (APIP)"),
                            ("agreed", "Agreed"),
                            ("decided", "Decided by the internal auditor (APIP)"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="orders.purchaseorder",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ComplaintLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("units", models.PositiveIntegerField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="fulfilment.complaint",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ComplaintPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="fulfilment.complaint",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.privatefile",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ComplaintStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answered", "Waits for the agency's word on the answer"),
                            ("disagreed", "No agreement yet"),
                            ("escalated", "With the internal auditor (APIP)"),
                            ("agreed", "Agreed"),
                            ("decided", "Decided by the internal auditor (APIP)"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "remedy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replace", "Replace the goods, at the shop's cost"),
                            ("return_vendor", "Take the goods back, at the shop's cost"),
                            ("return_agency", "Take the goods back, at the agency's cost"),
                            ("as_is", "Nothing is wrong: the goods are as ordered"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                ("words", models.TextField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="fulfilment.complaint",
                    ),
                ),
                (
                    "person",
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
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("order",),
                name="one_open_complaint_per_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["missing", "damaged", "wrong", "poor", "other"])),
                name="complaint_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="complaint_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintline",
            constraint=models.UniqueConstraint(
                fields=("complaint", "order_line"), name="one_line_per_complaint"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintline",
            constraint=models.CheckConstraint(
                condition=models.Q(("units__gte", 1)), name="complaint_line_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintphoto",
            constraint=models.UniqueConstraint(
                fields=("complaint", "place"), name="one_complaint_photo_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", 4)),
                name="complaint_photos_are_few",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["answered", "agreed", "decided"]),
                        ("remedy__in", ["replace", "return_vendor", "return_agency", "as_is"]),
                    ),
                    models.Q(("kind__in", ["disagreed", "escalated"]), ("remedy", "")),
                    _connector="OR",
                ),
                name="complaint_step_has_its_remedy",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "escalated"), ("person__isnull", True)),
                    ("person__isnull", False),
                    _connector="OR",
                ),
                name="complaint_step_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "agreed"),
                    ("person__isnull", True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="complaint_step_says_why",
            ),
        ),
    ]
