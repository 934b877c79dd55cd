"""Requests for freight by program: what offices ask shops, and what shops answer."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.delivery_models import MAX_DELIVERY_DAYS
from marketplace.accounts.api_doors import (
    KEY_PARAMETER,
    MAY_REFUSE,
    ForPerson,
    body_of,
    example,
)
from marketplace.accounts.models import Role, User
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.orders import policies, services
from marketplace.orders.models import FreightQuote, FreightQuoteLine
from marketplace.web.api_fields import Body, DayField, MomentField, TextField, WholeNumberField
from marketplace.web.paging import NewestFirst
from vendors.policies import VendorAct, vendors_of


class FreightLineSerializer(serializers.ModelSerializer[FreightQuoteLine]):
    """Goods that are to be brought."""

    sku = serializers.UUIDField(source="sku.public_id", read_only=True)
    name = serializers.CharField(source="sku.title", read_only=True)

    class Meta:
        model = FreightQuoteLine
        fields = ("sku", "name", "quantity")
        read_only_fields = fields


class FreightRequestSerializer(serializers.ModelSerializer[FreightQuote]):
    """What an office asks and the shop answered; rupiah of one order before PPN.

    It may be ordered at until ``valid_until``, by one order.
    """

    agency = serializers.CharField(source="agency.name", read_only=True)
    vendor = serializers.CharField(source="vendor.name", read_only=True)
    delivery_region = serializers.CharField(source="delivery_region.name", read_only=True)
    asked_at = MomentField(zone="agency.time_zone")
    lines = FreightLineSerializer(many=True, read_only=True)

    class Meta:
        model = FreightQuote
        fields = (
            *("public_id", "agency", "vendor", "delivery_region", "delivery_address", "asked_at"),
            *("status", "freight_rupiah", "working_days", "valid_until", "reason", "lines"),
        )
        read_only_fields = fields


@example({"freight_rupiah": 150_000, "working_days": 3, "valid_until": "2026-12-31"})
class FreightAnswerBody(Body):
    """The freight of the order, days of delivery if wanted, and until when that holds."""

    freight_rupiah = WholeNumberField(min_value=0, max_value=MAX_FREIGHT_RUPIAH)
    working_days = WholeNumberField(min_value=0, max_value=MAX_DELIVERY_DAYS, required=False)
    valid_until = DayField()


@example({"reason": "Kapal ke pulau itu tidak berlayar bulan ini."})
class FreightRefusalBody(Body):
    """Why the goods are not brought there."""

    reason = TextField(max_length=REASON_MAX)


def concerning(user: User) -> QuerySet[FreightQuote]:
    """Return the requests of the offices a person orders for, and of their shops."""
    mine = Q(agency__in=user.agencies_as(Role.PROCUREMENT_OFFICER))
    ours = Q(vendor__in=vendors_of(user, to=VendorAct.ANSWER_ORDERS))
    rows = FreightQuote.objects.filter(mine | ours).order_by("-pk")
    rows = rows.select_related("agency__region", "vendor", "delivery_region")
    return rows.prefetch_related("lines__sku__product")


class FreightRequests(ForPerson, ListModelMixin, RetrieveModelMixin, GenericViewSet[FreightQuote]):
    """Requests for freight, the newest first."""

    queryset = FreightQuote.objects.none()
    serializer_class = FreightRequestSerializer
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    scopes: ClassVar = frozenset({"sell"})
    also_answers = MAY_REFUSE

    def get_queryset(self) -> QuerySet[FreightQuote]:
        """Return what this person asked, or is asked."""
        return concerning(self.person)

    @extend_schema(
        request=FreightAnswerBody, responses=FreightRequestSerializer, parameters=[KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, public_id: str) -> Response:
        """Name the freight of a request that waits."""
        return self._close(FreightAnswerBody, services.answer_freight)

    @extend_schema(
        request=FreightRefusalBody, responses=FreightRequestSerializer, parameters=[KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, public_id: str) -> Response:
        """Say why the goods are not brought there."""
        return self._close(FreightRefusalBody, services.refuse_freight)

    def _close(self, shape: type[Body], act: Any) -> Response:
        quote = self.get_object()
        require(policies.can_answer_freight(self.person, quote.vendor))
        sent = body_of(self.request, shape)

        def close() -> dict[str, Any]:
            act(quote_id=quote.pk, actor=self.person, **sent)
            fresh = concerning(self.person).get(pk=quote.pk)
            return dict(FreightRequestSerializer(fresh).data)

        return self.once(close)
