"""The public catalogue by program: what any visitor sees on the pages."""

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import GenericViewSet

from catalog import policies
from catalog.models import Product, Sku
from marketplace.web.paging import NewestFirst


class SkuSerializer(serializers.ModelSerializer[Sku]):
    """One variant on sale; the price is net, in whole rupiah, before PPN."""

    available = serializers.IntegerField(read_only=True)

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
        )
        read_only_fields = fields


class ProductSerializer(serializers.ModelSerializer[Product]):
    """One listing with the variants that may be ordered today."""

    vendor = serializers.CharField(source="vendor.name", read_only=True)
    vendor_slug = serializers.CharField(source="vendor.slug", read_only=True)
    size_class = serializers.CharField(source="vendor.size_class", read_only=True)
    etalase = serializers.CharField(source="etalase.slug", read_only=True)
    channel = serializers.CharField(source="etalase.channel", read_only=True)
    origin = serializers.CharField(source="origin.name", read_only=True, default="")
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
        rows = policies.public().select_related("vendor", "etalase", "origin", "revision")
        return rows.prefetch_related(on_sale).order_by("-published_at", "-pk")
