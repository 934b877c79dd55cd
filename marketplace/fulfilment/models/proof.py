"""Photos with which a shop shows what it sent, and that it arrived."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.models import PrivateFile
from marketplace.fulfilment.models.delivery import Shipment

PROOFS_MAX: Final = 5


class ProofStage(models.TextChoices):
    """What a photo shows."""

    SENT = "sent", _("When sent")
    ARRIVED = "arrived", _("On arrival")


class ShipmentPhoto(models.Model):
    """A photo of goods of a shipment; only ever added. ``number`` bounds how many there are.

    ``uploaded_at`` is ours. ``camera_at`` and the place (degrees, rounded) are what the photo says
    of itself: a claim. A place is kept only where whoever sent it agreed to that.
    """

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="photos")
    stage = models.CharField(max_length=7, choices=ProofStage.choices)
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    camera_at = models.DateTimeField(null=True, blank=True)
    place_agreed = models.BooleanField(default=False)
    latitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    longitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "stage", "number"], name="one_proof_photo_per_number"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["sent", "arrived"], number__gte=1, number__lte=PROOFS_MAX),
                name="proof_photos_are_few",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    place_agreed=True,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="proof_place_was_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id}: {self.stage} {self.number}"
