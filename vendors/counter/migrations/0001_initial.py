"""Desks, sessions, codes and confirmations. Locks: new tables. Undo: drops them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0008_phone_codes"),
        ("core", "0006_holiday_guards"),
        ("vendors", "0017_field_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfirmationCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("phone", marketplace.core.fields.EncryptedTextField()),
                (
                    "phone_index",
                    marketplace.core.fields.BlindIndexField(
                        blank=True, default="", editable=False, max_length=64, of="phone"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("upto", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("sms", "by the code on their phone"),
                            ("paper", "by signature on paper"),
                        ],
                        max_length=5,
                    ),
                ),
                ("phone", marketplace.core.fields.EncryptedTextField(blank=True, default="")),
                ("upto", models.BigIntegerField()),
                ("confirmed_at", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.privatefile",
                    ),
                ),
                (
                    "code",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counter.confirmationcode",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CounterSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("queue_number", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("person_name", models.CharField(blank=True, default="", max_length=120)),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "id"), ("en", "en")], default="id", max_length=2
                    ),
                ),
                ("consent", models.CharField(blank=True, default="", max_length=12)),
                ("consented_at", models.DateTimeField(blank=True, null=True)),
                ("printed_upto", models.BigIntegerField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Being filled in"),
                            ("confirmed", "Confirmed by the person"),
                            ("submitted", "Submitted"),
                            ("closed", "Not finished, to be continued"),
                            ("abandoned", "Given up"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, default="", max_length=500)),
                ("status_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("lacked", models.JSONField(blank=True, default=list)),
                (
                    "confirmation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="counter.confirmation",
                    ),
                ),
                (
                    "officer",
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
                    "vendor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counter_sessions",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="confirmationcode",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="codes",
                to="counter.countersession",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="confirmations",
                to="counter.countersession",
            ),
        ),
        migrations.CreateModel(
            name="Desk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("place", models.CharField(max_length=120)),
                ("active", models.BooleanField(default=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desks",
                        to="accounts.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ["tenant", "name"],
            },
        ),
        migrations.AddField(
            model_name="countersession",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="counter.desk",
            ),
        ),
        migrations.CreateModel(
            name="SessionStatusChange",
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="counter.countersession",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="confirmationcode",
            index=models.Index(fields=["phone_index", "made_at"], name="codes_of_a_phone"),
        ),
        migrations.AddConstraint(
            model_name="confirmationcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("used_at__isnull", True)),
                fields=("session",),
                name="one_live_code_per_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmationcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("code_hash__regex", "^[0-9a-f]{64}$")),
                name="counter_code_is_hashed",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmationcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("tries__lte", 5)), name="counter_code_has_few_tries"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmationcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_at__isnull", True),
                    models.Q(
                        ("ended_at__isnull", True),
                        ("sent_at__isnull", False),
                        ("tries__lt", 5),
                        ("used_at__lt", models.F("expires_at")),
                    ),
                    _connector="OR",
                ),
                name="counter_code_used_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__isnull", False), ("how", "sms"), ("paper__isnull", True)),
                    models.Q(("code__isnull", True), ("how", "paper"), ("paper__isnull", False)),
                    _connector="OR",
                ),
                name="confirmed_by_code_or_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner", models.F("officer")), _negated=True),
                name="nobody_confirms_their_own_typing",
            ),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("tenant", "name"), name="one_desk_per_name"),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("place", ""), _negated=True)
                ),
                name="desk_has_name_and_place",
            ),
        ),
        migrations.AddIndex(
            model_name="countersession",
            index=models.Index(fields=["desk", "day"], name="sessions_of_a_day"),
        ),
        migrations.AddConstraint(
            model_name="countersession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "confirmed"])),
                fields=("officer",),
                name="one_running_session_per_officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="countersession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "confirmed"])),
                fields=("desk", "day", "queue_number"),
                name="one_running_session_per_queue_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="countersession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "confirmed"])),
                fields=("vendor",),
                name="one_running_session_per_vendor",
            ),
        ),
        migrations.AddConstraint(
            model_name="countersession",
            constraint=models.CheckConstraint(
                condition=models.Q(("queue_number", ""), _negated=True),
                name="session_has_a_queue_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="countersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("consent", ""), ("consented_at__isnull", True)),
                    models.Q(
                        ("consented_at__isnull", False),
                        models.Q(("consent", ""), _negated=True),
                        models.Q(("person_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="consent_names_its_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="countersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["open", "closed", "abandoned"]),
                    models.Q(
                        ("confirmation__isnull", False),
                        ("consented_at__isnull", False),
                        ("status__in", ["confirmed", "submitted"]),
                        ("vendor__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="confirmed_session_has_its_confirmation",
            ),
        ),
        migrations.AddConstraint(
            model_name="countersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status__in", ["open", "confirmed"])),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("status__in", ["submitted", "closed", "abandoned"]),
                    ),
                    _connector="OR",
                ),
                name="ended_session_has_its_moment",
            ),
        ),
    ]
