"""Goods and stock of one shop for its own programs: omnichannel tools, tills, stock systems."""

from types import MappingProxyType
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from catalog.channel_keys import listings, stock
from catalog.channel_keys.api_auth import ByKey, HasKeyScope, key_of
from catalog.channel_keys.models import ChannelKey, KeyScope
from catalog.importing import rules
from catalog.importing.models import GoodsVerdict
from catalog.models import Sku
from marketplace.accounts.api_doors import example
from marketplace.core import audit
from marketplace.core.bounds import MAX_PRICE_RUPIAH, MAX_STOCK, MAX_WEIGHT_GRAM
from marketplace.core.errors import DomainError
from marketplace.web.api_fields import Body, LineField, TextField, WholeNumberField
from marketplace.web.paging import OldestFirst

MOST_AT_ONCE: Final = 500
LARGEST_VERSION: Final = 2**62
_STATES: Final = MappingProxyType({"GET": (403,), "PUT": (403, 422), "POST": (403,)})


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the contract describes a key."""

    target_class = "catalog.channel_keys.api_auth.ByKey"
    name = "channelKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Key pbk_…, made by the owner of a shop",
        }


class ChannelListingSerializer(serializers.ModelSerializer[Sku]):
    """One variant of the shop; the price is net, in whole rupiah, before PPN.

    ``stock``: units on the shelf, those promised to orders (``reserved``) included.
    ``stock_version``: the newest one that was said, 0 before the first.
    """

    sku = serializers.CharField(source="code", read_only=True)
    name = serializers.CharField(source="product.name", read_only=True)
    description = serializers.CharField(source="product.description", read_only=True)
    etalase = serializers.CharField(source="product.etalase.slug", read_only=True)
    tax_class = serializers.CharField(source="product.tax_class", read_only=True)
    listing = serializers.UUIDField(source="product.public_id", read_only=True)
    listing_status = serializers.CharField(source="product.status", read_only=True)
    available = serializers.IntegerField(read_only=True)
    stock_version = serializers.SerializerMethodField()

    class Meta:
        model = Sku
        fields = (
            *("sku", "name", "label", "description", "etalase", "tax_class", "unit"),
            *("price_rupiah", "weight_gram", "stock", "reserved", "available", "stock_version"),
            *("active", "listing", "listing_status"),
        )
        read_only_fields = fields

    def get_stock_version(self, sku: Sku) -> int:
        """Return the newest version that was said, 0 before the first."""
        said = getattr(sku, "stock_version", None)
        return int(said.version) if said is not None else 0


class PutAnswerSerializer(serializers.Serializer[Any]):
    """What has become of what was sent: ``new``, ``changed`` or ``same``."""

    result = serializers.ChoiceField(choices=["new", "changed", "same"], read_only=True)
    listing = ChannelListingSerializer(read_only=True)


@example({"name": "Kopi Bajawa", "etalase": "kopi", "unit": "kg", "price_rupiah": 65_000})
class ListingBody(Body):
    """Goods: what is left out stays as it is; new ones need name, etalase, unit and price.

    ``confirm_price_rupiah``: the price again, where it jumps and is meant. ``parent``: the SKU of
    another variant of the same goods, for one that is new.
    """

    name = LineField(max_length=140, required=False)
    label = LineField(max_length=60, required=False)  # type: ignore[assignment]
    description = TextField(max_length=2000, required=False)
    etalase = LineField(max_length=160, required=False)
    unit = LineField(max_length=24, required=False)
    price_rupiah = WholeNumberField(min_value=1, max_value=MAX_PRICE_RUPIAH, required=False)
    confirm_price_rupiah = WholeNumberField(min_value=1, max_value=MAX_PRICE_RUPIAH, required=False)
    stock = WholeNumberField(min_value=0, max_value=MAX_STOCK, required=False)
    tax_class = LineField(max_length=8, required=False)
    weight_gram = WholeNumberField(min_value=0, max_value=MAX_WEIGHT_GRAM, required=False)
    is_domestic = serializers.BooleanField(required=False)
    tkdn_percent = LineField(max_length=8, required=False)
    parent = LineField(max_length=40, required=False)  # type: ignore[assignment]

    def cells(self, code: str) -> dict[str, str]:
        """Return what was sent as the cells of a row."""
        words = {True: rules.YES, False: rules.NO}
        sent = {
            name: words[value] if isinstance(value, bool) else str(value)
            for name, value in self.validated_data.items()
            if name in rules.COLUMNS
        }
        return {**sent, "code": code}


@example({"version": 5, "stock": 90})
class StockBody(Body):
    """The units on the shelf and the version of this number: it rises with each change."""

    version = WholeNumberField(min_value=1, max_value=LARGEST_VERSION)
    stock = WholeNumberField(min_value=0, max_value=MAX_STOCK)


class StockItem(StockBody):
    """The stock of one variant among several."""

    sku = LineField(max_length=40)


@example({"items": [{"sku": "KOPI-1", "version": 5, "stock": 90}]})
class StockItems(Body):
    """Up to 500 stocks; each is taken or refused by itself."""

    items = serializers.ListField(child=StockItem(), max_length=MOST_AT_ONCE, allow_empty=False)


class StockAnswerSerializer(serializers.Serializer[Any]):
    """What has become of one stock: ``set``, ``same``, or ``refused`` with its stable code."""

    sku = serializers.CharField(read_only=True)
    result = serializers.ChoiceField(choices=["set", "same", "refused"], read_only=True)
    code = serializers.CharField(read_only=True, required=False)
    detail = serializers.CharField(read_only=True, required=False)


class StockAnswersSerializer(serializers.Serializer[Any]):
    """The answers in the order of what was sent."""

    items = StockAnswerSerializer(many=True, read_only=True)


class OfShop(APIView):
    """What all doors of a shop's programs share."""

    authentication_classes = (ByKey,)
    permission_classes = (HasKeyScope,)
    also_answers = _STATES

    def note(self, request: Request, action: str, **data: Any) -> None:
        """Write down which key did it; what changed stands in the trail of its goods."""
        key = key_of(request)
        audit.record(action, actor=key.made_by, subject=key.vendor, key=key.shown, **data)


