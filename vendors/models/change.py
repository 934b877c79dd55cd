"""Changes of what was verified: asked for, compared with a paper, applied or refused."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX, EncryptedTextField
from marketplace.core.models import PrivateFile
from vendors.models.vendor import Vendor


class ChangeKind(models.TextChoices):
    """What of a verified shop can be changed, each by a request of its own."""

    ACCOUNT = "account", _("Bank account")
    PHONE = "phone", _("Phone")
    ADDRESS = "address", _("Business address")
    NPWP = "npwp", _("NPWP")
    PKP = "pkp", _("PKP status")
    SIZE = "size", _("Size class")


class ChangeStatus(models.TextChoices):
    """Where a request stands."""

    PENDING = "pending", _("Waiting for verification")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Kinds that move money: two people look, one after the other, before the change holds.
TWO_LOOKS = (ChangeKind.ACCOUNT,)
# Kinds that a verifier believes only with a paper: passbook, NPWP card, SPPKP or its revocation.
PROVED_BY_PAPER = (ChangeKind.ACCOUNT, ChangeKind.NPWP, ChangeKind.PKP)


class ChangeRequest(models.Model):
    """A change of a verified shop's details; what was verified holds until it is applied.

    ``values``: the new columns as JSON, encrypted like the columns; ``before``: what stood there.
    Decided once (trigger); the vendor's verified columns change with an applied request of the
    same transaction alone. A bank account is looked at by one verifier and applied by another.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="change_requests")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    values = EncryptedTextField()
    before = EncryptedTextField(blank=True, default="")
    file = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=9, choices=ChangeStatus.choices, default=ChangeStatus.PENDING
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    first_look_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_look_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    txid = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind"],
                condition=Q(status="pending"),
                name="one_pending_change_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["phone", "address", "size"]) | Q(file__isnull=False),
                name="change_has_its_paper",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    status__in=["applied", "refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="change_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="refused_change_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["applied", "refused"]) | ~Q(decided_by=F("asked_by")),
                name="change_is_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(first_look_by__isnull=True, first_look_at__isnull=True)
                | Q(first_look_by__isnull=False, first_look_at__isnull=False)
                & ~Q(first_look_by=F("asked_by")),
                name="first_look_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.kind} {self.status}"

    @property
    def waits_for_first_look(self) -> bool:
        """Whether a first person has still to compare it before a second one applies it."""
        return self.kind in TWO_LOOKS and self.first_look_by_id is None

    @property
    def columns(self) -> dict[str, Any]:
        """What is asked for, by column of the vendor."""
        columns: dict[str, Any] = json.loads(self.values)
        return columns

    @property
    def former_columns(self) -> dict[str, Any]:
        """What stood there when it was asked for; empty where that was not yet written down."""
        columns: dict[str, Any] = json.loads(self.before) if self.before else {}
        return columns
