"""Invitations of people who are to hold a role and may have no account yet."""

from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import (
    AGENCY_ROLES,
    Agency,
    AppointmentLetter,
    Role,
    User,
)
from marketplace.core.fields import EncryptedTextField

GIVEN_HERE: Final = AGENCY_ROLES - {Role.AGENCY_ADMIN}


class RoleInvitation(models.Model):
    """Somebody is to hold a role by a letter that is signed; answered or withdrawn once.

    ``email``: encrypted, in lower case. ``code_hash``: of the code in the letter that was sent
    last; the code itself is kept nowhere, and while a first letter waits (``mail_due_at``) nobody
    has it. ``invited_by`` is who sent it last and answers for it. A row is never removed, nor
    changed once it is decided (trigger).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="role_invitations")
    role = models.CharField(max_length=24, choices=Role.choices)
    letter = models.ForeignKey(AppointmentLetter, on_delete=models.PROTECT, related_name="+")
    email = EncryptedTextField()
    code_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mail_due_at = models.DateTimeField(null=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True)
    letters = models.PositiveSmallIntegerField(default=1)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(GIVEN_HERE)), name="role_invitation_role_is_given_here"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="role_invitation_has_one_end",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_by__isnull=False, accepted_at__lt=F("expires_at")),
                name="role_invitation_accepted_in_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="role_invitation_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="role_invitation_expires"
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False),
                name="role_invitation_mail_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.role}"

    @property
    def decided_at(self) -> datetime | None:
        """When it was accepted or withdrawn; None while it waits."""
        return self.accepted_at or self.withdrawn_at
