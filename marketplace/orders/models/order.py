"""An order, and the steps it took."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Agency, Region
from marketplace.budget.models import AccountCode, PlanPackage
from marketplace.core.bounds import (
    MAX_FREIGHT_RUPIAH,
    MAX_SUM_RUPIAH,
)
from marketplace.core.fields import MAX_RUPIAH, REASON_MAX, RupiahField
from marketplace.core.models import Rule
from marketplace.negotiation.models import Negotiation
from marketplace.orders import lifecycle
from marketplace.orders.models.freight import FreightQuote, FreightWay
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
    freight_way = models.CharField(max_length=7, choices=FreightWay.choices)
    freight_up_to_km = models.PositiveIntegerField(null=True, blank=True)
    freight_quote = models.ForeignKey(
        FreightQuote, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    negotiation = models.ForeignKey(
        Negotiation, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
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
    due_on = models.DateField(
        null=True,
        blank=True,
        help_text="The delivery day of its letter, as addenda moved it; none before the letter.",
    )
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
                | Q(
                    status__in=[
                        *("draft", "submitted", "returned"),
                        *("rejected", "cancelled", "expired"),
                    ]
                ),
                name="order_past_review_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(
                    freight_way="table",
                    freight_up_to_km__isnull=False,
                    freight_quote__isnull=True,
                    negotiation__isnull=True,
                )
                | Q(
                    freight_way="quote",
                    freight_up_to_km__isnull=True,
                    freight_quote__isnull=False,
                    negotiation__isnull=True,
                )
                | Q(
                    freight_way="agreed",
                    freight_up_to_km__isnull=True,
                    freight_quote__isnull=True,
                    negotiation__isnull=False,
                )
                | Q(
                    freight_up_to_km__isnull=True,
                    freight_quote__isnull=True,
                    negotiation__isnull=True,
                )
                & (Q(freight_way="fetched", freight_rupiah=0) | Q(freight_way="before")),
                name="order_freight_rests_on_its_way",
            ),
            models.UniqueConstraint(
                fields=["freight_quote"],
                condition=~Q(status__in=["rejected", "cancelled", "declined", "expired"]),
                name="one_order_per_freight_quote",
            ),
            models.UniqueConstraint(
                fields=["negotiation"],
                condition=~Q(status__in=["rejected", "cancelled", "declined", "expired"]),
                name="one_order_per_negotiation",
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
