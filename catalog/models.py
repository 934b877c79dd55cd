"""Goods: etalases, products and their variants, revisions, prices, stock, and what was paid.

A product holds what is said about goods, its variants (``Sku``) what is sold: each with its unit,
price and stock. What buyers read of a live product is the revision its catalogue manager published.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from catalog import photo_models, terms_models
from catalog.category_models import Category, GoodsClass, said
from catalog.licence_models import ProductLicence
from catalog.open_to import OpenTo
from catalog.rules import Words, variant_title
from catalog.tax import TaxClass
from marketplace.accounts.models import Region, Tenant
from marketplace.core.bounds import MAX_PRICE_RUPIAH, MAX_STOCK, MAX_WEIGHT_GRAM
from marketplace.core.fields import MAX_RUPIAH, REASON_MAX, RupiahField
from vendors.channels import Channel
from vendors.licences.models import Licence
from vendors.models import Vendor


class Etalase(models.Model):
    """A regional, time-boxed showcase of one channel (etalase).

    ``category``: the template of what its goods must say; without one nothing is asked. What goods
    it holds (``goods_class``) follows the category, where it has one (a trigger). ``region``: a
    part of the market's region, all of it without one; ``open_to``: whose goods it takes
    (``residence``).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="etalases")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    icon = models.CharField(max_length=32, default="layout-grid")
    channel = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Channel])
    goods_class = models.CharField(
        max_length=8, choices=GoodsClass.choices, blank=True, default=GoodsClass.ANY
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="etalases"
    )
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    open_to = models.CharField(max_length=9, choices=OpenTo.choices, default=OpenTo.RESIDENTS)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "etalases"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="etalase_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(goods_class__in=GoodsClass.values), name="etalase_goods_class_is_known"
            ),
            models.CheckConstraint(
                condition=Q(open_to__in=OpenTo.values), name="etalase_open_to_is_known"
            ),
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

    ``key`` groups comparable variants (``rules.comparison_key``); figures are what buyers paid per
    unit, PPN included, over twelve months, in ``paid_count`` payments to ``vendors`` shops.
    Refreshed from PaidPrice; empty until somebody paid, and unproven until enough was paid to
    several shops (``prices.counted_mark``).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    paid_count = models.PositiveIntegerField(default=0)
    vendors = models.PositiveIntegerField(default=0)
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
            models.CheckConstraint(
                condition=Q(vendors__lte=F("paid_count")), name="mark_vendors_were_paid"
            ),
        ]
        indexes = [
            models.Index(fields=["-paid_count"], name="price_mark_most_paid"),
            models.Index(fields=["key"], name="price_mark_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.median_rupiah} ({self.paid_count})"


class Product(terms_models.ListingTerms, photo_models.Cover):
    """One listing: what is said about goods. ``name`` to ``etalase`` are those of ``revision``."""

    known_hidden: bool | None = None  # looked up for a page by ``policies.look_up_hidden``
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="products")
    etalase = models.ForeignKey(Etalase, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=140)
    description = models.TextField(max_length=2000, blank=True, default="")
    tax_class = models.CharField(
        max_length=8, choices=[(c.value, c.value) for c in TaxClass], default=TaxClass.PPN.value
    )
    origin = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    is_domestic = models.BooleanField(default=True)
    tkdn_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    licences = models.ManyToManyField(Licence, through=ProductLicence, related_name="products")
    revision = models.ForeignKey(
        "ProductRevision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The revision last published: what buyers read and order.",
    )
    status = models.CharField(
        max_length=11, choices=ProductStatus.choices, default=ProductStatus.DRAFT
    )
    status_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    status_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tkdn_percent__isnull=True)
                | Q(tkdn_percent__gte=0, tkdn_percent__lte=100),
                name="product_tkdn_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(attributes__contains={}), name="product_attributes_are_named"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_by__isnull=False),
                name="published_product_was_published_by_somebody",
            ),
            models.UniqueConstraint(fields=["id", "vendor"], name="product_belongs_to_vendor"),
            *terms_models.LISTING_TERMS,
            photo_models.BLUR_OF_A_PHOTO,
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
            models.Index(fields=["photo"], condition=~Q(photo=""), name="product_by_photo"),
        ]

    def __str__(self) -> str:
        return self.name


class RevisionStatus(models.TextChoices):
    """What the catalogue manager said to a revision."""

    SUBMITTED = "submitted", _("Waiting for publication")
    PUBLISHED = "published", _("Live")
    RETURNED = "returned", _("Returned for repair")


