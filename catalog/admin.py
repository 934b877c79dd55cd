"""A window for operators: an etalase is opened here, everything else is only read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.models import Etalase, PaidPrice, PriceVersion, Product, ProductRevision, Sku
from marketplace.core.admin import ReadOnlyAdmin
from marketplace.web.admin import TYPED_TEXT


@admin.register(Etalase)
class EtalaseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """An etalase is opened and closed by an operator; goods point at it, so it is not deleted."""

    formfield_overrides = TYPED_TEXT
    list_display = ("name", "tenant", "channel", "opens_on", "closes_on")
    list_select_related = ("tenant",)
    prepopulated_fields = {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Close it by its last day instead."""
        return False


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