def _own(key: ChannelKey) -> QuerySet[Sku]:
    rows = Sku.objects.filter(vendor=key.vendor_id)
    return rows.select_related("product__etalase", "stock_version")


SKU_PARAMETER: Final = OpenApiParameter("sku", str, OpenApiParameter.PATH)


class ChannelListings(OfShop, ListModelMixin, GenericViewSet[Sku]):
    """The goods of the key's shop."""

    queryset = Sku.objects.none()
    serializer_class = ChannelListingSerializer
    pagination_class = OldestFirst
    writes_by = KeyScope.LISTING

    def get_queryset(self) -> QuerySet[Sku]:
        """Return all goods of the shop, drafts included."""
        return _own(key_of(self.request)).order_by("pk")


class ChannelListing(OfShop):
    """One variant by the seller's own code (SKU); another shop's is a 404."""

    writes_by = KeyScope.LISTING

    @extend_schema(responses=ChannelListingSerializer, parameters=[SKU_PARAMETER])
    def get(self, request: Request, sku: str) -> Response:
        """Return it."""
        found = _own(key_of(request)).filter(code=sku).first()
        if found is None:
            raise Http404
        return Response(ChannelListingSerializer(found).data)

    @extend_schema(
        request=ListingBody,
        responses={200: PutAnswerSerializer, 201: PutAnswerSerializer},
        parameters=[SKU_PARAMETER],
    )
    def put(self, request: Request, sku: str) -> Response:
        """Offer it as a draft, or change it; sent twice, nothing happens the second time."""
        body = ListingBody(data=request.data)
        body.is_valid(raise_exception=True)
        key = key_of(request)
        made, verdict = listings.put_listing(
            key=key,
            cells=body.cells(sku),
            confirmed_rupiah=body.validated_data.get("confirm_price_rupiah"),
        )
        self.note(request, "channel.listing_put", code=made.code, result=verdict)
        fresh = _own(key).get(pk=made.pk)
        said = {"result": str(verdict.value), "listing": ChannelListingSerializer(fresh).data}
        return Response(said, status=201 if verdict == GoodsVerdict.NEW else 200)


class ChannelStock(OfShop):
    """The stock of one variant."""

    writes_by = KeyScope.STOCK
    also_answers = MappingProxyType({"PUT": (403, 409, 422)})

    @extend_schema(request=StockBody, responses=StockAnswerSerializer, parameters=[SKU_PARAMETER])
    def put(self, request: Request, sku: str) -> Response:
        """Say it with its version: an older one is refused, the same one is answered again."""
        body = StockBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        found, changed = stock.say_stock(key=key_of(request), code=sku, **given)
        self.note(request, "channel.stock_said", code=found.code, version=given["version"])
        return Response({"sku": found.code, "result": "set" if changed else "same"})


class ChannelStocks(OfShop):
    """The stock of up to 500 variants."""

    writes_by = KeyScope.STOCK

    @extend_schema(request=StockItems, responses=StockAnswersSerializer)
    def post(self, request: Request) -> Response:
        """Say them all: each is taken or refused by itself, in the order that was sent."""
        body = StockItems(data=request.data)
        body.is_valid(raise_exception=True)
        key = key_of(request)
        answers = [_said(key, item) for item in body.validated_data["items"]]
        counts = {
            word: sum(one["result"] == word for one in answers)
            for word in ("set", "same", "refused")
        }
        self.note(request, "channel.stocks_said", **counts)
        return Response({"items": answers})


def _said(key: ChannelKey, item: dict[str, Any]) -> dict[str, str]:
    code = item["sku"]
    try:
        _sku, changed = stock.say_stock(
            key=key, code=code, version=item["version"], stock=item["stock"]
        )
    except DomainError as refused:
        said = {"code": refused.code, "detail": refused.message}
        return {"sku": code, "result": "refused", **said}
    return {"sku": code, "result": "set" if changed else "same"}
