"""Another delivery day of an order: proposed by one side, answered by the other (adendum)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.orders.models.order import PurchaseOrder


class AddendumStatus(models.TextChoices):
    """What became of a proposed delivery day."""

    OPEN = "open", _("Waits for an answer")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Lapsed without an answer")


ADDENDUM_TRANSITIONS: dict[str, frozenset[str]] = {
    AddendumStatus.OPEN: frozenset(
        {AddendumStatus.AGREED, AddendumStatus.REFUSED, AddendumStatus.LAPSED}
    ),
    AddendumStatus.AGREED: frozenset(),
    AddendumStatus.REFUSED: frozenset(),
    AddendumStatus.LAPSED: frozenset(),
}
_ANSWERED = Q(answered_by__isnull=False, answered_at__isnull=False)


class Addendum(models.Model):
    """One proposal to deliver on another day, and its answer; only ever added, answered once.

    ``by_shop``: which side proposed it. ``number``: of its paper, once both sides agree.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="addenda")
    from_day = models.DateField()
    to_day = models.DateField()
    reason = models.CharField(max_length=REASON_MAX)
    by_shop = models.BooleanField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    status = models.CharField(
        max_length=7, choices=AddendumStatus.choices, default=AddendumStatus.OPEN
    )
    number = models.CharField(max_length=24, blank=True, default="")
    answer = models.CharField(max_length=REASON_MAX, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_day=F("to_day")) & ~Q(reason=""), name="addendum_moves_the_day"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(status="open"), name="one_open_addendum"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="one_addendum_per_number"
            ),
            models.CheckConstraint(
                condition=Q(status="open", number="", answer="")
                & Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(status="agreed", answer="") & ~Q(number="") & _ANSWERED
                | Q(status="refused", number="") & ~Q(answer="") & _ANSWERED
                | Q(status="lapsed", number="", answer="")
                & Q(answered_by__isnull=True, answered_at__isnull=False),
                name="addendum_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.from_day} → {self.to_day} {self.status}"
