"""A complaint about goods that were sent, told in steps that are only added.

``Complaint.status`` is written by the trigger of its steps, ``closed_at`` by the trigger of its
order: a complaint is closed in the moment in which the order leaves "disputed".
"""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.core.models import PrivateFile
from marketplace.orders.models import OrderLine, PurchaseOrder

PHOTOS_MAX: Final = 4


class ComplaintKind(models.TextChoices):
    """What is wrong with the goods."""

    MISSING = "missing", _("Goods are missing")
    DAMAGED = "damaged", _("Goods are damaged")
    WRONG = "wrong", _("Other goods than ordered")
    POOR = "poor", _("Not as good as described")
    OTHER = "other", _("Something else")


class Remedy(models.TextChoices):
    """How a complaint is met, and who bears the cost of it."""

    REPLACE = "replace", _("Replace the goods, at the shop's cost")
    RETURN_VENDOR = "return_vendor", _("Take the goods back, at the shop's cost")
    RETURN_AGENCY = "return_agency", _("Take the goods back, at the agency's cost")
    AS_IS = "as_is", _("Nothing is wrong: the goods are as ordered")


RETURNS: Final = frozenset({Remedy.RETURN_VENDOR, Remedy.RETURN_AGENCY})


class ComplaintStatus(models.TextChoices):
    """Where a complaint stands; each word but the first is the kind of the step that led there."""

    OPEN = "open", _("Waits for the shop's answer")
    ANSWERED = "answered", _("Waits for the agency's word on the answer")
    DISAGREED = "disagreed", _("No agreement yet")
    ESCALATED = "escalated", _("With the internal auditor (APIP)")
    AGREED = "agreed", _("Agreed")
    DECIDED = "decided", _("Decided by the internal auditor (APIP)")


COMPLAINT_TRANSITIONS: dict[str, frozenset[str]] = {
    ComplaintStatus.OPEN: frozenset({ComplaintStatus.ANSWERED, ComplaintStatus.ESCALATED}),
    ComplaintStatus.ANSWERED: frozenset(
        {ComplaintStatus.AGREED, ComplaintStatus.DISAGREED, ComplaintStatus.ESCALATED}
    ),
    ComplaintStatus.DISAGREED: frozenset({ComplaintStatus.ANSWERED, ComplaintStatus.ESCALATED}),
    ComplaintStatus.ESCALATED: frozenset({ComplaintStatus.DECIDED}),
    ComplaintStatus.AGREED: frozenset(),
    ComplaintStatus.DECIDED: frozenset(),
}
SETTLED: Final = frozenset({ComplaintStatus.AGREED, ComplaintStatus.DECIDED})


class Complaint(models.Model):
    """What the receiving officer (PPTK) found wrong with goods of an order; one is open at most."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="complaints")
    kind = models.CharField(max_length=7, choices=ComplaintKind.choices)
    words = models.TextField(max_length=REASON_MAX)
    status = models.CharField(
        max_length=9, choices=ComplaintStatus.choices, default=ComplaintStatus.OPEN
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(closed_at__isnull=True),
                name="one_open_complaint_per_order",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ComplaintKind.values), name="complaint_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="complaint_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"


class ComplaintLine(models.Model):
    """Units of an order line that a complaint is about."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "order_line"], name="one_line_per_complaint"
            ),
            models.CheckConstraint(condition=Q(units__gte=1), name="complaint_line_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.units}"


class ComplaintPhoto(models.Model):
    """A photo of the goods complained about; ``place`` bounds how many there are."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="photos")
    place = models.PositiveSmallIntegerField()
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "place"], name="one_complaint_photo_per_place"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=PHOTOS_MAX), name="complaint_photos_are_few"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.place}"


class ComplaintStep(models.Model):
    """One step of a complaint; never changed. ``person`` is empty where it came by itself.

    ``remedy``: what the shop proposes, what the agency agrees to, or what was decided.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=ComplaintStatus.choices[1:])
    remedy = models.CharField(max_length=13, choices=Remedy.choices, blank=True, default="")
    words = models.TextField(max_length=REASON_MAX, blank=True, default="")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["answered", "agreed", "decided"], remedy__in=Remedy.values)
                | Q(kind__in=["disagreed", "escalated"], remedy=""),
                name="complaint_step_has_its_remedy",
            ),
            models.CheckConstraint(
                condition=Q(kind="escalated", person__isnull=True) | Q(person__isnull=False),
                name="complaint_step_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(kind="agreed") | Q(person__isnull=True) | ~Q(words=""),
                name="complaint_step_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.kind}"
