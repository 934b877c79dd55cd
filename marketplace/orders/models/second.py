"""The second approval of an order that passes the cap with those before it (I-06)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.core.fields import REASON_MAX, RupiahField
from marketplace.orders.models.order import PurchaseOrder, StatusChange


class SecondApproval(models.Model):
    """Persetujuan kedua: somebody beside PP and PPK read an order that a rule asks it of.

    It is of one handing in: an order that was returned and handed in again needs another one.
    ``total_rupiah``: what the order cost then, with the orders of the window where they pass the
    cap together (R-SPLIT-7). Only ever added.
    """

    order = models.ForeignKey(
        PurchaseOrder, on_delete=models.PROTECT, related_name="second_approvals"
    )
    submission = models.OneToOneField(
        StatusChange,
        on_delete=models.PROTECT,
        related_name="second_approval",
        help_text="The step by which the order was handed in as it was read.",
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=REASON_MAX)
    total_rupiah = RupiahField()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & Q(total_rupiah__gte=1),
                name="second_approval_has_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.person_id} {self.total_rupiah}"
