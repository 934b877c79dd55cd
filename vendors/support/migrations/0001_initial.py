"""Make the tables of the room of help: the ladder, cases, trainings, tickets.

Why: issue 7, legality ladder and facilitation. Locks: new tables. Undo: drops them.
Tested: tests/vendors/support.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_api_token_guards"),
        ("core", "0006_holiday_guards"),
        ("licences", "0002_guards"),
        ("vendors", "0009_change_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                    "topic",
                    models.CharField(
                        choices=[
                            ("nib", "NIB (business number)"),
                            ("npwp", "NPWP (tax number)"),
                            ("pirt", "P-IRT (home food permit)"),
                            ("bpom", "BPOM registration (MD)"),
                            ("halal", "Halal certificate"),
                            ("sni", "SNI (national standard)"),
                            ("haccp", "HACCP (food safety)"),
                            ("nutrition", "Nutrition test"),
                            ("tkdn", "TKDN (local content)"),
                            ("brand", "Trade mark"),
                        ],
                        max_length=10,
                    ),
                ),
                ("wish", models.CharField(blank=True, default="", max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Asked for"),
                            ("working", "In work"),
                            ("waiting_shop", "Waiting for the shop"),
                            ("waiting_office", "Waiting for the issuing office"),
                            ("done", "Paper obtained"),
                            ("closed", "Given up"),
                        ],
                        default="open",
                        max_length=14,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, default="", max_length=500)),
                ("status_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "licence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="licences.licence",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenant",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="vendors.vendor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=160)),
                ("starts_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("kept", "Kept"),
                            ("missed", "Missed"),
                            ("moved", "Moved"),
                        ],
                        default="planned",
                        max_length=8,
                    ),
                ),
                ("state_at", models.DateTimeField(blank=True, null=True)),
                (
                    "instead_of",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_to",
                        to="support.appointment",
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
                    "state_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="support.case",
                    ),
                ),
            ],
            options={
                "ordering": ["case", "starts_at"],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_of_office", models.BooleanField()),
                ("is_internal", models.BooleanField(default=False)),
                ("text", models.CharField(max_length=1000)),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="support.case",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
            name="CaseStatusChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_status", models.CharField(blank=True, max_length=14)),
                ("to_status", models.CharField(max_length=14)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("changed_at", models.DateTimeField()),
                ("txid", models.BigIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="support.case",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=24)),
                ("position", models.PositiveSmallIntegerField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="support.case",
                    ),
                ),
                (
                    "done_by",
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
                "ordering": ["case", "position"],
            },
        ),
        migrations.CreateModel(
            name="LadderRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("nib", "NIB (business number)"),
                            ("npwp", "NPWP (tax number)"),
                            ("pirt", "P-IRT (home food permit)"),
                            ("bpom", "BPOM registration (MD)"),
                            ("halal", "Halal certificate"),
                            ("sni", "SNI (national standard)"),
                            ("haccp", "HACCP (food safety)"),
                            ("nutrition", "Nutrition test"),
                            ("tkdn", "TKDN (local content)"),
                            ("brand", "Trade mark"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "goods_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("food_packaged", "Packaged food"),
                            ("food_fresh", "Catering and fresh meals"),
                            ("drink", "Drinks"),
                            ("cosmetics", "Soap and cosmetics"),
                            ("textile", "Textile, batik and clothing"),
                            ("printing", "Printing"),
                            ("furniture", "Furniture and wood work"),
                            ("trade", "Trade in goods of others"),
                            ("farm", "Farm, forest and fish"),
                            ("services", "Services"),
                            ("other", "Other goods"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "size_classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "legal_forms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("is_must", models.BooleanField()),
                (
                    "after",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "office",
                    models.CharField(
                        choices=[
                            ("oss", "OSS / one-stop service office (DPMPTSP)"),
                            ("tax", "Tax office (KPP)"),
                            ("health", "Health office (Dinas Kesehatan)"),
                            ("bpom", "Food and drug agency (Balai POM)"),
                            ("bpjph", "Halal agency (BPJPH)"),
                            ("bsn", "Standards agency (BSN) and its certifiers"),
                            ("certifier", "Accredited certifier"),
                            ("laboratory", "Accredited laboratory"),
                            ("industry", "Ministry of Industry (SIINas)"),
                            ("djki", "Intellectual property office (DJKI)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("cost_rupiah", marketplace.core.fields.RupiahField(blank=True, null=True)),
                ("working_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("how", models.CharField(max_length=400)),
                ("how_en", models.CharField(max_length=400)),
                ("programme", models.CharField(blank=True, default="", max_length=80)),
                ("legal_source", models.CharField(max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
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
                "ordering": ["code", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
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
                            ("registration", "Registration"),
                            ("papers", "Papers and permits"),
                            ("listing", "Listing goods"),
                            ("order", "An order"),
                            ("payment", "Payment"),
                            ("account", "Signing in and accounts"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "step_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("application", "Step of the application"),
                            ("paper", "Paper of the legality checklist"),
                            ("order", "Order"),
                            ("case", "Facilitation case"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("step_ref", models.CharField(blank=True, default="", max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for the office"),
                            ("answered", "Answered"),
                            ("waiting", "Waiting for the asker"),
                            ("solved", "Solved"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, default="", max_length=500)),
                ("status_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                ("answer_due_at", models.DateTimeField()),
                ("solve_due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("solved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
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
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenant",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="vendors.vendor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TicketMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_of_office", models.BooleanField()),
                ("text", models.CharField(max_length=2000)),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.privatefile",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="support.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TicketStatusChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_status", models.CharField(blank=True, max_length=9)),
                ("to_status", models.CharField(max_length=9)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("changed_at", models.DateTimeField()),
                ("txid", models.BigIntegerField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="support.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("joining", "Joining and listing"),
                            ("legality", "Legality and standards"),
                            ("orders", "Orders and delivery"),
                            ("money", "Payment and tax"),
                            ("quality", "Quality and packaging"),
                        ],
                        max_length=10,
                    ),
                ),
                ("about", models.CharField(blank=True, default="", max_length=1000)),
                ("place", models.CharField(blank=True, default="", max_length=160)),
                ("online_url", models.URLField(blank=True, default="")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("capacity", models.PositiveSmallIntegerField()),
                ("announced_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "announced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="TrainingSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("seated", "Signed up"),
                            ("waiting", "On the waiting list"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                ("signed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("attended", models.BooleanField(blank=True, null=True)),
                ("attended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="support.training",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_seats",
                        to="vendors.vendor",
                    ),
                ),
                (
                    "withdrawn_by",
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
                "ordering": ["training", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["tenant", "status"], name="cases_of_an_office"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "done"), _negated=True),
                    ("topic__in", ["nib", "npwp"]),
                    ("licence__isnull", False),
                    _connector="OR",
                ),
                name="obtained_paper_is_handed_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("vendor", "topic"),
                name="one_open_case_per_topic",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("status__in", ["done", "closed"])),
                    models.Q(
                        models.Q(("status__in", ["done", "closed"]), _negated=True),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ended_case_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    models.Q(("status_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="given_up_case_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["open", "closed"]), ("officer__isnull", False), _connector="OR"
                ),
                name="case_in_work_has_an_officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "planned"), ("state_at__isnull", True), ("state_by__isnull", True)
                    ),
                    models.Q(
                        models.Q(("state", "planned"), _negated=True),
                        ("state_at__isnull", False),
                        ("state_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="appointment_outcome_has_its_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="casenote",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_internal", False), ("is_of_office", True), _connector="OR"),
                name="internal_note_is_the_offices",
            ),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.UniqueConstraint(
                fields=("case", "key"), name="one_case_step_per_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="done_case_step_has_its_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_until__isnull", True)),
                fields=("code",),
                name="one_open_ladder_rule_per_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="ladder_rule_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cost_rupiah__isnull", True), ("cost_rupiah__gte", 0), _connector="OR"
                ),
                name="ladder_cost_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["tenant", "status"], name="tickets_of_an_office"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step_kind", ""), ("step_ref", "")),
                    models.Q(
                        models.Q(("step_kind", ""), _negated=True),
                        models.Q(("step_ref", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="blocked_step_is_named_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("solved_at__isnull", False), ("status__in", ["solved", "closed"])),
                    models.Q(
                        models.Q(("status__in", ["solved", "closed"]), _negated=True),
                        ("solved_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="solved_ticket_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["answered", "waiting"]), _negated=True),
                    models.Q(("answered_at__isnull", False), ("officer__isnull", False)),
                    _connector="OR",
                ),
                name="answered_ticket_has_its_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="training",
            index=models.Index(fields=["tenant", "starts_at"], name="trainings_of_an_office"),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="training_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", ""), _negated=True),
                    models.Q(("online_url", ""), _negated=True),
                    _connector="OR",
                ),
                name="training_is_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__gte", 1), ("capacity__lte", 1000)),
                name="training_has_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancel_reason", ""),
                        ("cancelled_at__isnull", True),
                        ("cancelled_by__isnull", True),
                    ),
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("cancelled_by__isnull", False),
                        models.Q(("cancel_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cancelled_training_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("training", "vendor"),
                name="one_training_seat_per_vendor",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingseat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                    models.Q(
                        models.Q(("state", "withdrawn"), _negated=True),
                        ("withdrawn_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="withdrawn_seat_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingseat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attended__isnull", True), ("attended_at__isnull", True)),
                    models.Q(
                        ("attended__isnull", False),
                        ("attended_at__isnull", False),
                        ("attended_by__isnull", False),
                        ("state", "seated"),
                    ),
                    _connector="OR",
                ),
                name="attendance_is_of_a_seat",
            ),
        ),
    ]
