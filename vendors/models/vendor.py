"""Vendors (penyedia): who they are, their papers, and what a verifier said of each field."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Region
from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.fields import REASON_MAX, EncryptedTextField, RupiahField
from marketplace.core.models import PrivateFile


class LegalForm(models.TextChoices):
    """Bentuk usaha."""

    INDIVIDUAL = "individual", _("Sole trader (perorangan)")
    CV = "cv", _("Limited partnership (CV)")
    PT = "pt", _("Limited company (PT)")
    COOPERATIVE = "cooperative", _("Cooperative (koperasi)")


class SizeClass(models.TextChoices):
    """Business size by PP 7/2021 (R-SIZE-1); upper bounds inclusive."""

    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    NON_MSME = "non_msme", _("Not an MSME")


class VendorStatus(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    RETURNED = "returned", _("Returned for repair")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SUSPENDED = "suspended", _("Suspended")


VENDOR_TRANSITIONS: dict[str, frozenset[str]] = {
    VendorStatus.DRAFT: frozenset({VendorStatus.SUBMITTED}),
    VendorStatus.SUBMITTED: frozenset(
        {VendorStatus.RETURNED, VendorStatus.APPROVED, VendorStatus.REJECTED}
    ),
    VendorStatus.RETURNED: frozenset({VendorStatus.SUBMITTED}),
    VendorStatus.APPROVED: frozenset({VendorStatus.SUSPENDED}),
    VendorStatus.SUSPENDED: frozenset({VendorStatus.APPROVED}),
    VendorStatus.REJECTED: frozenset(),
}


# A NIB is held by who is verified or waits for the verifier: an unfinished draft, a returned or a
# rejected application locks nobody out.
HOLDS_NIB = (VendorStatus.SUBMITTED, VendorStatus.APPROVED, VendorStatus.SUSPENDED)


class Vendor(models.Model):
    """A small business or cooperative that wants to sell, from first draft to suspension.

    Money figures are whole rupiah; capital (modal usaha) is without land and building.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    legal_form = models.CharField(max_length=12, choices=LegalForm.choices, blank=True, default="")
    nib = models.CharField(max_length=13, blank=True, default="")
    npwp = EncryptedTextField(blank=True, default="")
    nik = EncryptedTextField(blank=True, default="")
    kbli_codes = models.JSONField(default=list, blank=True)
    has_full_book_year = models.BooleanField(default=False)
    capital_rupiah = RupiahField(null=True, blank=True)
    annual_sales_rupiah = RupiahField(null=True, blank=True)
    size_class = models.CharField(max_length=8, choices=SizeClass.choices, blank=True, default="")
    is_pkp = models.BooleanField(default=False)
    address = models.CharField(max_length=200, blank=True, default="")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)
    phone = models.CharField(max_length=20, blank=True, default="")
    bank_code = models.CharField(max_length=3, blank=True, default="")
    account_number = EncryptedTextField(blank=True, default="")
    account_holder = models.CharField(max_length=120, blank=True, default="")
    status = models.CharField(
        max_length=9, choices=VendorStatus.choices, default=VendorStatus.DRAFT
    )
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_reason = models.TextField(blank=True, default="")
    status_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "suspended"])
                | Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~Q(size_class="")
                & ~Q(legal_form=""),
                name="approved_vendor_was_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(capital_rupiah__isnull=True) | Q(capital_rupiah__gte=0),
                name="vendor_capital_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(annual_sales_rupiah__isnull=True) | Q(annual_sales_rupiah__gte=0),
                name="vendor_sales_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(capital_rupiah__isnull=True) | Q(capital_rupiah__lte=MAX_SUM_RUPIAH))
                & (
                    Q(annual_sales_rupiah__isnull=True) | Q(annual_sales_rupiah__lte=MAX_SUM_RUPIAH)
                ),
                name="vendor_figures_within_bounds",
            ),
            models.UniqueConstraint(
                fields=["nib"],
                condition=~Q(nib="") & Q(status__in=HOLDS_NIB),
                name="one_vendor_per_nib",
            ),
        ]
        indexes = [models.Index(fields=["status", "submitted_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def time_zone(self) -> str:
        """The zone of the shop's own place; the home zone until it has named one."""
        return self.region.time_zone if self.region else HOME_ZONE

    @property
    def account_last4(self) -> str:
        """The last four digits of the account, all that a page shows."""
        return self.account_number[-4:] if self.account_number else ""


class VendorRole(models.TextChoices):
    """In which capacity a person acts for a vendor; what each may do: ``policies.ROLES``."""

    OWNER = "owner", _("Owner")
    STAFF = "staff", _("Staff")
    FINANCE = "finance", _("Finance")


class VendorMembership(models.Model):
    """A role a person holds in a vendor, from a moment on; it holds while ``until`` is empty.

    Rows are ended, never changed or removed: who could act when stays on record. Triggers hold
    that, that a vendor past its draft has an active owner, and that nobody judges their own shop.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="vendor_memberships"
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=VendorRole.choices)
    since = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    until = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "user", "role"],
                condition=Q(until__isnull=True),
                name="one_active_role_per_vendor_person",
            ),
            models.CheckConstraint(
                condition=Q(role__in=VendorRole.values), name="vendor_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_by__isnull=True)
                | Q(until__gte=F("since"), ended_by__isnull=False),
                name="vendor_role_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "vendor"],
                condition=Q(until__isnull=True),
                name="active_vendor_roles",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.vendor_id}"


class VendorStatusChange(models.Model):
    """Each step of a vendor's application; written by a trigger together with the step (I-20)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=9, blank=True)
    to_status = models.CharField(max_length=9)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()
    txid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.from_status} → {self.to_status}"


class DocumentKind(models.TextChoices):
    """Papers a vendor hands in."""

    NIB = "nib", _("NIB (business number)")
    NPWP = "npwp", _("NPWP (tax number)")


class VendorDocument(models.Model):
    """One paper of a vendor; a newer upload of the same kind replaces it but keeps the old row."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=8, choices=DocumentKind.choices)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_document_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.kind}"


class FieldReview(models.Model):
    """What the verifier said of one field in one round; ``ok`` or returned with a reason."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="field_reviews")
    field = models.CharField(max_length=32)
    ok = models.BooleanField()
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField()
    repaired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ok=True) | ~Q(reason=""), name="a_returned_field_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.field} {'ok' if self.ok else 'returned'}"


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
