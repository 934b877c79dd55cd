"""Licences of a shop, what a verifier said of them, and who was reminded of their end."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.core.models import PrivateFile
from vendors.licences import rules
from vendors.licences.kinds import ALWAYS_ENDS, KINDS, WITHOUT_PAPER, Kind, LicenceKind
from vendors.models import Vendor


class LicenceStatus(models.TextChoices):
    """What became of a licence; whether it is valid today is read from this and its days."""

    WAITING = "waiting", _("Waiting for verification")
    VERIFIED = "verified", _("Verified")
    RETURNED = "returned", _("Returned for repair")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVOKED = "revoked", _("Revoked")


class Licence(models.Model):
    """A paper that an office gave a shop, as its owner typed it and a verifier compared it.

    ``number``: as ``Kind.tidy`` writes it; ``scope``: what it covers, in words; ``expires_on``: its
    last day, empty where it has none; ``replaces``: the earlier one it renews. Decided once, its
    facts never change (trigger): a renewal or a repair is another row. Revoked by a verifier, a
    verified one counts no longer.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="licences")
    kind = models.CharField(max_length=14, choices=LicenceKind.choices)
    number = models.CharField(max_length=60, blank=True, default="")
    issuer = models.CharField(max_length=120)
    scope = models.CharField(max_length=200)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    tkdn_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    file = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    status = models.CharField(
        max_length=9, choices=LicenceStatus.choices, default=LicenceStatus.WAITING
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LicenceKind.values), name="licence_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WITHOUT_PAPER) | Q(file__isnull=False) & ~Q(number=""),
                name="licence_has_number_and_paper",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=ALWAYS_ENDS) | Q(expires_on__isnull=False),
                name="licence_has_its_last_day",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
                name="licence_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="tkdn",
                    tkdn_percent__isnull=False,
                    tkdn_percent__gt=0,
                    tkdn_percent__lte=100,
                )
                | ~Q(kind="tkdn") & Q(tkdn_percent__isnull=True),
                name="licence_percent_is_of_tkdn",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(status="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="licence_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["verified", "returned", "revoked"])
                | ~Q(decided_by=F("asked_by")),
                name="licence_is_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(reason=""),
                name="returned_licence_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="revoked", revoked_by__isnull=False, revoked_at__isnull=False)
                & ~Q(revoke_reason="")
                | ~Q(status="revoked")
                & Q(revoked_by__isnull=True, revoked_at__isnull=True, revoke_reason=""),
                name="revoked_licence_has_its_person",
            ),
            models.UniqueConstraint(
                fields=["vendor", "kind", "number"],
                condition=Q(status="waiting"),
                name="one_waiting_licence_per_number",
            ),
            models.UniqueConstraint(fields=["id", "vendor"], name="licence_belongs_to_vendor"),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(status="waiting"), name="licence_waiting_longest"
            ),
            models.Index(fields=["kind", "number"], name="licence_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    @property
    def meaning(self) -> Kind:
        """What holds for its kind."""
        return KINDS[self.kind]

    def is_valid(self, on: date) -> bool:
        """Say whether it proves something on a day; ``queries.valid`` is its twin for many."""
        return rules.is_valid(
            verified=self.status == LicenceStatus.VERIFIED,
            issued_on=self.issued_on,
            expires_on=self.expires_on,
            on=on,
        )


class LicenceReminder(models.Model):
    """That a shop was told of the end of a licence, so many days before it; each once."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["licence", "days"], name="licence_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.licence_id}: {self.days}"
