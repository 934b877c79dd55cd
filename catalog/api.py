"""The public catalogue by program: what any visitor sees on the pages."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import GenericViewSet

from catalog import policies
from catalog.models import Product, Sku
from marketplace.web.paging import NewestFirst


class TierSerializer(serializers.Serializer[Any]):
    """The net price of one unit, in rupiah, when at least so many are ordered together."""

    from_quantity = serializers.IntegerField(read_only=True)
    price_rupiah = serializers.IntegerField(read_only=True)


class SkuSerializer(serializers.ModelSerializer[Sku]):
    """One variant on sale; the prices are net, in whole rupiah, before PPN.

    ``tiers``: what one unit costs from so many units on, where that is less. An order holds
    ``min_quantity`` units at least and ``max_quantity`` at most, where one is stated; the goods are
    ready within ``lead_days`` working days, and ``capacity_per_day`` of them can be made in a day.
    ``dating``: "none" of goods, "day" of what is booked for a day, "rental" of what is booked by
    the day; the last two have ``capacity_per_day`` pieces on each day, and no other stock.
    """

    available = serializers.IntegerField(read_only=True)
    tiers = serializers.SerializerMethodField()

    class Meta:
        model = Sku
        fields = (
            "public_id",
            "code",
            "label",
            "unit",
            "price_rupiah",
            "available",
            "weight_gram",
            "tiers",
            "min_quantity",
            "max_quantity",
            "lead_days",
            "capacity_per_day",
            "dating",
        )
        read_only_fields = fields

    @extend_schema_field(TierSerializer(many=True))
    def get_tiers(self, sku: Sku) -> list[dict[str, int]]:
        """Return the steps of the price after that of one unit."""
        return [step._asdict() for step in sku.steps[1:]]


class ProductSerializer(serializers.ModelSerializer[Product]):
    """One listing with the variants that may be ordered today.

    ``service_area``: codes of the regions that are served, with all places in them; none means
    everywhere. After ``price_valid_until`` the goods are not on sale until the shop confirms them.
    """

    vendor = serializers.CharField(source="vendor.name", read_only=True)
    vendor_slug = serializers.CharField(source="vendor.slug", read_only=True)
    size_class = serializers.CharField(source="vendor.size_class", read_only=True)
    etalase = serializers.CharField(source="etalase.slug", read_only=True)
    channel = serializers.CharField(source="etalase.channel", read_only=True)
    origin = serializers.CharField(source="origin.name", read_only=True, default="")
    prepared_in = serializers.CharField(source="prepared_in.name", read_only=True, default="")
    revision = serializers.IntegerField(source="revision.number", read_only=True)
    variants = SkuSerializer(source="skus", many=True, read_only=True)

    class Meta:
        model = Product
        fields = (
            "public_id",
            "revision",
            "name",
            "description",
            "tax_class",
            "is_domestic",
            "tkdn_percent",
            "vendor",
            "vendor_slug",
            "size_class",
            "etalase",
            "channel",
            "origin",
            "prepared_in",
            "service_area",
            "price_valid_until",
            "published_at",
            "variants",
        )
        read_only_fields = fields


class NewestPublished(NewestFirst):
    """The goods published last come first."""

    ordering = ("-published_at", "-pk")


class ProductViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Product]):
    """Listings that may be ordered today; open to everybody."""

    queryset = Product.objects.none()
    serializer_class = ProductSerializer
    permission_classes = (AllowAny,)
    pagination_class = NewestPublished
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Product]:
        """Return what everybody sees; which etalases are open depends on the day."""
        on_sale = Prefetch("skus", Sku.objects.filter(active=True))
        rows = policies.public().select_related(
            "vendor", "etalase", "origin", "prepared_in", "revision"
        )
        return rows.prefetch_related(on_sale).order_by("-published_at", "-pk")
