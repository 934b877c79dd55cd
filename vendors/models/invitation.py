"""Invitations (undangan) to act for a shop: by e-mail, or as a code on a printed page."""

import uuid
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.core.fields import EncryptedTextField
from vendors.models.vendor import Vendor, VendorRole

# The owner's chair is handed over between people who know each other here, not sent by mail.
INVITED_AS: Final = (VendorRole.STAFF, VendorRole.FINANCE)


class Invitation(models.Model):
    """Somebody may act for a shop in a role, if they answer in time; answered or revoked once.

    ``email``: encrypted; empty for a code on paper. ``code_hash``: of the code that was sent or
    printed last; the code itself is kept nowhere. While a first letter waits (``mail_due_at``) it
    is the hash of a code that nobody has. ``invited_by`` is who sent or printed it last, and who
    answers for it. A row is never removed, nor changed once it is decided (trigger).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=8, choices=[(role, role.label) for role in INVITED_AS])
    email = EncryptedTextField(blank=True, default="")
    code_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)
    letters = models.PositiveSmallIntegerField(default=0)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=INVITED_AS), name="invitation_role_is_offered"
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, revoked_at__isnull=True)
                | Q(accepted_at__isnull=True, revoked_at__isnull=True)
                | Q(accepted_at__isnull=True, declined_at__isnull=True),
                name="invitation_has_one_answer",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accepted_invitation_has_its_person",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="revoked_invitation_has_its_person",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__lt=F("expires_at")),
                name="invitation_accepted_in_time",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(mail_due_at__isnull=True, mailed_at__isnull=True),
                name="only_letters_are_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False),
                name="invitation_mail_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.role}"

    @property
    def decided_at(self) -> datetime | None:
        """When it was accepted, declined or revoked; None while it waits."""
        return self.accepted_at or self.declined_at or self.revoked_at
