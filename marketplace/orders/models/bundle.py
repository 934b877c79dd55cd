"""The evidence of an order as one file: which contents got which number."""

from django.conf import settings
from django.db import models

from marketplace.orders.models.order import PurchaseOrder


class EvidenceBundle(models.Model):
    """All evidence of an order as it stood when somebody asked for it; only ever added.

    ``content_sha256`` is of what lies in it beside its cover: as long as that stays, the order has
    the same bundle with the same bytes. Who took it, and the hash of the file, are lines of the
    audit trail (``bundle.taken``).
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="bundles")
    number = models.CharField(max_length=24, unique=True)
    content_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "content_sha256"], name="one_bundle_for_the_same_evidence"
            )
        ]

    def __str__(self) -> str:
        return self.number
