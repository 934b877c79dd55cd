"""The papers of a vendor, and what a verifier said of each field."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX, EncryptedTextField
from marketplace.core.models import PrivateFile
from vendors.models.vendor import Vendor


class DocumentKind(models.TextChoices):
    """Papers a vendor hands in; which ones are asked of whom: ``vendors.requirements``."""

    NIB = "nib", _("NIB (business number)")
    NPWP = "npwp", _("NPWP (tax number)")
    ID_CARD = "id_card", _("KTP (identity card)")
    DEED = "deed", _("Akta (deed of the firm)")
    COOPERATIVE_CERTIFICATE = "cooperative_certificate", _("Legal entity of the cooperative")
    VILLAGE_REGULATION = "village_regulation", _("Peraturan Desa (village regulation)")
    PKP_CERTIFICATE = "pkp_certificate", _("SPPKP (VAT registration)")
    PASSBOOK = "passbook", _("Passbook, first page")


class VendorDocument(models.Model):
    """One paper of a vendor; a newer upload of the same kind replaces it but keeps the old row.

    What is printed on it is typed where its kind has it (``requirements.DETAILS``); a personal
    number is never repeated here.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=24, choices=DocumentKind.choices)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True, default="")
    issuer = models.CharField(max_length=120, blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_document_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gt=F("issued_on")),
                name="document_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.kind}"


class FieldReview(models.Model):
    """What the verifier said of one field in one round; ``ok`` or returned with a reason.

    ``value``: what stood there, columns and papers as JSON, encrypted like the columns; a later
    round shows only what is another one now. Empty in rows of before.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="field_reviews")
    field = models.CharField(max_length=32)
    ok = models.BooleanField()
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    value = EncryptedTextField(blank=True, default="")
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
