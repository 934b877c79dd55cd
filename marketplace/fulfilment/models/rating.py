"""What the two sides of an order say of each other once it was handed over."""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.orders.models import PurchaseOrder

WORDS_MAX: Final = 500  # characters of what is said beside the stars


class Side(models.TextChoices):
    """Who rates the other side of an order."""

    BUYER = "buyer", _("The agency")
    VENDOR = "vendor", _("The shop")


class RatingPart(models.TextChoices):
    """Which words of a rating are meant; stars are never hidden."""

    WORDS = "words", _("Words beside the stars")
    REPLY = "reply", _("The reply")


class Rating(models.Model):
    """How one side of an order that was handed over rates the other (penilaian); never changed.

    ``opens_at``: until then it is sealed while the other side has not rated, and nobody rates
    afterwards: R-RATING from the moment in which the whole order was handed over.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=6, choices=Side.choices)
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=WORDS_MAX, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opens_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "side"], name="one_rating_per_side"),
            models.CheckConstraint(
                condition=Q(side__in=["buyer", "vendor"]), name="rating_of_one_side"
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="rating_of_one_to_five_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} by {self.side}: {self.stars}"


class RatingReply(models.Model):
    """What the rated side says to an open rating, once."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="reply")
    words = models.TextField(max_length=REASON_MAX)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="rating_reply_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.rating_id}"


class RatingHidden(models.Model):
    """Words that a catalogue manager of the market took out of sight, and why; the stars stay."""

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="hidden")
    part = models.CharField(max_length=5, choices=RatingPart.choices)
    reason = models.CharField(max_length=REASON_MAX)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "part"], name="words_hidden_once"),
            models.CheckConstraint(
                condition=Q(part__in=["words", "reply"]) & ~Q(reason=""),
                name="words_hidden_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id}: {self.part}"
