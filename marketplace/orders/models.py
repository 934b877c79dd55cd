"""Purchase orders: what was ordered, under which rules, and every step it took.

In the database: gross = goods + freight + PPN and goods = the sum of the lines (deferred trigger);
gross within the cap of the rule in force (CHECK + trigger on the rule row); goods, package and
officer belong together (composite keys and trigger); only legal steps, each with its history row
(trigger). In code: who may, and in which order things happen.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import PriceVersion, ProductRevision, Sku
from catalog.rules import variant_title
from catalog.tax import TaxClass
from marketplace.accounts.models import Agency, Region
from marketplace.budget.models import AccountCode, PlanPackage
from marketplace.core.bounds import (
    MAX_FREIGHT_RUPIAH,
    MAX_PRICE_RUPIAH,
    MAX_QUANTITY,
    MAX_SUM_RUPIAH,
)
from marketplace.core.fields import MAX_RUPIAH, REASON_MAX, RupiahField
from marketplace.core.models import Rule
from marketplace.orders import lifecycle
from vendors.channels import Channel
from vendors.models import Vendor

OrderStatus = lifecycle.OrderStatus


class PurchaseOrder(models.Model):
    """One order of one agency to one vendor (Surat Pesanan once issued). Amounts in rupiah."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=140)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="orders")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="orders")
    channel = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Channel])
    ordered_on = models.DateField(help_text="The agency's local day; rules are read for it.")
    rule = models.ForeignKey(
        Rule, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cap_rupiah = RupiahField(null=True, blank=True)
    goods_rupiah = RupiahField()
    freight_rupiah = RupiahField(default=0)
    vat_rupiah = RupiahField()
    gross_rupiah = RupiahField()
    pph22_rupiah = RupiahField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders_created"
    )
    procurement_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The PP in charge: the author, until a successor is appointed.",
    )
    commitment_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="orders_to_review",
        help_text="The PPK in charge, who reviews, signs and ends; a successor may be appointed.",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan_package = models.ForeignKey(PlanPackage, on_delete=models.PROTECT, related_name="orders")
    account_code = models.ForeignKey(AccountCode, on_delete=models.PROTECT, related_name="+")
    delivery_address = models.CharField(max_length=300)
    delivery_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    deliver_by = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    reissue_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reissued_as"
    )
    status = models.CharField(max_length=11, choices=OrderStatus.choices, default=OrderStatus.DRAFT)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    status_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cap_rupiah__isnull=True) | Q(gross_rupiah__lte=F("cap_rupiah")),
                name="order_within_cap",
            ),
            models.CheckConstraint(
                condition=~Q(channel="bela") | Q(cap_rupiah__isnull=False, rule__isnull=False),
                name="bela_order_has_a_cap",
            ),
            models.CheckConstraint(
                condition=Q(gross_rupiah=F("goods_rupiah") + F("freight_rupiah") + F("vat_rupiah"))
                & Q(gross_rupiah__gt=0, gross_rupiah__lte=MAX_RUPIAH)
                & Q(goods_rupiah__gt=0, freight_rupiah__gte=0, vat_rupiah__gte=0)
                & Q(pph22_rupiah__gte=0),
                name="order_amounts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    freight_rupiah__lte=MAX_FREIGHT_RUPIAH, gross_rupiah__lte=MAX_SUM_RUPIAH
                ),
                name="order_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="order_approver_is_not_creator",
            ),
            models.CheckConstraint(
                condition=~Q(commitment_officer=F("created_by")),
                name="order_reviewer_is_not_creator",
            ),
            models.CheckConstraint(
                condition=~Q(commitment_officer=F("procurement_officer")),
                name="order_has_two_officers",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False)
                | Q(status__in=["draft", "submitted", "returned", "rejected", "cancelled"]),
                name="order_past_review_was_approved",
            ),
            models.UniqueConstraint(fields=["id", "vendor"], name="order_of_vendor"),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"]),
            models.Index(fields=["vendor", "-id"]),
            models.Index(fields=["status", "status_at"]),
            models.Index(fields=["commitment_officer", "status"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to this order any more."""
        return self.status in lifecycle.TERMINAL

    @property
    def holds_stock(self) -> bool:
        """Whether its lines are reserved in the vendors' stock."""
        return self.status in lifecycle.HOLDS_STOCK


class Duty(models.TextChoices):
    """A part in an order that one named person has."""

    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer (PP)")
    COMMITMENT_OFFICER = "commitment_officer", _("Commitment officer (PPK)")


class Appointment(models.Model):
    """Penunjukan: a successor in a duty of one order, with reason and date; only ever added.

    The trigger ``appointment_holds`` writes the successor into the order, and refuses whoever may
    not hold the duty. What the predecessor did stays theirs.
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


class PriceKind(models.TextChoices):
    """Where an agreed price comes from; ``AgreedPrice`` says what each kind points at."""

    CATALOGUE = "catalogue", _("Catalogue price")
    NEGOTIATED = "negotiated", _("Negotiated price")
    TIERED = "tiered", _("Price for a quantity")


class AgreedPrice(models.Model):
    """The net price of one unit that buyer and vendor agree on for a variant; never changed.

    ``catalogue``: the version the buyer saw, and its very amount. Others name their ``source``,
    such as ``negotiation:4711``: rooms above write it, so it is no foreign key. Composite
    keys in ``0003_line_guards`` tie version, variant and amount together.
    """

    kind = models.CharField(max_length=10, choices=PriceKind.choices)
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    unit_price_rupiah = RupiahField()
    price_version = models.ForeignKey(
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
                condition=Q(kind="catalogue", price_version__isnull=False, source="")
                | Q(kind__in=["negotiated", "tiered"], price_version__isnull=True) & ~Q(source=""),
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


class OrderLine(models.Model):
    """One variant of an order: what it was when it was ordered, at the price agreed on.

    Only ``quantity`` and ``total_rupiah`` ever change, while the order is with its officer.
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

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="one_line_per_sku"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY, unit_price_rupiah__gte=1)
                & Q(total_rupiah=F("quantity") * F("unit_price_rupiah")),
                name="line_total_is_quantity_times_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} {self.title}"

    @property
    def title(self) -> str:
        """What was ordered, with its variant, as papers and pages name it."""
        return variant_title(self.name, self.label)


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


class OrderRule(models.Model):
    """A rule that bound an order, with its value of that day; written at placing, frozen.

    Whatever is decided about the order later reads these rows (``orders.bound``), so that no rule
    entered afterwards reaches it. A trigger demands the strictest rule of tenant, channel and day.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="rules")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32)
    value = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "code"], name="one_rule_per_code_of_order")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.code} {self.value}"


class OrderReason(models.Model):
    """Why an order was written although a rule asks for a reason (alasan); never changed.

    ``code``: R-CMP-2 for the whole order, fewer offers having been compared; R-FAIR-BAND for a
    variant, with what was seen when it was written: the unit price and the median paid, both in
    rupiah with PPN, and how many payments it is of. The newest row of its kind counts.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="reasons")
    code = models.CharField(max_length=32)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    price_rupiah = RupiahField(null=True, blank=True)
    median_rupiah = RupiahField(null=True, blank=True)
    paid_count = models.PositiveIntegerField(null=True, blank=True)
    text = models.CharField(max_length=REASON_MAX)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="order_reason_has_words"),
            models.CheckConstraint(
                condition=Q(
                    sku__isnull=True,
                    price_rupiah__isnull=True,
                    median_rupiah__isnull=True,
                    paid_count__isnull=True,
                )
                | Q(
                    sku__isnull=False, price_rupiah__gte=1, median_rupiah__gte=1, paid_count__gte=1
                ),
                name="order_reason_names_its_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.code} {self.text}"


class OrderComparison(models.Model):
    """An offer of another vendor that the officer compared before ordering (pembanding).

    Name and unit price (rupiah, PPN included) are those of that moment.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="comparisons")
    offer = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=202)
    unit = models.CharField(max_length=24)
    price_rupiah = RupiahField()
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    compared_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "offer"], name="one_comparison_per_offer"),
            models.CheckConstraint(condition=Q(price_rupiah__gte=1), name="compared_at_a_price"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.name} {self.price_rupiah}"


class StatusChange(models.Model):
    """One step of an order; written by a trigger in the transaction of the step (I-20)."""

    order = models.ForeignKey(
        PurchaseOrder, on_delete=models.PROTECT, related_name="status_changes"
    )
    from_status = models.CharField(max_length=11, blank=True)
    to_status = models.CharField(max_length=11, choices=OrderStatus.choices)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    changed_at = models.DateTimeField()
    txid = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.from_status} → {self.to_status}"
