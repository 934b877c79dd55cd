"""A window for operators: what is in the catalogue, only read."""

from django.contrib import admin

from catalog.models import Etalase, PaidPrice, PriceVersion, Product, ProductRevision, Sku
from marketplace.core.admin import ReadOnlyAdmin


@admin.register(Etalase)
class EtalaseAdmin(ReadOnlyAdmin):
    """Etalases; the catalogue managers of a market open and close them on their pages."""

    list_display = ("name", "tenant", "channel", "opens_on", "closes_on")
    list_select_related = ("tenant",)


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    """Listings."""

    list_display = ("name", "vendor", "etalase", "status")
    list_filter = ("status",)
    list_select_related = ("vendor", "etalase")
    search_fields = ("name",)


@admin.register(ProductRevision)
class ProductRevisionAdmin(ReadOnlyAdmin):
    """What was handed in, and what the catalogue manager said."""

    list_display = ("product", "number", "name", "status", "submitted_at", "decided_by")
    list_filter = ("status",)
    list_select_related = ("product", "decided_by")


@admin.register(Sku)
class SkuAdmin(ReadOnlyAdmin):
    """Variants."""

    list_display = ("code", "product", "label", "unit", "price_rupiah", "stock", "reserved")
    list_select_related = ("product",)
    search_fields = ("code", "product__name")


@admin.register(PriceVersion)
class PriceVersionAdmin(ReadOnlyAdmin):
    """Prices and since when they held."""

    list_display = ("sku", "price_rupiah", "from_at", "set_by")
    list_select_related = ("sku__product", "set_by")


@admin.register(PaidPrice)
class PaidPriceAdmin(ReadOnlyAdmin):
    """Prices really paid."""

    list_display = ("sku", "unit_price_rupiah", "quantity", "paid_on", "region")
    list_select_related = ("sku__product", "region")
