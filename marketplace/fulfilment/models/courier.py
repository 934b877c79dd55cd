"""Couriers that report on their way, and what they said of a parcel (docs/courier.md).

A claim of a third party: it never counts as receipt, moves no order and no money.
"""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

EVENT_ID_MAX: Final = 64
WAYBILL_MAX: Final = 40


class Courier(models.Model):
    """A courier whose words we take; entered and ended by operators, never rewritten (trigger)."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60, unique=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("entered_at")),
                name="courier_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CourierWord(models.TextChoices):
    """What a courier may say of a parcel."""

    PICKED_UP = "picked_up", _("Picked up at the shop")
    IN_TRANSIT = "in_transit", _("On its way")
    OUT_FOR_DELIVERY = "out_for_delivery", _("With the driver for delivery")
    FAILED = "failed", _("Could not be delivered")
    DELIVERED = "delivered", _("Delivered")
    RETURNED = "returned", _("Brought back to the shop")


class CourierEvent(models.Model):
    """One word of a courier about a shipment; only ever added.

    ``happened_at``, ``place``, ``receiver`` and ``note`` are the courier's own words;
    ``received_at`` is ours. ``sha256`` is that of the body: the same id with another is refused.
    """

    shipment = models.ForeignKey(
        "fulfilment.Shipment", on_delete=models.PROTECT, related_name="courier_events"
    )
    event_id = models.CharField(max_length=EVENT_ID_MAX)
    kind = models.CharField(max_length=16, choices=CourierWord.choices)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    place = models.CharField(max_length=80, blank=True, default="")
    receiver = models.CharField(max_length=80, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event_id"], name="courier_event_is_taken_once"),
            models.CheckConstraint(
                condition=Q(kind__in=CourierWord.values), name="courier_event_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(receiver="") | Q(kind=CourierWord.DELIVERED),
                name="courier_names_who_took_what_arrived",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id}: {self.kind}"
