"""Let people be invited to a role who have no account yet.

Locks: accounts_agency, accounts_appointmentletter and accounts_user for a moment (foreign keys).
Undo: drops the table. Tested: tests/appointments/test_inviting.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields

ROLES = [
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
]


def _person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0014_linked_identity_guards")]
    operations = [
        migrations.CreateModel(
            name="RoleInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(choices=ROLES, max_length=24)),
                ("email", marketplace.core.fields.EncryptedTextField()),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("mail_due_at", models.DateTimeField(null=True)),
                ("mail_attempts", models.PositiveSmallIntegerField(default=0)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("letters", models.PositiveSmallIntegerField(default=1)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("accepted_by", _person(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_invitations",
                        to="accounts.agency",
                    ),
                ),
                ("invited_by", _person()),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointmentletter",
                    ),
                ),
                ("withdrawn_by", _person(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("mail_due_at__isnull", False)),
                        fields=["mail_due_at"],
                        name="role_invitation_mail_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "activity_officer",
                                    "budget_authority",
                                    "card_holder",
                                    "commitment_officer",
                                    "procurement_officer",
                                    "treasurer",
                                ],
                            )
                        ),
                        name="role_invitation_role_is_given_here",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at", None), ("withdrawn_at", None), _connector="OR"
                        ),
                        name="role_invitation_has_one_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(
                                ("accepted_at__lt", models.F("expires_at")),
                                ("accepted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="role_invitation_accepted_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="role_invitation_withdrawn_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("invited_at"))),
                        name="role_invitation_expires",
                    ),
                ],
            },
        ),
    ]
