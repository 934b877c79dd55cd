"""How goods come to an office, and what a shop answered that bringing them costs."""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.delivery_models import MAX_DELIVERY_DAYS
from catalog.models import Sku
from marketplace.accounts.models import Agency, Region
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH, MAX_QUANTITY
from marketplace.core.fields import REASON_MAX, RupiahField
from vendors.models import Vendor

VALID_DAYS: Final = 14  # so long an answer holds where the shop says nothing else
VALID_MOST: Final = 90


class FreightWay(models.TextChoices):
    """What the freight of an order rests on. ``BEFORE``: orders from before this was kept."""

    TABLE = "table", _("Brought by the shop, by its table")
    FETCHED = "fetched", _("Fetched by the office")
    QUOTE = "quote", _("Brought by the shop, as it answered")
    AGREED = "agreed", _("Brought by the shop, as negotiated")
    BEFORE = "before", _("As the officer stated it")


class QuoteStatus(models.TextChoices):
    """What became of a request for freight."""

    WAITING = "waiting", _("Waits for the shop")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    REPLACED = "replaced", _("Asked anew")


QUOTE_TRANSITIONS: dict[str, frozenset[str]] = {
    QuoteStatus.WAITING: frozenset(
        {QuoteStatus.ANSWERED, QuoteStatus.REFUSED, QuoteStatus.REPLACED}
    ),
    QuoteStatus.ANSWERED: frozenset(),
    QuoteStatus.REFUSED: frozenset(),
    QuoteStatus.REPLACED: frozenset(),
}
_UNSAID: Final = Q(
    answered_by__isnull=True,
    answered_at__isnull=True,
    freight_rupiah__isnull=True,
    working_days__isnull=True,
    valid_until__isnull=True,
    reason="",
)
_SAID: Final = Q(answered_by__isnull=False, answered_at__isnull=False)


class FreightQuote(models.Model):
    """What an office asks that bringing goods costs (permintaan ongkos kirim), and the answer.

    ``freight_rupiah``: of one order before PPN; ``valid_until``: the last day, in the office's
    zone, on which it may be ordered at. It stays as it was answered, and pays for one order.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    delivery_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    delivery_address = models.CharField(max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    status = models.CharField(
        max_length=8, choices=QuoteStatus.choices, default=QuoteStatus.WAITING
    )
    freight_rupiah = RupiahField(null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "vendor", "delivery_region"],
                condition=Q(status="waiting"),
                name="one_freight_quote_waits",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "replaced"]) & _UNSAID
                | Q(status="answered", freight_rupiah__isnull=False, valid_until__isnull=False)
                & Q(reason="")
                & _SAID
                | Q(status="refused", freight_rupiah__isnull=True, valid_until__isnull=True)
                & Q(working_days__isnull=True)
                & ~Q(reason="")
                & _SAID,
                name="freight_quote_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=(
                    Q(freight_rupiah__isnull=True)
                    | Q(freight_rupiah__gte=0, freight_rupiah__lte=MAX_FREIGHT_RUPIAH)
                )
                & (Q(working_days__isnull=True) | Q(working_days__lte=MAX_DELIVERY_DAYS)),
                name="freight_quote_within_bounds",
            ),
        ]
        indexes = [
            models.Index(
                fields=["vendor", "asked_at"],
                condition=Q(status="waiting"),
                name="freight_quote_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} → {self.vendor_id}: {self.status}"


class FreightQuoteLine(models.Model):
    """Goods for which freight was asked: an order may hold as many of them, or fewer."""

    quote = models.ForeignKey(FreightQuote, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "sku"], name="one_line_per_quoted_goods"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
                name="quoted_quantity_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"
