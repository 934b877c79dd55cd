"""What was ordered: the prices agreed on, the lines and their taxes. Whole rupiah."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.dating import DAYS_FIT, DayWanted
from catalog.maker_models import ALL_BP
from catalog.models import PriceVersion, ProductRevision, Sku
from catalog.rules import variant_title
from catalog.tax import TaxClass
from marketplace.accounts.models import Region
from marketplace.core.bounds import (
    MAX_PRICE_RUPIAH,
    MAX_QUANTITY,
)
from marketplace.core.fields import MAX_RUPIAH, RupiahField
from marketplace.core.models import Rule
from marketplace.orders.models.order import PurchaseOrder
from vendors.members.models import CooperativeMember
from vendors.models import Vendor

LINE_NOTE_MAX: Final = 200  # characters of what the shop is told of a line


class PriceKind(models.TextChoices):
    """Where an agreed price comes from; ``AgreedPrice`` says what each kind points at."""

    CATALOGUE = "catalogue", _("Catalogue price")
    NEGOTIATED = "negotiated", _("Negotiated price")
    TIERED = "tiered", _("Price for a quantity")


class AgreedPrice(models.Model):
    """The net price of one unit that buyer and vendor agree on for a variant; never changed.

    ``catalogue``: the version the buyer saw, and its very amount. ``tiered``: the version whose
    tiers hold it, for a quantity (``tier_version``). ``negotiated``: what the negotiation of the
    order agreed on, named as its ``source``, ``negotiation:4711``. Composite keys in
    ``0003_line_guards`` and triggers in ``0018_term_guards`` and ``0041_negotiated_guards`` tie
    version or negotiation, variant, quantity and amount together.
    """

    kind = models.CharField(max_length=10, choices=PriceKind.choices)
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    unit_price_rupiah = RupiahField()
    price_version = models.ForeignKey(
        PriceVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tier_version = models.ForeignKey(
        PriceVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=80, blank=True, default="")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="catalogue",
                    price_version__isnull=False,
                    tier_version__isnull=True,
                    source="",
                )
                | Q(
                    kind="tiered",
                    price_version__isnull=True,
                    tier_version__isnull=False,
                    source="",
                )
                | Q(kind="negotiated", price_version__isnull=True, tier_version__isnull=True)
                & ~Q(source=""),
                name="agreed_price_has_its_source",
            ),
            models.CheckConstraint(
                condition=Q(unit_price_rupiah__gte=1, unit_price_rupiah__lte=MAX_RUPIAH),
                name="agreed_price_positive",
            ),
            models.CheckConstraint(
                condition=Q(unit_price_rupiah__lte=MAX_PRICE_RUPIAH),
                name="agreed_price_within_bounds",
            ),
            models.UniqueConstraint(
                fields=["id", "sku", "unit_price_rupiah"], name="agreed_price_of_sku"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.unit_price_rupiah} ({self.kind})"

    @property
    def version(self) -> PriceVersion | None:
        """The version whose price or tier this is; None of a negotiated price."""
        return self.price_version or self.tier_version


class OrderLine(DayWanted):
    """One variant of an order: what it was when it was ordered, at the price agreed on.

    Only days, ``quantity`` and ``total_rupiah`` ever change, while the order is with its officer;
    and the price with them, where another tier of the same version holds for the new quantity. A
    line with days holds places of those days, and no stock. ``note``: what the shop is told of it.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lines")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="order_lines")
    revision = models.ForeignKey(ProductRevision, on_delete=models.PROTECT, related_name="+")
    agreed_price = models.ForeignKey(AgreedPrice, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=140)
    label = models.CharField(max_length=60, blank=True, default="")
    code = models.CharField(max_length=40)
    unit = models.CharField(max_length=24)
    weight_gram = models.PositiveIntegerField(default=0)
    quantity = models.PositiveIntegerField()
    unit_price_rupiah = RupiahField()
    total_rupiah = RupiahField()
    tax_class = models.CharField(max_length=8, choices=[(c.value, c.value) for c in TaxClass])
    note = models.CharField(max_length=LINE_NOTE_MAX, blank=True, default="", db_default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="one_line_per_sku"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY, unit_price_rupiah__gte=1)
                & Q(total_rupiah=F("quantity") * F("unit_price_rupiah")),
                name="line_total_is_quantity_times_price",
            ),
            models.UniqueConstraint(fields=["id", "vendor"], name="order_line_of_vendor"),
            models.CheckConstraint(condition=DAYS_FIT, name="line_days_fit"),
        ]
        indexes = [
            models.Index(
                fields=["sku", "wanted_on"],
                condition=Q(wanted_on__isnull=False),
                name="line_booked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} {self.title}"

    @property
    def title(self) -> str:
        """What was ordered, with its variant, as papers and pages name it."""
        return variant_title(self.name, self.label)


class OrderLineMaker(models.Model):
    """Who of a cooperative makes the goods of a line, as its listing said when it was ordered.

    ``name`` and ``region`` are those of that moment, ``share_bp`` the part of the line's net in
    basis points. Written with the line and never changed; it goes only with its line, while the
    order is with its officer. The database compares it with the listing
    (``order_names_its_makers``).
    """

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="makers")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        CooperativeMember, on_delete=models.PROTECT, related_name="order_makers"
    )
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    share_bp = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "member"], name="one_row_per_line_and_maker"),
            models.CheckConstraint(
                condition=Q(share_bp__gte=1, share_bp__lte=ALL_BP), name="line_maker_share_in_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.name}"


class OrderTax(models.Model):
    """One tax line of an order: base, rate and the rule it was read from."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="taxes")
    kind = models.CharField(max_length=8, choices=[("vat", "PPN"), ("pph22", "PPh 22")])
    tax_class = models.CharField(max_length=8, blank=True, default="")
    base_rupiah = RupiahField()
    rate_bp = models.PositiveIntegerField()
    amount_rupiah = RupiahField()
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "tax_class"], name="one_tax_line_per_class"
            ),
            models.CheckConstraint(
                condition=Q(base_rupiah__gte=0, amount_rupiah__gte=0), name="tax_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.rate_bp} bp of {self.base_rupiah}"
