"""A negotiation, its goods at the list price, and its rounds, which are only ever added."""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import PriceVersion, ProductRevision, Sku
from marketplace.accounts.models import Agency, Region
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH, MAX_PRICE_RUPIAH, MAX_QUANTITY
from marketplace.core.fields import REASON_MAX, RupiahField
from marketplace.negotiation import rules
from vendors.models import Vendor


class Status(models.TextChoices):
    """What became of a negotiation; whether an order used what was agreed, the order says."""

    OPEN = "open", _("Negotiating")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Not agreed")
    EXPIRED = "expired", _("Not answered in time")


TRANSITIONS: dict[str, frozenset[str]] = {
    Status.OPEN: frozenset({Status.AGREED, Status.REFUSED, Status.EXPIRED}),
    Status.AGREED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.EXPIRED: frozenset(),
}
SIDES: Final = [
    (rules.Side.BUYER.value, _("Office")),
    (rules.Side.SHOP.value, _("Shop")),
]
STEPS: Final = [
    (rules.Step.OFFER.value, _("Offer")),
    (rules.Step.COUNTER.value, _("Counter-offer")),
    (rules.Step.ACCEPT.value, _("Accepted")),
    (rules.Step.REFUSE.value, _("Refused")),
]
_PRICED: Final = Q(step__in=["offer", "counter"])


class Negotiation(models.Model):
    """An office and one shop talk about the prices of goods and the freight to one place.

    ``list_freight_rupiah``: what the shop's list asked for one order when it began, before PPN;
    None where it stated nothing. ``turn``: who answers now. ``agreed``: the round that was
    accepted; ``valid_until``: the last day, in the office's zone, on which may be ordered at it.
    ``origin``: the number of the competition whose award it records, empty where one talked.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    origin = models.CharField(max_length=24, blank=True, default="")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    delivery_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    delivery_address = models.CharField(max_length=300)
    list_freight_rupiah = RupiahField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.OPEN)
    turn = models.CharField(max_length=5, choices=SIDES, default=rules.Side.SHOP.value)
    agreed = models.OneToOneField(
        "Round", null=True, blank=True, on_delete=models.PROTECT, related_name="agreed_in"
    )
    valid_until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status="open",
                    agreed__isnull=True,
                    valid_until__isnull=True,
                    closed_at__isnull=True,
                )
                | Q(
                    status="agreed",
                    agreed__isnull=False,
                    valid_until__isnull=False,
                    closed_at__isnull=False,
                )
                | Q(
                    status__in=["refused", "expired"],
                    agreed__isnull=True,
                    valid_until__isnull=True,
                    closed_at__isnull=False,
                ),
                name="negotiation_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(list_freight_rupiah__isnull=True)
                | Q(list_freight_rupiah__gte=0, list_freight_rupiah__lte=MAX_FREIGHT_RUPIAH),
                name="negotiated_freight_within_bounds",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "status"], name="negotiation_of_vendor"),
            models.Index(fields=["agency", "status"], name="negotiation_of_agency"),
        ]

    def __str__(self) -> str:
        return self.number


class NegotiatedLine(models.Model):
    """Goods of a negotiation: so many units, at the price of the list when it began.

    ``is_open`` follows the negotiation: of one agency the same goods are negotiated once at a time.
    """

    negotiation = models.ForeignKey(Negotiation, on_delete=models.PROTECT, related_name="lines")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    price_version = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(ProductRevision, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=202)
    unit = models.CharField(max_length=24)
    quantity = models.PositiveIntegerField()
    list_rupiah = RupiahField()
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["negotiation", "sku"], name="one_line_per_negotiated_goods"
            ),
            models.UniqueConstraint(
                fields=["agency", "sku"],
                condition=Q(is_open=True),
                name="goods_negotiated_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY, list_rupiah__gte=1),
                name="negotiated_quantity_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} {self.name}"


class Round(models.Model):
    """What one side said, once: an offer with its freight, or a yes or no to the one before."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=5, choices=SIDES)
    step = models.CharField(max_length=7, choices=STEPS)
    freight_rupiah = RupiahField(null=True, blank=True)
    words = models.CharField(max_length=REASON_MAX, blank=True, default="")
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    acted_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "number"], name="one_round_a_number"),
            models.CheckConstraint(
                condition=_PRICED
                & Q(
                    freight_rupiah__isnull=False,
                    freight_rupiah__gte=0,
                    freight_rupiah__lte=MAX_FREIGHT_RUPIAH,
                )
                | ~_PRICED & Q(freight_rupiah__isnull=True),
                name="round_names_its_freight",
            ),
            models.CheckConstraint(
                condition=~Q(step="refuse") | ~Q(words=""), name="refusal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.negotiation_id}/{self.number}: {self.side} {self.step}"


class RoundPrice(models.Model):
    """The net price of one unit that a round offers for goods."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="prices")
    line = models.ForeignKey(NegotiatedLine, on_delete=models.PROTECT, related_name="prices")
    unit_price_rupiah = RupiahField()

    class Meta:
        ordering = ["line_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "line"], name="one_price_per_round_and_goods"),
            models.CheckConstraint(
                condition=Q(unit_price_rupiah__gte=1, unit_price_rupiah__lte=MAX_PRICE_RUPIAH),
                name="offered_price_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.line_id} {self.unit_price_rupiah}"
