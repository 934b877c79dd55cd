"""Goods: etalase, products, price versions, stock, and facts that upper rooms fill in."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Region, Tenant
from marketplace.core.channels import Channel
from marketplace.core.fields import MAX_RUPIAH, RupiahField
from marketplace.core.tax import TaxClass
from vendors.models import Vendor


class Etalase(models.Model):
    """A regional, time-boxed showcase of one channel (etalase)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="etalases")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    icon = models.CharField(max_length=32, default="layout-grid")
    channel = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Channel])
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "etalases"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="etalase_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProductStatus(models.TextChoices):
    """Where a listing stands: draft, waiting, live (tayang), returned, taken down."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for publication")
    PUBLISHED = "published", _("Live")
    RETURNED = "returned", _("Returned for repair")
    UNPUBLISHED = "unpublished", _("Taken down")


PRODUCT_TRANSITIONS: dict[str, frozenset[str]] = {
    ProductStatus.DRAFT: frozenset({ProductStatus.SUBMITTED}),
    ProductStatus.SUBMITTED: frozenset({ProductStatus.PUBLISHED, ProductStatus.RETURNED}),
    ProductStatus.RETURNED: frozenset({ProductStatus.SUBMITTED}),
    ProductStatus.PUBLISHED: frozenset({ProductStatus.UNPUBLISHED}),
    ProductStatus.UNPUBLISHED: frozenset({ProductStatus.SUBMITTED}),
}


class PriceMark(models.Model):
    """What comparable goods really cost lately in one market (patokan harga wajar).

    ``key`` groups comparable listings (``rules.comparison_key``); figures are what buyers paid per
    unit, PPN included, over twelve months. Refreshed from PaidPrice; empty until somebody paid.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    paid_count = models.PositiveIntegerField(default=0)
    low_rupiah = RupiahField(null=True)
    q1_rupiah = RupiahField(null=True)
    median_rupiah = RupiahField(null=True)
    q3_rupiah = RupiahField(null=True)
    high_rupiah = RupiahField(null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="one_price_mark_per_market"),
            models.CheckConstraint(
                condition=Q(paid_count=0) | Q(median_rupiah__gte=1), name="counted_mark_has_median"
            ),
        ]
        indexes = [models.Index(fields=["-paid_count"], name="price_mark_most_paid")]

    def __str__(self) -> str:
        return f"{self.key}: {self.median_rupiah} ({self.paid_count})"


class Product(models.Model):
    """One listing. ``price_rupiah`` is net, before PPN; ``reserved`` is held by live orders."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="products")
    etalase = models.ForeignKey(Etalase, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=140)
    description = models.TextField(max_length=2000, blank=True, default="")
    unit = models.CharField(max_length=24)
    price_rupiah = RupiahField()
    tax_class = models.CharField(
        max_length=8, choices=[(c.value, c.value) for c in TaxClass], default=TaxClass.PPN.value
    )
    stock = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    weight_gram = models.PositiveIntegerField(default=0)
    origin = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    is_domestic = models.BooleanField(default=True)
    tkdn_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    price_mark = models.ForeignKey(
        PriceMark, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    photo = models.CharField(max_length=120, blank=True, default="")
    photo_alt = models.CharField(max_length=140, blank=True, default="")
    status = models.CharField(
        max_length=11, choices=ProductStatus.choices, default=ProductStatus.DRAFT
    )
    status_reason = models.CharField(max_length=500, blank=True, default="")
    status_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.TextField(editable=False, default="")
    search_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("stock")),
                name="product_reserved_within_stock",
            ),
            models.CheckConstraint(
                condition=Q(price_rupiah__gte=1, price_rupiah__lte=MAX_RUPIAH),
                name="product_price_positive",
            ),
            models.CheckConstraint(
                condition=Q(tkdn_percent__isnull=True)
                | Q(tkdn_percent__gte=0, tkdn_percent__lte=100),
                name="product_tkdn_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_by__isnull=False),
                name="published_product_was_published_by_somebody",
            ),
            models.UniqueConstraint(fields=["id", "vendor"], name="product_belongs_to_vendor"),
        ]
        indexes = [
            models.Index(
                fields=["etalase", "-published_at"],
                condition=Q(status="published"),
                name="product_etalase_live",
            ),
            models.Index(
                fields=["-published_at"],
                condition=Q(status="published"),
                name="product_live_newest",
            ),
            models.Index(fields=["vendor", "status"]),
            GinIndex(fields=["search_vector"], name="product_search"),
            GinIndex(fields=["search_text"], name="product_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def available(self) -> int:
        """Units that can still be ordered."""
        return self.stock - self.reserved


class PriceVersion(models.Model):
    """A net price and the moment from which it held; carts and order lines point at it (I-27)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="price_versions")
    price_rupiah = RupiahField()
    from_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_rupiah__gte=1), name="price_version_positive")
        ]
        indexes = [models.Index(fields=["product", "-from_at"])]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.price_rupiah}"


class PaidPrice(models.Model):
    """A unit price really paid, filled in from above when an order is settled (harga wajar)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="paid_prices")
    order_ref = models.UUIDField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    unit_price_rupiah = RupiahField()
    quantity = models.PositiveIntegerField()
    paid_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "order_ref"], name="one_paid_price_per_order"
            )
        ]
        indexes = [models.Index(fields=["product", "-paid_on"])]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.unit_price_rupiah} on {self.paid_on}"
