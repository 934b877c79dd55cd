"""Members of a cooperative, and the sheets by which it sends many of them at once."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Region
from marketplace.core.fields import BlindIndexField, EncryptedTextField
from vendors.members.rules import MAKES_MAX, NAME_MAX, NUMBER_MAX
from vendors.models import Vendor


class CooperativeMember(models.Model):
    """A person who belongs to a cooperative and whose goods it may list (anggota koperasi).

    ``number``: in the cooperative's own register (buku daftar anggota), given once and to nobody
    else; ``consent_on``: when the member agreed in writing to be kept here and named on orders (UU
    27/2022); ``named_in_public``: whether on public pages too. A member who has left stays on
    record with the last day; such a row never changes (trigger).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="cooperative_members")
    number = models.CharField(max_length=NUMBER_MAX)
    name = models.CharField(max_length=NAME_MAX)
    nik = EncryptedTextField(blank=True, default="")
    nik_index = BlindIndexField(of="nik")
    makes = models.CharField(max_length=MAKES_MAX)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    consent_on = models.DateField()
    named_in_public = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    until = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(number="") & ~Q(makes=""), name="member_is_described"
            ),
            models.CheckConstraint(
                condition=Q(nik="", nik_index="") | ~Q(nik="") & ~Q(nik_index=""),
                name="member_nik_has_its_index",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_by__isnull=True, ended_at__isnull=True)
                | Q(until__gte=F("since"), ended_by__isnull=False, ended_at__isnull=False),
                name="member_leaves_after_joining",
            ),
            models.UniqueConstraint(fields=["vendor", "number"], name="one_member_per_number"),
            models.UniqueConstraint(
                fields=["vendor", "nik_index"],
                condition=Q(until__isnull=True) & ~Q(nik_index=""),
                name="one_member_per_nik",
            ),
            models.UniqueConstraint(fields=["id", "vendor"], name="member_belongs_to_vendor"),
        ]
        indexes = [
            models.Index(fields=["vendor", "name"], name="member_by_name"),
            models.Index(fields=["nik_index"], condition=~Q(nik_index=""), name="member_by_nik"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_active(self) -> bool:
        """Whether the member has not left."""
        return self.until is None


class MemberSheet(models.Model):
    """A sheet of members as it was read: looked at first, then taken in or put aside.

    ``rows``: what it says, encrypted, until it is decided; ``counts``: how many rows are new,
    changed, the same or to be repaired.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="member_sheets")
    file_name = models.CharField(max_length=120)
    rows = EncryptedTextField(blank=True, default="")
    counts = models.JSONField(default=dict)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    put_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(put_aside_at__isnull=True),
                name="member_sheet_is_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, put_aside_at__isnull=True) | Q(rows=""),
                name="decided_member_sheet_is_empty",
            ),
            models.UniqueConstraint(
                fields=["vendor"],
                condition=Q(taken_at__isnull=True, put_aside_at__isnull=True),
                name="one_open_member_sheet",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.taken_at is None and self.put_aside_at is None

    def number_of(self, verdict: Any) -> int:
        """Return how many rows have a verdict."""
        return int(self.counts.get(str(verdict), 0))


class RowVerdict(models.TextChoices):
    """What taking a row in would do."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("The same")
    WRONG = "wrong", _("To repair")
