"""A price that rises by more than a rule allows, as its shop proposed it and a manager answered."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.bounds import MAX_PRICE_RUPIAH
from marketplace.core.fields import REASON_MAX, RupiahField


class RiseStatus(models.TextChoices):
    """What became of a proposed price."""

    WAITING = "waiting", _("Waits for the catalogue manager")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


RISE_TRANSITIONS: dict[str, frozenset[str]] = {
    RiseStatus.WAITING: frozenset({RiseStatus.ACCEPTED, RiseStatus.REFUSED, RiseStatus.WITHDRAWN}),
    RiseStatus.ACCEPTED: frozenset(),
    RiseStatus.REFUSED: frozenset(),
    RiseStatus.WITHDRAWN: frozenset(),
}


class PriceRise(models.Model):
    """A price above R-PRICE-RISE that a shop asks for (kenaikan harga). All amounts net of PPN.

    ``old_rupiah`` held when it was proposed, ``low_rupiah`` was the lowest of the last
    R-PRICE-RECENT days. It is decided once, by somebody else, and holds from the decision on.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="price_rises")
    old_rupiah = RupiahField()
    low_rupiah = RupiahField()
    price_rupiah = RupiahField()
    reason = models.CharField(max_length=REASON_MAX)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=RiseStatus.choices, default=RiseStatus.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=REASON_MAX, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sku"], condition=Q(status="waiting"), name="one_price_rise_waits"
            ),
            models.CheckConstraint(
                condition=Q(status__in=RiseStatus.values), name="price_rise_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(price_rupiah__gt=F("low_rupiah"), price_rupiah__lte=MAX_PRICE_RUPIAH)
                & ~Q(reason=""),
                name="price_rise_is_one_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(status="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="price_rise_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "withdrawn"]) | ~Q(decided_by=F("proposed_by")),
                name="price_rise_decided_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"],
                condition=Q(status="waiting"),
                name="price_rise_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.old_rupiah} → {self.price_rupiah}"
