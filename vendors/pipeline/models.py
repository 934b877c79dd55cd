"""Target lists (daftar sasaran), their import, invitations to open a shop, and milestones."""

import uuid
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Agency, Region, Tenant
from marketplace.core.fields import REASON_MAX, EncryptedTextField
from vendors.channels import Channel
from vendors.models import Vendor


class TargetList(models.Model):
    """The businesses that an office means to bring into a market: one programme of one year."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="target_lists")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "year", "name"], name="one_target_list_per_name"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="target_list_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def time_zone(self) -> str:
        """The zone in which its moments are read."""
        return self.tenant.time_zone


class Target(models.Model):
    """One business of a list, as its office knows it; the business itself has said nothing yet.

    What names a person is encrypted. ``npwp_index`` and ``person_key`` (name, phone and region) are
    keyed hashes (``core.blind_index``) by which a row is found again when the list comes anew.
    ``vendor``: the shop that it became. ``row_number``: where it stood in its sheet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(TargetList, on_delete=models.PROTECT, related_name="targets")
    name = models.CharField(max_length=120)
    owner_name = EncryptedTextField(blank=True, default="")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    phone = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")
    nib = models.CharField(max_length=13, blank=True, default="")
    npwp = EncryptedTextField(blank=True, default="")
    npwp_index = models.CharField(max_length=64, blank=True, default="")
    person_key = models.CharField(max_length=64)
    kbli = models.CharField(max_length=5, blank=True, default="")
    note = models.CharField(max_length=REASON_MAX, blank=True, default="")
    row_number = models.PositiveIntegerField()
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "nib"], condition=~Q(nib=""), name="one_target_per_nib"
            ),
            models.UniqueConstraint(
                fields=["list", "npwp_index"],
                condition=~Q(npwp_index=""),
                name="one_target_per_npwp",
            ),
            models.UniqueConstraint(fields=["list", "person_key"], name="one_target_per_person"),
            models.CheckConstraint(condition=~Q(name=""), name="target_has_a_name"),
        ]
        indexes = [
            models.Index(
                fields=["nib"],
                condition=Q(vendor__isnull=True) & ~Q(nib=""),
                name="target_unmatched_nib",
            ),
            models.Index(
                fields=["npwp_index"],
                condition=Q(vendor__isnull=True) & ~Q(npwp_index=""),
                name="target_unmatched_npwp",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TargetImport(models.Model):
    """One sheet sent for a list: read and judged, then taken in by a worker, or cancelled.

    Where it stands follows from its moments (``rules.ImportState``). What its rows say is forgotten
    after a while (``services.forget_rows``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(TargetList, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=100)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list"],
                condition=Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="one_open_import_per_list",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(cancelled_at__isnull=True, started_at__isnull=False),
                name="import_ends_one_way",
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                condition=Q(
                    started_at__isnull=False, finished_at__isnull=True, cancelled_at__isnull=True
                ),
                name="target_import_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.list_id}"


class RowVerdict(models.TextChoices):
    """What a row of a sheet would do to its list."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")
    ERROR = "error", _("To repair")


class ImportRow(models.Model):
    """One row of a sheet that was sent. ``said``: its cells as JSON, encrypted, until forgotten.

    ``problems``: what is wrong with it, as codes with figures, never the words of a cell.
    """

    sheet = models.ForeignKey(TargetImport, on_delete=models.CASCADE, related_name="rows")
    row_number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=7, choices=RowVerdict.choices)
    said = EncryptedTextField(blank=True, default="")
    problems = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "row_number"], name="one_import_row_per_number"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=RowVerdict.values), name="import_row_verdict_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} #{self.row_number} {self.verdict}"


class ShopInvitation(models.Model):
    """An office invites a target to open its shop: by letter, or by a code on a printed sheet.

    As an invitation to act for a shop (``vendors.models.Invitation``): only the hash of the newest
    code is kept, an answer is given once and stays (trigger).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="invitations")
    by_mail = models.BooleanField()
    code_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)
    letters = models.PositiveSmallIntegerField(default=1)
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
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(
                    accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True
                ),
                name="one_open_shop_invitation",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True)
                | Q(accepted_at__isnull=True, revoked_at__isnull=True)
                | Q(declined_at__isnull=True, revoked_at__isnull=True),
                name="shop_invitation_has_one_answer",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__lt=F("expires_at"), accepted_by__isnull=False),
                name="shop_invitation_accepted_in_time",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="shop_invitation_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(by_mail=True) | Q(mail_due_at__isnull=True, mailed_at__isnull=True),
                name="only_shop_letters_are_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False),
                name="shop_invitation_mail_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.invited_at:%Y-%m-%d}"

    @property
    def decided_at(self) -> datetime | None:
        """When it was accepted, declined or revoked; None while it waits."""
        return self.accepted_at or self.declined_at or self.revoked_at


class Stage(models.TextChoices):
    """How far a business has come; each stage after the one before."""

    TARGETED = "targeted", _("Targeted")
    REGISTERED = "registered", _("Registered")
    IN_ENTRY = "in_entry", _("In entry")
    VERIFIED = "verified", _("Verified")
    LISTED = "listed", _("Listed")
    FIRST_ORDER = "first_order", _("First order")
    REPEAT = "repeat", _("Ordered again")


# A target is its own fact; what follows it is written down when it happens.
REACHED: Final = tuple(stage for stage in Stage if stage != Stage.TARGETED)


class Milestone(models.Model):
    """A shop has reached a stage, once and for good; LISTED once for each market and channel.

    The first three are written by triggers on the rows that tell them, the others by the rooms that
    know them (``services.record_milestone``). Never changed nor removed.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="milestones")
    stage = models.CharField(
        max_length=11, choices=[(stage.value, stage.label) for stage in REACHED]
    )
    tenant = models.ForeignKey(
        Tenant, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(
        max_length=16, choices=[(c.value, c.value) for c in Channel], blank=True, default=""
    )
    reached_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "stage", "tenant", "channel"],
                nulls_distinct=False,
                name="one_milestone_per_stage",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.LISTED, tenant__isnull=False) & ~Q(channel="")
                | ~Q(stage=Stage.LISTED) & Q(tenant__isnull=True, channel=""),
                name="listed_milestone_names_its_market",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in REACHED]),
                name="milestone_stage_is_known",
            ),
        ]
        indexes = [models.Index(fields=["stage", "vendor"], name="milestone_stage")]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.stage}"


def undecided(prefix: str = "") -> Q:
    """Select the invitations that nobody has answered or revoked."""
    names: dict[str, Any] = {
        f"{prefix}{name}": None for name in ("accepted_at", "declined_at", "revoked_at")
    }
    return Q(**names)
