"""What a receiving officer looks at when goods of a kind arrive, and what they found."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.category_models import Category
from marketplace.fulfilment.models.delivery import Receipt
from marketplace.orders.models import OrderLine


class CheckPoint(models.Model):
    """One point to look at (butir periksa), of goods of a category or, without one, of all.

    Entered by operators, or loaded from ``data/checkpoints.toml``; afterwards only its last day is
    set, once (trigger).
    """

    code = models.SlugField(max_length=40)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_until__isnull=True),
                name="one_open_check_point_per_code",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="check_point_says_what"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="check_point_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class ReceiptCheck(models.Model):
    """Whether goods of a line met a point when they were counted; only ever added."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="checks")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(CheckPoint, on_delete=models.PROTECT, related_name="+")
    is_met = models.BooleanField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "order_line", "point"], name="one_check_per_point"
            )
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.point_id} {self.is_met}"