REVISION_TRANSITIONS: dict[str, frozenset[str]] = {
    RevisionStatus.SUBMITTED: frozenset({RevisionStatus.PUBLISHED, RevisionStatus.RETURNED}),
    RevisionStatus.PUBLISHED: frozenset(),
    RevisionStatus.RETURNED: frozenset(),
}


class ProductRevision(models.Model):
    """The identity of a listing as it was handed in once; its words never change afterwards.

    ``variants``: one ``{"sku", "label", "unit"}`` for each variant that is to be on sale;
    ``attributes``: a value for each code of the category's template that was answered.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    etalase = models.ForeignKey(Etalase, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=140)
    description = models.TextField(max_length=2000, blank=True, default="")
    variants = models.JSONField()
    attributes = models.JSONField(default=dict)
    status = models.CharField(
        max_length=9, choices=RevisionStatus.choices, default=RevisionStatus.SUBMITTED
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="one_revision_per_number"),
            models.UniqueConstraint(fields=["id", "product"], name="revision_of_product"),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(status="submitted"),
                name="one_revision_waits_per_product",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(status="submitted") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_revision_was_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=Q(status="submitted"),
                name="revision_waiting_longest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} #{self.number}"

    @property
    def words(self) -> Words:
        """What it says, in the shape that two revisions are compared by."""
        return Words(
            name=self.name,
            description=self.description,
            etalase=f"{self.etalase.name} · {self.etalase.tenant.name}",
            variants={row["sku"]: (row["label"], row["unit"]) for row in self.variants},
            attributes=said(self.etalase.category, self.attributes),
        )


class Sku(terms_models.VariantTerms, terms_models.Tiered):
    """One variant of a product: what is ordered, counted and priced.

    ``price_rupiah`` is net, before PPN, and always that of its newest ``PriceVersion``;
    ``reserved`` is held by live orders; ``is_lead`` marks the one that stands for its product in
    lists: the cheapest on sale (kept by a trigger).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="skus")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, help_text="The seller's own code, unique in the shop.")
    label = models.CharField(max_length=60, blank=True, default="")
    unit = models.CharField(max_length=24)
    weight_gram = models.PositiveIntegerField(default=0)
    stock = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    price_rupiah = RupiahField()
    price_mark = models.ForeignKey(
        PriceMark, null=True, blank=True, on_delete=models.PROTECT, related_name="skus"
    )
    active = models.BooleanField(default=True)
    is_lead = models.BooleanField(default=False, editable=False)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("stock")),
                name="sku_reserved_within_stock",
            ),
            models.CheckConstraint(
                condition=Q(price_rupiah__gte=1, price_rupiah__lte=MAX_RUPIAH),
                name="sku_price_positive",
            ),
            models.CheckConstraint(
                condition=Q(
                    price_rupiah__lte=MAX_PRICE_RUPIAH,
                    stock__lte=MAX_STOCK,
                    weight_gram__lte=MAX_WEIGHT_GRAM,
                ),
                name="sku_within_bounds",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="sku_has_a_code"),
            models.UniqueConstraint(fields=["vendor", "code"], name="one_sku_per_code"),
            models.UniqueConstraint("product", Lower("label"), name="one_variant_per_label"),
            models.UniqueConstraint(fields=["id", "vendor"], name="sku_belongs_to_vendor"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(is_lead=True), name="one_lead_per_product"
            ),
            *terms_models.VARIANT_TERMS,
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The product's name, and which variant where there are several."""
        return variant_title(self.product.name, self.label)

    @property
    def available(self) -> int:
        """Units that can still be ordered."""
        return self.stock - self.reserved


class PriceVersion(terms_models.Tiered):
    """A net price, its tiers, and since when they held; carts and lines point at it (I-27)."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="price_versions")
    price_rupiah = RupiahField()
    from_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_rupiah__gte=1), name="price_version_positive"),
            models.CheckConstraint(
                condition=Q(price_rupiah__lte=MAX_PRICE_RUPIAH), name="price_version_within_bounds"
            ),
            models.UniqueConstraint(
                fields=["id", "sku", "price_rupiah"], name="price_version_of_sku"
            ),
        ]
        indexes = [models.Index(fields=["sku", "-from_at"])]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.price_rupiah}"


class PaidPrice(models.Model):
    """A unit price really paid, filled in from above when an order is settled (harga wajar)."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="paid_prices")
    order_ref = models.UUIDField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    unit_price_rupiah = RupiahField()
    quantity = models.PositiveIntegerField()
    paid_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "order_ref"], name="one_paid_price_per_order")
        ]
        indexes = [models.Index(fields=["sku", "-paid_on"])]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.unit_price_rupiah} on {self.paid_on}"
