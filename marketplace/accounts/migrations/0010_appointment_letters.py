"""Let a role rest on a letter, begin and end by itself, and be held by a stand-in meanwhile.

Why: a role was on or off, and nobody could say since when, by which letter, or for how long. What was
given before stays in force since 2020-01-01, without a letter: none was kept.
Locks: accounts_membership and accounts_accountchange for a moment (new columns, all empty or with a
default of the database). Undo: drops them. Tested: tests/accounts/test_appointments.py.
"""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_fresh_proof"),
        ("core", "0006_holiday_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppointmentLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=80)),
                ("dated_on", models.DateField()),
                ("signed_by", models.CharField(max_length=120)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("written_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="one_membership_per_role",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="role_belongs_to_agency_or_tenant",
        ),
        migrations.AddField(
            model_name="membership",
            name="away_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="away_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="begins_at",
            field=models.DateTimeField(
                db_default=datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.UTC),
                default=datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.UTC),
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="end_reason",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="ends_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="given_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="given_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="stands_in_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stand_ins",
                to="accounts.membership",
            ),
        ),
        migrations.AlterField(
            model_name="accountchange",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("procurement_officer", "Procurement officer (PP)"),
                    ("commitment_officer", "Commitment officer (PPK)"),
                    ("activity_officer", "Activity officer (PPTK)"),
                    ("card_holder", "Card holder"),
                    ("budget_authority", "Budget authority (KPA)"),
                    ("treasurer", "Treasurer"),
                    ("agency_admin", "Agency administrator"),
                    ("internal_auditor", "Internal auditor (APIP)"),
                    ("vendor_verifier", "Vendor verifier"),
                    ("catalogue_manager", "Catalogue manager"),
                    ("counter_officer", "Counter officer"),
                    ("leader", "Head of region's staff"),
                ],
                default="",
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("procurement_officer", "Procurement officer (PP)"),
                    ("commitment_officer", "Commitment officer (PPK)"),
                    ("activity_officer", "Activity officer (PPTK)"),
                    ("card_holder", "Card holder"),
                    ("budget_authority", "Budget authority (KPA)"),
                    ("treasurer", "Treasurer"),
                    ("agency_admin", "Agency administrator"),
                    ("internal_auditor", "Internal auditor (APIP)"),
                    ("vendor_verifier", "Vendor verifier"),
                    ("catalogue_manager", "Catalogue manager"),
                    ("counter_officer", "Counter officer"),
                    ("leader", "Head of region's staff"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddField(
            model_name="appointmentletter",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.privatefile",
            ),
        ),
        migrations.AddField(
            model_name="appointmentletter",
            name="written_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.appointmentletter",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roles",
                to="accounts.appointmentletter",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["agency", "role"], name="membership_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("letter", None), ("kind", "give_role"), _connector="OR"),
                name="account_change_letter_gives_a_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agency__isnull", False),
                        (
                            "role__in",
                            [
                                "activity_officer",
                                "agency_admin",
                                "budget_authority",
                                "card_holder",
                                "commitment_officer",
                                "procurement_officer",
                                "treasurer",
                            ],
                        ),
                    ),
                    models.Q(
                        ("agency__isnull", True),
                        models.Q(
                            (
                                "role__in",
                                [
                                    "activity_officer",
                                    "agency_admin",
                                    "budget_authority",
                                    "card_holder",
                                    "commitment_officer",
                                    "procurement_officer",
                                    "treasurer",
                                ],
                            ),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="role_belongs_to_agency_or_tenant",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None),
                    models.Q(("active", False), models.Q(("end_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="role_ends_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", ""), _negated=True),
                    models.Q(("signed_by", ""), _negated=True),
                ),
                name="letter_has_number_and_signer",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__gte", models.F("dated_on")),
                    models.Q(
                        ("valid_until", None),
                        ("valid_until__gte", models.F("valid_from")),
                        _connector="OR",
                    ),
                ),
                name="letter_days_in_order",
            ),
        ),
    ]
