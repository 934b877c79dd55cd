"""Orders by program: the same use-cases behind a thin door."""

from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.dating import DAY_COLUMNS
from marketplace.accounts import token_scopes
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Role, User
from marketplace.core import idempotency
from marketplace.core.errors import DomainError
from marketplace.core.fields import REASON_MAX
from marketplace.orders import actions, comparing, lifecycle, policies, queries
from marketplace.orders.forms import RevivalForm, is_reason
from marketplace.orders.models import OrderComparison, OrderLine, OrderReason, PurchaseOrder
from marketplace.web.api_fields import Body, LineField, MomentField, TextField

KEY_HEADER = "Idempotency-Key"
KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True
)
KEY_MAX_LENGTH = 80
SEEN_MAX_LENGTH = 100_000
# Which scope of a token (accounts.token_scopes) takes the steps of which role.
SCOPE_OF: dict[str, str] = {
    Role.PROCUREMENT_OFFICER: "order",
    Role.COMMITMENT_OFFICER: "order",
    Role.BUDGET_AUTHORITY: "order",
    Role.ACTIVITY_OFFICER: "receive",
    Role.CARD_HOLDER: "pay",
    lifecycle.VENDOR: "sell",
}


class KeyMissing(DomainError):
    """A change by program needs a key, so that repeating it is safe."""

    code, http_status = "idempotency_key_missing", 400


class LineSerializer(serializers.ModelSerializer[OrderLine]):
    """One ordered variant, as it was when it was ordered.

    ``wanted_on`` to ``wanted_until``: the days of a rental, whose units are pieces × days; what is
    wanted on one day has that alone, and ``wanted_hour`` where one was said. Goods have none.
    ``note``: what the officer tells the shop of this line; often empty.
    """

    class Meta:
        model = OrderLine
        fields = (
            "name",
            "label",
            "code",
            "unit",
            "weight_gram",
            "quantity",
            "unit_price_rupiah",
            "total_rupiah",
            "tax_class",
            "note",
            *DAY_COLUMNS,
        )
        read_only_fields = fields


class OrderSerializer(serializers.ModelSerializer[PurchaseOrder]):
    """One order; amounts in whole rupiah."""

    agency = serializers.CharField(source="agency.name", read_only=True)
    vendor = serializers.CharField(source="vendor.name", read_only=True)
    status_at = MomentField(zone="agency.time_zone")

    class Meta:
        model = PurchaseOrder
        fields = (
            "public_id",
            "number",
            "title",
            "agency",
            "vendor",
            "channel",
            "ordered_on",
            "status",
            "status_at",
            "goods_rupiah",
            "freight_rupiah",
            "freight_way",
            "vat_rupiah",
            "gross_rupiah",
            "cap_rupiah",
        )
        read_only_fields = fields


class ReasonSerializer(serializers.ModelSerializer[OrderReason]):
    """Why the officer ordered although a rule asks for a reason; rupiah with PPN, per unit."""

    goods = serializers.CharField(source="sku.code", default="", read_only=True)
    written_by = serializers.CharField(source="written_by.name", read_only=True)

    class Meta:
        model = OrderReason
        fields = (
            "code",
            "goods",
            "price_rupiah",
            "median_rupiah",
            "paid_count",
            "text",
            "written_by",
            "written_at",
        )
        read_only_fields = fields


class ComparisonSerializer(serializers.ModelSerializer[OrderComparison]):
    """An offer the order was compared with; rupiah with PPN, per unit."""

    vendor = serializers.CharField(source="vendor.name", read_only=True)

    class Meta:
        model = OrderComparison
        fields = ("name", "unit", "vendor", "price_rupiah", "compared_at")
        read_only_fields = fields


class RevivalRowSerializer(serializers.Serializer[Any]):
    """One thing of an order beside what holds today: rupiah, counts, ISO days or words."""

    key = serializers.CharField(read_only=True)
    name = serializers.CharField(source="label", read_only=True)
    old = serializers.CharField(read_only=True)
    new = serializers.CharField(read_only=True)


class RevivalSerializer(serializers.Serializer[Any]):
    """What is to be looked at before resubmit or reissue; send ``seen`` back with the step.

    ``owed``: the reasons asked for, by the name under which they are sent in ``reasons``.
    """

    rows = RevivalRowSerializer(many=True)
    owed = serializers.DictField(child=serializers.CharField(read_only=True), read_only=True)
    seen = serializers.CharField(read_only=True)


class OrderDetailSerializer(OrderSerializer):
    """One order with its lines; its reasons are the agency's and its auditors' to read."""

    lines = LineSerializer(many=True, read_only=True)
    reasons = serializers.SerializerMethodField()
    comparisons = serializers.SerializerMethodField()
    revival = serializers.SerializerMethodField()

    class Meta:
        model = PurchaseOrder
        fields = (*OrderSerializer.Meta.fields, "lines", "reasons", "comparisons", "revival")
        read_only_fields = fields

    def _buys(self, order: PurchaseOrder) -> bool:
        person = self.context.get("person")
        return person is not None and not policies.sells(person, order)

    @extend_schema_field(ReasonSerializer(many=True))
    def get_reasons(self, order: PurchaseOrder) -> list[dict[str, Any]]:
        """Return the reasons, none to the vendor."""
        rows = order.reasons.select_related("sku", "written_by") if self._buys(order) else []
        return [dict(ReasonSerializer(row).data) for row in rows]

    @extend_schema_field(ComparisonSerializer(many=True))
    def get_comparisons(self, order: PurchaseOrder) -> list[dict[str, Any]]:
        """Return the offers compared, none to the vendor."""
        rows = comparing.compared_with(order) if self._buys(order) else []
        return [dict(ComparisonSerializer(row).data) for row in rows]

    @extend_schema_field(RevivalSerializer(allow_null=True))
    def get_revival(self, order: PurchaseOrder) -> dict[str, Any] | None:
        """Return the order beside today's offer, to whoever may hand it in or issue it again."""
        person = self.context.get("person")
        open_now = (
            actions.Offer(step, order, person).form()
            for step in lifecycle.steps()
            if person and step.form is RevivalForm and actions.is_open(step, person, order)
        )
        form = next(open_now, None)
        if not isinstance(form, RevivalForm):
            return None
        shown = {"rows": form.revival.rows, "owed": form.owed(), "seen": form.revival.seen}
        return dict(RevivalSerializer(shown).data)


