"""Make the tables of sanctions: the ladder, its steps, papers, hidden goods, requests to lift.

Why: a suspension had a reason alone, no end, and one person lifted it. Locks: new tables. Undo:
drops them. Tested: tests/vendors/test_sanctions.py.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_holiday_guards"),
        ("vendors", "0009_change_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sanction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("warning", "Warning"),
                            ("listing_hidden", "Listing hidden"),
                            ("suspension", "Suspension"),
                            ("blacklist", "Blacklist"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("false_tkdn", "Domestic content (TKDN) lower than stated"),
                            ("imported", "Imported goods where domestic ones were owed"),
                            ("declared_domestic", "Imported goods declared as domestic"),
                            ("false_papers", "False papers or statements"),
                            ("not_delivered", "Orders not delivered, or repeatedly late"),
                            ("wrong_goods", "Goods other than ordered"),
                            ("wrong_size", "Wrong size class or stale permits"),
                            ("surcharge", "More charged than the order says"),
                            ("unrecorded", "Suspended before grounds were recorded"),
                        ],
                        max_length=24,
                    ),
                ),
                ("facts", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed, the shop is heard"),
                            ("in_force", "In force"),
                            ("dismissed", "Proposal dismissed"),
                            ("ended", "Ended by its date"),
                            ("lifted", "Lifted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, default="", max_length=500)),
                ("status_at", models.DateTimeField()),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField()),
                ("heard_until", models.DateField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("appeal_until", models.DateField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("txid", models.BigIntegerField(editable=False, null=True)),
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status_by",
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
                        related_name="sanctions",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="LiftRequest",
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
                            ("appeal", "Appeal of the shop"),
                            ("lift", "Proposal to lift it early"),
                        ],
                        max_length=6,
                    ),
                ),
                ("words", models.TextField()),
                ("asked_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for a decision"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("lapsed", "No longer needed"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("txid", models.BigIntegerField(editable=False, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sanction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="sanctions.sanction",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SanctionFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("evidence", "Evidence"),
                            ("answer", "Paper of the shop's answer"),
                            ("appeal", "Paper of the appeal"),
                        ],
                        max_length=8,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "sanction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="sanctions.sanction",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SanctionStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_status", models.CharField(blank=True, max_length=10)),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed, the shop is heard"),
                            ("in_force", "In force"),
                            ("dismissed", "Proposal dismissed"),
                            ("ended", "Ended by its date"),
                            ("lifted", "Lifted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
                ("changed_at", models.DateTimeField()),
                ("txid", models.BigIntegerField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sanction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="sanctions.sanction",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SanctionSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_type", models.CharField(max_length=64)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "sanction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="sanctions.sanction",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="sanction",
            index=models.Index(fields=["vendor", "status"], name="sanctions_of_vendor"),
        ),
        migrations.AddIndex(
            model_name="sanction",
            index=models.Index(fields=["status", "kind", "-id"], name="sanctions_by_status"),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["warning", "listing_hidden", "suspension", "blacklist"])
                ),
                name="sanction_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    models.Q(("ends_on__gte", models.F("starts_on")), ("starts_on__isnull", False)),
                    _connector="OR",
                ),
                name="sanction_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on__isnull", True), ("kind", "warning")),
                    models.Q(
                        ("ends_on__isnull", False), ("kind__in", ["listing_hidden", "suspension"])
                    ),
                    models.Q(
                        ("ends_on__isnull", True),
                        ("kind", "blacklist"),
                        ("status__in", ["proposed", "dismissed"]),
                    ),
                    models.Q(
                        ("ends_on__isnull", False),
                        ("kind", "blacklist"),
                        ("status__in", ["in_force", "ended", "lifted"]),
                    ),
                    _connector="OR",
                ),
                name="sanction_is_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("heard_until__isnull", False), ("kind", "blacklist")),
                    models.Q(
                        models.Q(("kind", "blacklist"), _negated=True),
                        ("answered_at__isnull", True),
                        ("heard_until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="blacklist_has_a_hearing",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("status", "proposed"),
                    ),
                    models.Q(
                        models.Q(("status", "proposed"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="sanction_is_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "blacklist"), _negated=True),
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="blacklist_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hearing_answer_has_its_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("read_at__isnull", True), ("read_by__isnull", True)),
                    models.Q(("read_at__isnull", False), ("read_by__isnull", False)),
                    _connector="OR",
                ),
                name="sanction_read_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(("facts", ""), _negated=True), name="sanction_states_its_facts"
            ),
        ),
        migrations.AddConstraint(
            model_name="liftrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "appeal")),
                fields=("sanction",),
                name="one_appeal_per_sanction",
            ),
        ),
        migrations.AddConstraint(
            model_name="liftrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "lift"), ("status", "pending")),
                fields=("sanction",),
                name="one_pending_lift_per_sanction",
            ),
        ),
        migrations.AddConstraint(
            model_name="liftrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("status", "pending"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", True),
                        ("status", "lapsed"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status__in", ["granted", "refused"]),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lift_request_is_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="liftrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="lift_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="liftrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="lift_request_says_why"
            ),
        ),
        migrations.AddIndex(
            model_name="sanctionsubject",
            index=models.Index(fields=["subject_type", "subject_id"], name="hidden_things"),
        ),
        migrations.AddConstraint(
            model_name="sanctionsubject",
            constraint=models.UniqueConstraint(
                fields=("sanction", "subject_type", "subject_id"), name="one_row_per_hidden_thing"
            ),
        ),
    ]
