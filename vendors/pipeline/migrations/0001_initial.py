"""Target lists, their imports, invitations to open a shop, and milestones.

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
        ("vendors", "0009_change_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TargetList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("year", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_lists",
                        to="accounts.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "name"],
            },
        ),
        migrations.CreateModel(
            name="TargetImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=100)),
                ("sent_at", models.DateTimeField()),
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
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="pipeline.targetlist",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("owner_name", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                ("phone", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                ("email", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                ("nib", models.CharField(blank=True, default="", max_length=13)),
                ("npwp", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                ("npwp_index", models.CharField(blank=True, default="", max_length=64)),
                ("person_key", models.CharField(max_length=64)),
                ("kbli", models.CharField(blank=True, default="", max_length=5)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("row_number", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="vendors.vendor",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="pipeline.targetlist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("in_entry", "In entry"),
                            ("verified", "Verified"),
                            ("listed", "Listed"),
                            ("first_order", "First order"),
                            ("repeat", "Ordered again"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[("bela", "bela"), ("katalog_lokal", "katalog_lokal")],
                        default="",
                        max_length=16,
                    ),
                ),
                ("reached_at", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenant",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["stage", "vendor"], name="milestone_stage")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vendor", "stage", "tenant", "channel"),
                        name="one_milestone_per_stage",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("stage", "listed"),
                                ("tenant__isnull", False),
                                models.Q(("channel", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("stage", "listed"), _negated=True),
                                ("channel", ""),
                                ("tenant__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="listed_milestone_names_its_market",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "registered",
                                    "in_entry",
                                    "verified",
                                    "listed",
                                    "first_order",
                                    "repeat",
                                ],
                            )
                        ),
                        name="milestone_stage_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("by_mail", models.BooleanField()),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("mail_due_at", models.DateTimeField(blank=True, null=True)),
                ("mail_attempts", models.PositiveSmallIntegerField(default=0)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("letters", models.PositiveSmallIntegerField(default=1)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="pipeline.target",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("mail_due_at__isnull", False)),
                        fields=["mail_due_at"],
                        name="shop_invitation_mail_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            ("declined_at__isnull", True),
                            ("revoked_at__isnull", True),
                        ),
                        fields=("target",),
                        name="one_open_shop_invitation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("declined_at__isnull", True)),
                            models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                            models.Q(("declined_at__isnull", True), ("revoked_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="shop_invitation_has_one_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(
                                ("accepted_at__lt", models.F("expires_at")),
                                ("accepted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="shop_invitation_accepted_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="shop_invitation_revoked_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_mail", True),
                            models.Q(("mail_due_at__isnull", True), ("mailed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="only_shop_letters_are_sent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_number", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("same", "Unchanged"),
                            ("error", "To repair"),
                        ],
                        max_length=7,
                    ),
                ),
                ("said", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                ("problems", models.JSONField(blank=True, default=list)),
                ("changes", models.JSONField(blank=True, default=list)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="pipeline.targetimport",
                    ),
                ),
            ],
            options={
                "ordering": ["row_number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "row_number"), name="one_import_row_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["new", "changed", "same", "error"])),
                        name="import_row_verdict_is_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="targetlist",
            constraint=models.UniqueConstraint(
                fields=("tenant", "year", "name"), name="one_target_list_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="targetlist",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="target_list_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="targetimport",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_at__isnull", True),
                    ("finished_at__isnull", True),
                    ("started_at__isnull", False),
                ),
                fields=["started_at"],
                name="target_import_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="targetimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True), ("finished_at__isnull", True)),
                fields=("list",),
                name="one_open_import_per_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="targetimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at__isnull", True),
                    models.Q(("cancelled_at__isnull", True), ("started_at__isnull", False)),
                    _connector="OR",
                ),
                name="import_ends_one_way",
            ),
        ),
        migrations.AddIndex(
            model_name="target",
            index=models.Index(
                condition=models.Q(("vendor__isnull", True), models.Q(("nib", ""), _negated=True)),
                fields=["nib"],
                name="target_unmatched_nib",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("nib", ""), _negated=True),
                fields=("list", "nib"),
                name="one_target_per_nib",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("npwp_index", ""), _negated=True),
                fields=("list", "npwp_index"),
                name="one_target_per_npwp",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("list", "person_key"), name="one_target_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="target_has_a_name"
            ),
        ),
    ]
