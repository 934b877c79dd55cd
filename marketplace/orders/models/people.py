"""The named people of an order and their successors."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.orders.models.order import PurchaseOrder


class Duty(models.TextChoices):
    """A part in an order that one named person has."""

    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer (PP)")
    COMMITMENT_OFFICER = "commitment_officer", _("Commitment officer (PPK)")


class Appointment(models.Model):
    """Penunjukan: a successor in a duty of one order, with reason and date; only ever added.

    The trigger ``appointment_holds`` writes the successor into the order, and refuses whoever may
    not hold the duty. What the predecessor did stays theirs. ``stand_in``: the role of
    whoever acted for a holder who was away, where the duty passed to them or back for that.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="appointments")
    duty = models.CharField(max_length=24, choices=Duty.choices)
    predecessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=REASON_MAX)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    appointed_at = models.DateTimeField()
    stand_in = models.ForeignKey(
        "accounts.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duty__in=Duty.values)
                & ~Q(reason="")
                & ~Q(person=F("predecessor"))
                & ~Q(person=F("appointed_by")),
                name="appointment_is_of_another_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.duty} {self.predecessor_id} → {self.person_id}"
