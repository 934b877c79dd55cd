"""Negotiations by program: read, answered, agreed to or ended by either side."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from marketplace.accounts.api_doors import (
    KEY_PARAMETER,
    MAY_REFUSE,
    ForPerson,
    body_of,
    example,
)
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH, MAX_PRICE_RUPIAH
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.negotiation import policies, queries, services
from marketplace.negotiation.models import NegotiatedLine, Negotiation
from marketplace.negotiation.rules import Side, Terms
from marketplace.web.api_fields import Body, LineField, ManyField, MomentField, WholeNumberField
from marketplace.web.paging import NewestFirst


class NegotiatedLineSerializer(serializers.ModelSerializer[NegotiatedLine]):
    """Goods that are negotiated; ``list_rupiah``: of one unit by the list, net."""

    sku = serializers.UUIDField(source="sku.public_id", read_only=True)

    class Meta:
        model = NegotiatedLine
        fields = ("id", "sku", "name", "unit", "quantity", "list_rupiah")
        read_only_fields = fields


class RoundSerializer(serializers.Serializer[Any]):
    """What one side said; ``prices``: of one unit, net, by the id of the line."""

    number = serializers.IntegerField(source="round.number", read_only=True)
    side = serializers.CharField(source="round.side", read_only=True)
    step = serializers.CharField(source="round.step", read_only=True)
    freight_rupiah = serializers.IntegerField(
        source="round.freight_rupiah", read_only=True, allow_null=True
    )
    words = serializers.CharField(source="round.words", read_only=True)
    acted_by = serializers.CharField(source="round.acted_by.name", read_only=True)
    acted_at = serializers.DateTimeField(source="round.acted_at", read_only=True)
    prices = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_prices(self, said: queries.Said) -> dict[str, int]:
        """Return them; none of a round that names none."""
        return {str(one.line.pk): one.rupiah for one in said.lines}


class NegotiationSerializer(serializers.ModelSerializer[Negotiation]):
    """One negotiation; ``turn``: who answers now. The list freight is null where none is stated."""

    agency = serializers.CharField(source="agency.name", read_only=True)
    vendor = serializers.CharField(source="vendor.name", read_only=True)
    opened_at = MomentField(zone="agency.time_zone")

    class Meta:
        model = Negotiation
        fields = (
            *("public_id", "number", "agency", "vendor", "status", "turn", "opened_at"),
            *("valid_until", "list_freight_rupiah", "delivery_address"),
        )
        read_only_fields = fields


class NegotiationDetailSerializer(NegotiationSerializer):
    """One negotiation with its goods and rounds; send the number of the last one as ``seen``."""

    lines = NegotiatedLineSerializer(many=True, read_only=True)
    rounds = serializers.SerializerMethodField()

    class Meta:
        model = Negotiation
        fields = (*NegotiationSerializer.Meta.fields, "lines", "rounds")
        read_only_fields = fields

    @extend_schema_field(RoundSerializer(many=True))
    def get_rounds(self, row: Negotiation) -> list[dict[str, Any]]:
        """Return what was said, the first round first."""
        return [dict(RoundSerializer(said).data) for said in queries.story(row)]


class PricesField(ManyField):
    """Net rupiah of one unit, by what names the goods."""

    def __init__(self, **options: Any) -> None:
        child = WholeNumberField(min_value=0, max_value=MAX_PRICE_RUPIAH)
        super().__init__(child=child, **options)


@example({"seen": 2, "words": "Sudah termasuk pengemasan."})
class AcceptBody(Body):
    """A yes to the last offer. ``seen``: the number of the last round that was read."""

    seen = WholeNumberField(min_value=1)
    words = LineField(max_length=REASON_MAX, required=False, default="", allow_blank=True)


@example({"seen": 2, "words": "Anggaran tidak cukup."})
class RefuseBody(Body):
    """A no, which ends the negotiation, with its reason."""

    seen = WholeNumberField(min_value=1)
    words = LineField(max_length=REASON_MAX)


@example({"seen": 1, "prices": {"4711": 62_000}, "freight_rupiah": 0, "words": ""})
class CounterBody(AcceptBody):
    """Other prices, by the id of each line, and the freight of the order."""

    prices = PricesField()
    freight_rupiah = WholeNumberField(min_value=0, max_value=MAX_FREIGHT_RUPIAH)


class Negotiations(ForPerson, ListModelMixin, RetrieveModelMixin, GenericViewSet[Negotiation]):
    """The negotiations that a person reads, the newest first."""

    queryset = Negotiation.objects.none()
    serializer_class = NegotiationSerializer
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    scopes: ClassVar = frozenset({"order", "sell"})
    also_answers = MAY_REFUSE

    def get_queryset(self) -> QuerySet[Negotiation]:
        """Return what this person reads."""
        if self.action == "list":
            require(policies.can_read(self.person))
            rows = policies.visible_to(self.person).select_related("agency__region", "vendor")
            return rows.order_by("-pk")
        return queries.page_rows(self.person)

    def get_serializer_class(self) -> type[NegotiationSerializer]:
        """Lists without rounds, one negotiation with them."""
        return NegotiationSerializer if self.action == "list" else NegotiationDetailSerializer

    @extend_schema(
        request=CounterBody, responses=NegotiationDetailSerializer, parameters=[KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def counter(self, request: Request, public_id: str) -> Response:
        """Answer with other prices."""
        return self._say(CounterBody, services.counter)

    @extend_schema(
        request=AcceptBody, responses=NegotiationDetailSerializer, parameters=[KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, public_id: str) -> Response:
        """Agree to the last offer; the answer names until when it holds."""
        return self._say(AcceptBody, services.accept)

    @extend_schema(
        request=RefuseBody, responses=NegotiationDetailSerializer, parameters=[KEY_PARAMETER]
    )
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, public_id: str) -> Response:
        """End it without an agreement."""
        return self._say(RefuseBody, services.refuse)

    def _say(self, shape: type[Body], act: Callable[..., Negotiation]) -> Response:
        row = self.get_object()
        side = policies.side_of(self.person, row)
        require(policies.can_act(self.person, row, side or Side(row.turn)))
        sent = body_of(self.request, shape)
        if "prices" in sent:
            sent["asked"] = _terms(row, sent.pop("prices"), sent.pop("freight_rupiah"))

        def say() -> dict[str, Any]:
            act(negotiation_id=row.pk, actor=self.person, **sent)
            fresh = queries.page_rows(self.person).get(pk=row.pk)
            return dict(NegotiationDetailSerializer(fresh).data)

        return self.once(say)


def _terms(row: Negotiation, prices: dict[str, int], freight_rupiah: int) -> Terms:
    """Return prices by line as prices by variant; what is not named is missing for the use-case."""
    return Terms(
        {line.sku_id: prices[key] for line in row.lines.all() if (key := str(line.pk)) in prices},
        freight_rupiah,
    )