class StepSerializer(Body):
    """What a step asks: a reason where somebody says no; courier and tracking where goods leave.

    A rating: 1 to 5 stars, and words if wanted; a reply to one: its words as the reason.
    A complaint: its ``kind`` (missing, damaged, wrong, poor, other); an answer to it: its
    ``remedy`` (replace, return_vendor, return_agency, as_is).
    Where an order goes on or comes back: what was seen, the day of need, and the reasons owed.
    """

    reason = TextField(max_length=REASON_MAX, required=False)
    seen = LineField(max_length=SEEN_MAX_LENGTH, required=False)
    deliver_by = serializers.DateField(required=False)
    reasons = serializers.DictField(child=TextField(max_length=REASON_MAX), required=False)
    courier = LineField(max_length=80, required=False)
    tracking = LineField(max_length=80, required=False)
    stars = serializers.ChoiceField(choices=range(1, 6), required=False)
    words = TextField(max_length=REASON_MAX, required=False)
    kind = LineField(max_length=20, required=False)
    remedy = LineField(max_length=20, required=False)


class OrderViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[PurchaseOrder]):
    """The orders a person sees; another agency's order is a 404."""

    queryset = PurchaseOrder.objects.none()
    serializer_class = OrderSerializer
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    also_answers = MappingProxyType({"GET": (403,), "POST": (403, 409, 422)})

    def scopes_for(self, request: Request) -> frozenset[str]:
        """Return the scopes of which a token needs one; a step that there is not needs reading."""
        step = lifecycle.step_named(self.kwargs.get("step", ""))
        if request.method in SAFE_METHODS or step is None:
            return frozenset({token_scopes.READ})
        return frozenset(SCOPE_OF[role] for role in step.roles if role in SCOPE_OF)

    @property
    def person(self) -> User:
        """Whoever is signed in; the permission class has let nobody else through."""
        return actor_of(self.request)

    def get_queryset(self) -> QuerySet[PurchaseOrder]:
        """Return what this person sees."""
        if self.action == "list":
            return queries.order_list(self.person)
        return queries.order_page(self.person)

    def get_serializer_context(self) -> dict[str, Any]:
        """Say who reads: some of an order is not the vendor's."""
        person = None if getattr(self, "swagger_fake_view", False) else self.person
        return {**super().get_serializer_context(), "person": person}

    def get_serializer_class(self) -> type[OrderSerializer]:
        """Lists without lines, one order with them."""
        return OrderSerializer if self.action == "list" else OrderDetailSerializer

    @extend_schema(
        request=StepSerializer,
        responses=OrderDetailSerializer,
        parameters=[
            KEY_PARAMETER,
            OpenApiParameter(
                "step",
                OpenApiTypes.STR,
                OpenApiParameter.PATH,
                enum=[step.key for step in lifecycle.steps() if step.by_program],
            ),
        ],
    )
    @action(detail=True, methods=["post"], url_path="<slug:step>", url_name="step")
    def take_step(self, request: Request, public_id: str, step: str) -> Response:
        """Take one step of the order, as the person signed in; the answer is the order after it."""
        order = self.get_object()
        row = lifecycle.step_named(step)
        if row is None or not row.by_program:
            raise Http404
        body = StepSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        said = data.pop("reasons", {})
        data |= {name: text for name, text in said.items() if is_reason(name)}
        form = actions.Offer(row, order, self.person).form(data)
        if not form.is_valid():
            errors = {name: [str(one) for one in said] for name, said in form.errors.items()}
            raise serializers.ValidationError(errors)
        given = form.given()
        return self._once(
            request,
            order,
            {"step": step, **given},
            lambda: row.act(order_id=order.pk, actor=self.person, **given),
        )

    def _once(
        self, request: Request, order: PurchaseOrder, body: dict[str, Any], do: Any
    ) -> Response:
        """Run a use-case once per key and give every repetition the first answer."""
        key = request.headers.get(KEY_HEADER, "").strip()
        if not key or len(key) > KEY_MAX_LENGTH:
            raise KeyMissing(
                _("Send the header %(header)s with your own key of at most %(limit)s characters.")
                % {"header": KEY_HEADER, "limit": KEY_MAX_LENGTH}
            )

        def answer() -> dict[str, Any]:
            taken = do()
            after = taken if isinstance(taken, PurchaseOrder) else order
            fresh = self.get_queryset().get(pk=after.pk)
            return dict(OrderDetailSerializer(fresh, context=self.get_serializer_context()).data)

        wanted = {"action": self.action, "order": str(order.public_id), "body": body}
        return Response(
            idempotency.once(actor_id=self.person.pk, key=key, request=wanted, do=answer)
        )
