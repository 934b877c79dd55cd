"""Members of cooperatives, and the sheets by which many are sent at once.

Locks: new tables. Undo: drops them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_api_token_guards"),
        ("vendors", "0016_papers_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CooperativeMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=120)),
                ("nik", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                (
                    "nik_index",
                    marketplace.core.fields.BlindIndexField(
                        blank=True, default="", editable=False, max_length=64, of="nik"
                    ),
                ),
                ("makes", models.CharField(max_length=200)),
                ("since", models.DateField()),
                ("consent_on", models.DateField()),
                ("named_in_public", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("until", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.region",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cooperative_members",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["vendor", "name"], name="member_by_name"),
                    models.Index(
                        condition=models.Q(("nik_index", ""), _negated=True),
                        fields=["nik_index"],
                        name="member_by_nik",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("number", ""), _negated=True),
                            models.Q(("makes", ""), _negated=True),
                        ),
                        name="member_is_described",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nik", ""), ("nik_index", "")),
                            models.Q(
                                models.Q(("nik", ""), _negated=True),
                                models.Q(("nik_index", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="member_nik_has_its_index",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("until__isnull", True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("until__gte", models.F("since")),
                            ),
                            _connector="OR",
                        ),
                        name="member_leaves_after_joining",
                    ),
                    models.UniqueConstraint(
                        fields=("vendor", "number"), name="one_member_per_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("until__isnull", True), models.Q(("nik_index", ""), _negated=True)
                        ),
                        fields=("vendor", "nik_index"),
                        name="one_member_per_nik",
                    ),
                    models.UniqueConstraint(
                        fields=("id", "vendor"), name="member_belongs_to_vendor"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=120)),
                ("rows", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                ("counts", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("put_aside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_by",
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
                        related_name="member_sheets",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_at__isnull", True),
                            ("put_aside_at__isnull", True),
                            _connector="OR",
                        ),
                        name="member_sheet_is_decided_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("put_aside_at__isnull", True), ("taken_at__isnull", True)),
                            ("rows", ""),
                            _connector="OR",
                        ),
                        name="decided_member_sheet_is_empty",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("put_aside_at__isnull", True), ("taken_at__isnull", True)
                        ),
                        fields=("vendor",),
                        name="one_open_member_sheet",
                    ),
                ],
            },
        ),
    ]
