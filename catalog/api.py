"""The public catalogue by program: what any visitor sees on the pages."""

from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import GenericViewSet

from catalog.models import Product, ProductStatus
from vendors.models import VendorStatus


class ProductSerializer(serializers.ModelSerializer[Product]):
    """One listing; the price is net, in whole rupiah, before PPN."""

    vendor = serializers.CharField(source="vendor.name", read_only=True)
    vendor_slug = serializers.CharField(source="vendor.slug", read_only=True)
    size_class = serializers.CharField(source="vendor.size_class", read_only=True)
    etalase = serializers.CharField(source="etalase.slug", read_only=True)
    channel = serializers.CharField(source="etalase.channel", read_only=True)
    origin = serializers.CharField(source="origin.name", read_only=True, default="")
    available = serializers.IntegerField(read_only=True)

    class Meta:
        model = Product
        fields = (
            "public_id",
            "name",
            "description",
            "unit",
            "price_rupiah",
            "tax_class",
            "available",
            "weight_gram",
            "is_domestic",
            "tkdn_percent",
            "vendor",
            "vendor_slug",
            "size_class",
            "etalase",
            "channel",
            "origin",
            "published_at",
        )
        read_only_fields = fields


class NewestFirst(CursorPagination):
    """Pages that do not shift while new goods come in."""

    ordering = ("-published_at", "-pk")
    page_size = 50


class ProductViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Product]):
    """Live listings of approved vendors; open to everybody."""

    queryset = (
        Product.objects.filter(status=ProductStatus.PUBLISHED, vendor__status=VendorStatus.APPROVED)
        .select_related("vendor", "etalase", "origin")
        .order_by("-published_at", "-pk")
    )
    serializer_class = ProductSerializer
    permission_classes = (AllowAny,)
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
