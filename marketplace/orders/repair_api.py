"""Repairing a returned order by program: its goods, and what the PPK named beside them."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.dating import DAY_COLUMNS
from marketplace.accounts.api_doors import (
    KEY_PARAMETER,
    ForPerson,
    body_of,
    example,
    require_form,
)
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.orders import policies, queries, services
from marketplace.orders.api import OrderDetailSerializer
from marketplace.orders.forms import QuantitiesForm, is_reason
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.repairing import open_parts
from marketplace.orders.review_forms import RepairForm
from marketplace.web.api_fields import (
    Body,
    DayField,
    LineField,
    ManyField,
    TextField,
    WholeNumberField,
)
from marketplace.web.api_questions import QuestionSerializer, questions


class LineBody(Body):
    """Units of a line, pieces of a rental; 0 takes it out. Days where it is booked for some."""

    quantity = WholeNumberField(min_value=0, max_value=MAX_QUANTITY, required=False)
    wanted_on = DayField(required=False)
    wanted_until = DayField(required=False)
    wanted_hour = LineField(max_length=5, required=False)


@example({"lines": {"4711": {"quantity": 3}}, "reasons": {"uncompared": "Satu toko di pulau ini."}})
class LinesBody(Body):
    """What changes, by the id of a line; the others stay. ``compared``: offers, by their id."""

    lines = ManyField(child=LineBody())
    compared = serializers.ListField(child=WholeNumberField(), required=False)
    reasons = ManyField(child=TextField(max_length=REASON_MAX), required=False)


@example({"delivery_address": "Jalan El Tari 52, Kupang"})
class RepairBody(Body):
    """What is repaired; what is left out stays. ``part``: of a plan package, by its id."""

    title = LineField(max_length=140, required=False)
    note = TextField(max_length=500, required=False, allow_blank=True)
    delivery_address = LineField(max_length=300, required=False)
    part = WholeNumberField(required=False)


class RepairSerializer(serializers.Serializer[Any]):
    """What of a returned order may be repaired; ``lines`` and ``beside`` say what each asks."""

    open_parts = serializers.ListField(child=serializers.CharField(read_only=True), read_only=True)
    lines = QuestionSerializer(many=True, read_only=True)
    beside = QuestionSerializer(many=True, read_only=True)


class _OfReturned(ForPerson):
    scopes: ClassVar = frozenset({"order"})

    def order(self, public_id: UUID) -> PurchaseOrder:
        """Return an order that the person may repair. Raises: Http404, NotAllowed."""
        found = get_object_or_404(queries.order_page(self.person), public_id=public_id)
        require(policies.can_edit(self.person, found))
        return found

    def as_it_is(self, order: PurchaseOrder) -> dict[str, Any]:
        """Return an order as it stands now."""
        fresh = queries.order_page(self.person).get(pk=order.pk)
        return dict(OrderDetailSerializer(fresh, context={"person": self.person}).data)


class OrderRepairs(_OfReturned):
    """Need, address and plan of a returned order."""

    @extend_schema(responses=RepairSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return what may be repaired, and under which names."""
        order = self.order(public_id)
        beside = RepairForm(order=order)
        lines = QuantitiesForm(order=order)
        shown = {
            "open_parts": [str(part) for part in open_parts(order)],
            "lines": questions(lines),
            "beside": questions(beside),
        }
        return Response(RepairSerializer(shown).data)

    @extend_schema(request=RepairBody, responses=OrderDetailSerializer, parameters=[KEY_PARAMETER])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Repair what the PPK named; the answer is the order after it."""
        order = self.order(public_id)
        sent = body_of(request, RepairBody)
        form = RepairForm(_as_it_stands(RepairForm(order=order)) | sent, order=order)
        require_form(form)

        def repair() -> dict[str, Any]:
            services.repair_order(order_id=order.pk, said=form.repairs(), actor=self.person)
            return self.as_it_is(order)

        return self.once(repair)


class OrderLines(_OfReturned):
    """The goods of a returned order."""

    @extend_schema(request=LinesBody, responses=OrderDetailSerializer, parameters=[KEY_PARAMETER])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Change units and days of lines; the answer is the order after it."""
        order = self.order(public_id)
        sent = body_of(request, LinesBody)
        form = QuantitiesForm(
            _as_it_stands(QuantitiesForm(order=order)) | _typed(sent), order=order
        )
        require_form(form)

        def change() -> dict[str, Any]:
            services.change_quantities(
                order_id=order.pk,
                quantities=form.quantities(),
                days=form.days(),
                grounds=form.grounds(),
                actor=self.person,
            )
            return self.as_it_is(order)

        return self.once(change)


def _as_it_stands(form: forms.Form) -> dict[str, Any]:
    return {one.name: one.value() for one in form if one.value() not in (None, "")}


def _typed(sent: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent under the names of the page's form."""
    typed: dict[str, Any] = {}
    for key, line in sent["lines"].items():
        if "quantity" in line:
            typed[f"line-{key}"] = str(line["quantity"])
        typed |= {f"line-{key}-{name}": line[name] for name in DAY_COLUMNS if name in line}
    if "compared" in sent:
        typed["compared"] = [str(key) for key in sent["compared"]]
    return typed | {name: text for name, text in sent.get("reasons", {}).items() if is_reason(name)}
