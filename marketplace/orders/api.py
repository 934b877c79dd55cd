"""Orders by program: the same use-cases behind a thin door."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
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
from marketplace.accounts.api_doors import KEY_PARAMETER, ForPerson, body_of, example, require_form
from marketplace.accounts.models import Role
from marketplace.core.fields import REASON_MAX
from marketplace.orders import actions, comparing, lifecycle, policies, queries
from marketplace.orders.forms import RevivalForm, is_reason
from marketplace.orders.models import OrderComparison, OrderLine, OrderReason, PurchaseOrder
from marketplace.web.api_fields import (
    Body,
    DayField,
    LineField,
    ManyField,
    MomentField,
    TextField,
    WholeNumberField,
)
from marketplace.web.api_questions import QuestionSerializer, questions

SEEN_MAX_LENGTH = 100_000
# Which scope of a token (accounts.token_scopes) takes the steps of which role.
SCOPE_OF: dict[str, str] = {
    Role.PROCUREMENT_OFFICER: "order",
    Role.COMMITMENT_OFFICER: "order",
    Role.BUDGET_AUTHORITY: "order",
    Role.ACTIVITY_OFFICER: "receive",
    Role.CARD_HOLDER: "pay",
    Role.INTERNAL_AUDITOR: "decide",
    lifecycle.VENDOR: "sell",
}


class LineSerializer(serializers.ModelSerializer[OrderLine]):
    """One ordered variant, as it was when it was ordered.

    ``wanted_on`` to ``wanted_until``: the days of a rental, whose units are pieces × days; what is
    wanted on one day has that alone, and ``wanted_hour`` where one was said. Goods have none.
    ``note``: what the officer tells the shop of this line; often empty. ``id``: how the steps that
    ask something of single lines name it.
    """

    class Meta:
        model = OrderLine
        fields = (
            "id",
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
    """One order; amounts in whole rupiah.

    ``due_on``: the day by which its goods are due, as its letter and agreed addenda say; none
    before the letter.
    """

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
            "due_on",
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


@example({"reason": "Jumlahnya melebihi kebutuhan rapat.", "parts": ["lines"]})
class StepSerializer(Body):
    """What a step asks: a reason where somebody says no; courier and tracking where goods leave.

    ``lines``: by the id of a line, why it is struck, or how many units are meant; one that is not
    named stays, or is meant wholly. ``parts``: what of a returned order is to be repaired.
    A rating: 1 to 5 stars, and words if wanted; a reply to one: its words as the reason.
    Goods counted: units in good order in ``lines``, each of which is owed; ``checks`` names what
    was looked at, as ``steps`` asks it; ``remarks`` by the id of a line; a ``note`` on the whole.
    A complaint: its ``kind`` (missing, damaged, wrong, poor, other); an answer to it: its
    ``remedy`` (replace, return_vendor, return_agency, as_is).
    Where an order goes on or comes back: what was seen, the day of need, and the reasons owed.
    Another delivery day: the day as ``deliver_by`` with a reason; its answer: what was seen.
    """

    reason = TextField(max_length=REASON_MAX, required=False)
    seen = LineField(max_length=SEEN_MAX_LENGTH, required=False)
    deliver_by = DayField(required=False)
    reasons = ManyField(child=TextField(max_length=REASON_MAX), required=False)
    lines = ManyField(child=TextField(max_length=REASON_MAX), required=False)
    parts = serializers.ListField(child=LineField(max_length=20), required=False)
    courier = LineField(max_length=80, required=False)
    tracking = LineField(max_length=80, required=False)
    stars = WholeNumberField(min_value=1, max_value=5, required=False)
    words = TextField(max_length=REASON_MAX, required=False)
    kind = LineField(max_length=20, required=False)
    remedy = LineField(max_length=20, required=False)
    checks = serializers.ListField(child=LineField(max_length=60), required=False)
    remarks = ManyField(child=TextField(max_length=REASON_MAX), required=False)
    note = TextField(max_length=REASON_MAX, required=False)


def _as_the_form_asks(sent: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent under the names by which the form of a step asks for it."""
    data = dict(sent)
    reasons, lines = data.pop("reasons", {}), data.pop("lines", {})
    checks, remarks = data.pop("checks", []), data.pop("remarks", {})
    data |= {name: text for name, text in reasons.items() if is_reason(name)}
    data |= {f"line-{key}": text for key, text in lines.items() if key.isdecimal()}
    data |= {f"seen-{key}": text for key, text in remarks.items() if key.isdecimal()}
    return data | {name: "on" for name in checks if name.startswith("check-")}


class OpenStepSerializer(serializers.Serializer[Any]):
    """A step that the person may take now; ``asks``: under which names it is answered.

    What is called ``line-<id>`` is sent in ``lines`` under that id, ``seen-<id>`` in ``remarks``;
    reasons that are named by a rule or a check are sent in ``reasons``, the names of what was
    looked at (``check-…``) in ``checks``, all else beside them.
    """

    key = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    awaited = serializers.BooleanField(source="awaits", read_only=True)
    asks = serializers.SerializerMethodField()

    @extend_schema_field(QuestionSerializer(many=True))
    def get_asks(self, offer: actions.Offer) -> list[dict[str, Any]]:
        """Return the fields of its form."""
        return questions(offer.form())


class OpenStepsSerializer(serializers.Serializer[Any]):
    """The steps that the person may take by program now."""

    steps = OpenStepSerializer(many=True, read_only=True)


class OrderViewSet(ForPerson, ListModelMixin, RetrieveModelMixin, GenericViewSet[PurchaseOrder]):
    """The orders a person sees; another agency's order is a 404."""

    queryset = PurchaseOrder.objects.none()
    serializer_class = OrderSerializer
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def scopes_for(self, request: Request) -> frozenset[str]:
        """Return the scopes of which a token needs one; a step that there is not needs reading."""
        step = lifecycle.step_named(self.kwargs.get("step", ""))
        if request.method in SAFE_METHODS or step is None:
            return frozenset({token_scopes.READ})
        return frozenset(SCOPE_OF[role] for role in step.roles if role in SCOPE_OF)

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
        data = _as_the_form_asks(body_of(request, StepSerializer))
        form = actions.Offer(row, order, self.person).form(data)
        require_form(form)
        given = form.given()

        def act() -> dict[str, Any]:
            taken = actions.take(row, order, self.person, **given)
            after = taken if isinstance(taken, PurchaseOrder) else order
            return self.as_it_is(after)

        wanted = {
            "action": self.action,
            "order": str(order.public_id),
            "body": {"step": step, **given},
        }
        return self.once(act, wanted=wanted)

    @extend_schema(responses=OpenStepsSerializer)
    @action(detail=True, methods=["get"], url_path="steps")
    def steps(self, request: Request, public_id: str) -> Response:
        """Return the steps of the order that this person may take by program now."""
        order = self.get_object()
        found = [
            actions.Offer(step, order, self.person)
            for step in lifecycle.steps()
            if step.by_program and actions.is_open(step, self.person, order)
        ]
        return Response(OpenStepsSerializer({"steps": found}).data)

    def as_it_is(self, order: PurchaseOrder) -> dict[str, Any]:
        """Return an order as it stands now."""
        fresh = self.get_queryset().get(pk=order.pk)
        return dict(OrderDetailSerializer(fresh, context=self.get_serializer_context()).data)
