"""Training events (pelatihan): seats of shops, a waiting list, attendance."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Tenant
from marketplace.core.fields import REASON_MAX
from vendors.models import Vendor


class TrainingTopic(models.TextChoices):
    """What a training is about."""

    JOINING = "joining", _("Joining and listing")
    LEGALITY = "legality", _("Legality and standards")
    ORDERS = "orders", _("Orders and delivery")
    MONEY = "money", _("Payment and tax")
    QUALITY = "quality", _("Quality and packaging")


class Training(models.Model):
    """One event of one office for the shops of its region; cancelled once or never.

    ``online_url`` may stand beside a place or instead of it. Moments are read in the office's zone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    topic = models.CharField(max_length=10, choices=TrainingTopic.choices)
    about = models.CharField(max_length=1000, blank=True, default="")
    place = models.CharField(max_length=160, blank=True, default="")
    online_url = models.URLField(max_length=200, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="training_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(online_url=""), name="training_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=1000), name="training_has_seats"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason=""),
                name="cancelled_training_says_why",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "starts_at"], name="trainings_of_an_office")]

    def __str__(self) -> str:
        return self.title

    @property
    def time_zone(self) -> str:
        """The zone of the office that gives it."""
        return self.tenant.time_zone


class SeatState(models.TextChoices):
    """Whether a shop has a seat."""

    SEATED = "seated", _("Signed up")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TrainingSeat(models.Model):
    """A shop's seat, or place in the queue for one; the order of the queue is the order of ids.

    ``attended`` is empty until the officer has ticked who came. Withdrawn is final (trigger); a
    shop may sign up anew, at the end of the queue.
    """

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="seats")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="training_seats")
    state = models.CharField(max_length=9, choices=SeatState.choices)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(null=True, blank=True)
    attended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["training", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "vendor"],
                condition=~Q(state="withdrawn"),
                name="one_training_seat_per_vendor",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | ~Q(state="withdrawn") & Q(withdrawn_at__isnull=True),
                name="withdrawn_seat_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(attended__isnull=True, attended_at__isnull=True)
                | Q(
                    state="seated",
                    attended__isnull=False,
                    attended_at__isnull=False,
                    attended_by__isnull=False,
                ),
                name="attendance_is_of_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_id} {self.vendor_id} {self.state}"
