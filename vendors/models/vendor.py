"""Vendors (penyedia): who they are, where their application stands, and who acts for them."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Region
from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.fields import BlindIndexField, EncryptedTextField, RupiahField


class LegalForm(models.TextChoices):
    """Bentuk usaha."""

    INDIVIDUAL = "individual", _("Sole trader (perorangan)")
    CV = "cv", _("Limited partnership (CV)")
    PT = "pt", _("Limited company (PT)")
    COOPERATIVE = "cooperative", _("Cooperative (koperasi)")
    VILLAGE_ENTERPRISE = "bumdes", _("Village-owned enterprise (BUMDes)")


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


class KbliEdition(models.TextChoices):
    """The edition of the classification a KBLI code is read in; without it a code says nothing."""

    E2020 = "2020", _("KBLI 2020")
    E2025 = "2025", _("KBLI 2025")


# The box around Indonesia, in degrees: Sabang to Merauke, Miangas to Rote.
SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5

# A NIB is held by who is verified or waits for the verifier: an unfinished draft, a returned or a
# rejected application locks nobody out.
HOLDS_NIB = (VendorStatus.SUBMITTED, VendorStatus.APPROVED, VendorStatus.SUSPENDED)


# The encrypted numbers that are found again by an index: what one person or firm has once.
INDEXED: Final = ("npwp", "nik", "cooperative_number")


class Vendor(models.Model):
    """A small business or cooperative that wants to sell, from first draft to suspension.

    Money figures are whole rupiah; capital (modal usaha) is without land and building. KBLI codes
    are pairs [edition, code]; a map point is in degrees. An encrypted number is found again by the
    blind index beside it, which is written with it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    legal_form = models.CharField(max_length=12, choices=LegalForm.choices, blank=True, default="")
    nib = models.CharField(max_length=13, blank=True, default="")
    npwp = EncryptedTextField(blank=True, default="")
    npwp_index = BlindIndexField(of="npwp")
    nitku = EncryptedTextField(blank=True, default="")
    nik = EncryptedTextField(blank=True, default="")
    nik_index = BlindIndexField(of="nik")
    cooperative_number = EncryptedTextField(blank=True, default="")
    cooperative_number_index = BlindIndexField(of="cooperative_number")
    kbli_codes = models.JSONField(default=list, blank=True)
    has_full_book_year = models.BooleanField(default=False)
    capital_rupiah = RupiahField(null=True, blank=True)
    annual_sales_rupiah = RupiahField(null=True, blank=True)
    size_class = models.CharField(max_length=8, choices=SizeClass.choices, blank=True, default="")
    is_pkp = models.BooleanField(default=False)
    address = models.CharField(max_length=200, blank=True, default="")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
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
            *(
                models.CheckConstraint(
                    condition=Q(**{number: "", f"{number}_index": ""})
                    | ~Q(**{number: ""}) & ~Q(**{f"{number}_index": ""}),
                    name=f"vendor_{number}_has_its_index",
                )
                for number in ("npwp", "nik", "cooperative_number")
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=SOUTH,
                    latitude__lte=NORTH,
                    longitude__gte=WEST,
                    longitude__lte=EAST,
                ),
                name="vendor_point_in_indonesia",
            ),
            models.UniqueConstraint(
                fields=["nib"],
                condition=~Q(nib="") & Q(status__in=HOLDS_NIB),
                name="one_vendor_per_nib",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"]),
            *(
                models.Index(fields=[f"{number}_index"], name=f"vendor_by_{number}")
                for number in ("npwp", "nik", "cooperative_number")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Write the index of each number that is written."""
        if update_fields is not None:
            named = set(update_fields)
            update_fields = named | {f"{number}_index" for number in INDEXED if number in named}
        super().save(*args, update_fields=update_fields, **options)

    @property
    def time_zone(self) -> str:
        """The zone of the shop's own place; the home zone until it has named one."""
        return self.region.time_zone if self.region else HOME_ZONE

    @property
    def tax_number(self) -> str:
        """The NPWP; of a person who gave none it is the NIK (PMK 112/2022 art. 2)."""
        return str(self.npwp or self.nik)

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
