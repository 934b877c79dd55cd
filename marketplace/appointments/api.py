"""The people of an agency by program: who holds which role, leave, appointments and their ends."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from marketplace.accounts.api_doors import (
    KEY_PARAMETER,
    MAY_CLASH,
    MAY_REFUSE,
    ForPerson,
    body_of,
    example,
    require_form,
)
from marketplace.accounts.in_force import not_over
from marketplace.accounts.models import LETTER_NUMBER_MAX, SIGNED_BY_MAX, Membership, Role
from marketplace.appointments import policies, queries, services
from marketplace.appointments.forms import AppointForm, StandInForm
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.web.api_fields import (
    AddressField,
    Body,
    DayField,
    LineField,
    MomentField,
    TextField,
    WholeNumberField,
)
from marketplace.web.api_questions import ChoiceSerializer
from marketplace.web.paging import OldestFirst

PEOPLE = "people"
_LETTER = {
    "number": "800/12/SETDA/2026",
    "dated_on": "2026-11-20",
    "signed_by": "Sekretaris Daerah",
    "valid_from": "2026-12-01",
    "valid_until": "2026-12-14",
}


class RoleSerializer(serializers.ModelSerializer[Membership]):
    """A role that has not ended. ``state``: held, coming, away, or stands_in for ``stands_in_for``.

    ``begins_at`` and ``ends_at`` are moments of the agency; without an end until it is revoked.
    """

    agency = serializers.CharField(source="agency.name", read_only=True)
    agency_id = serializers.IntegerField(read_only=True)
    person = serializers.CharField(source="user.name", read_only=True)
    state = serializers.SerializerMethodField()
    begins_at = MomentField(zone="agency.time_zone")
    ends_at = MomentField(zone="agency.time_zone", allow_null=True)
    stands_in_for = serializers.CharField(
        source="stands_in_for.user.name", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Membership
        fields = (
            *("id", "agency", "agency_id", "person", "role", "state"),
            *("begins_at", "ends_at", "stands_in_for"),
        )
        read_only_fields = fields

    def get_state(self, held: Membership) -> str:
        """Return what is said of it now."""
        return queries.state_of(held).value


class RoleDetailSerializer(RoleSerializer):
    """One role; ``colleagues``: who may be named to stand in, none where nobody may be."""

    colleagues = ChoiceSerializer(many=True, read_only=True)

    class Meta:
        model = Membership
        fields = (*RoleSerializer.Meta.fields, "colleagues")
        read_only_fields = fields


class LetterBody(Body):
    """The letter that says so; its file is added on the page."""

    number = LineField(max_length=LETTER_NUMBER_MAX)
    dated_on = DayField()
    signed_by = LineField(max_length=SIGNED_BY_MAX)
    valid_from = DayField()
    valid_until = DayField(required=False)


@example({**_LETTER, "person": 17, "reason": "Cuti tahunan"})
class StandInBody(LetterBody):
    """Who of the agency stands in, by account id, and why the holder is away."""

    person = WholeNumberField(min_value=1)
    reason = TextField(max_length=REASON_MAX)


@example({**_LETTER, "email": "ani@dinas.example.go.id", "role": "procurement_officer"})
class AppointBody(LetterBody):
    """Who is appointed, by the address they sign in with, and to which role."""

    email = AddressField(max_length=254)
    role = LineField(max_length=32)


@example({"reason": "Pindah tugas ke dinas lain."})
class EndBody(Body):
    """Why a role ends."""

    reason = TextField(max_length=REASON_MAX)


class Roles(ForPerson, ListModelMixin, RetrieveModelMixin, GenericViewSet[Membership]):
    """The roles of the agencies that a person reads, and their own."""

    queryset = Membership.objects.none()
    serializer_class = RoleSerializer
    pagination_class = OldestFirst
    lookup_value_converter = "int"
    scopes: ClassVar = frozenset({PEOPLE})
    also_answers: ClassVar = {**MAY_REFUSE, "end": MAY_CLASH["POST"]}

    def get_queryset(self) -> QuerySet[Membership]:
        """Return those that have not ended; ending one twice by one key finds it again."""
        rows = policies.visible_to(self.person).order_by("pk")
        return rows if self.action == "end" else rows.filter(not_over())

    @extend_schema(responses=RoleDetailSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Return one, with who may be named to stand in."""
        held = self.get_object()
        people = queries.colleagues(held) if policies.can_name_stand_in(self.person, held) else []
        colleagues = [{"value": str(one.pk), "label": one.name} for one in people]
        return Response({**RoleSerializer(held).data, "colleagues": colleagues})

    @extend_schema(request=StandInBody, responses={201: RoleSerializer}, parameters=[KEY_PARAMETER])
    @action(detail=True, methods=["post"], url_path="stand-in", url_name="stand-in")
    def stand_in(self, request: Request, pk: int) -> Response:
        """Enter that the holder is away, and who stands in."""
        held = self.get_object()
        require(policies.can_name_stand_in(self.person, held))
        form = StandInForm(_typed(body_of(request, StandInBody)), held=held)
        require_form(form)

        def name() -> dict[str, Any]:
            made = services.name_stand_in(
                membership_id=held.pk,
                person=form.cleaned_data["person"],
                paper=form.paper(),
                reason=form.cleaned_data["reason"],
                actor=self.person,
            )
            return self._shown(made)

        return self.once(name, status=201)

    @extend_schema(request=EndBody, responses=RoleSerializer, parameters=[KEY_PARAMETER])
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: int) -> Response:
        """End a role, or call a stand-in back."""
        held = self.get_object()
        require(policies.can_end(self.person, held))
        sent = body_of(request, EndBody)

        def end() -> dict[str, Any]:
            services.end_role(membership_id=held.pk, reason=sent["reason"], actor=self.person)
            return self._shown(held)

        return self.once(end)

    def _shown(self, held: Membership) -> dict[str, Any]:
        fresh = policies.visible_to(self.person).get(pk=held.pk)
        return dict(RoleSerializer(fresh).data)


class Appoint(ForPerson):
    """The roles of one agency."""

    scopes: ClassVar = frozenset({PEOPLE})

    @extend_schema(request=AppointBody, responses={201: RoleSerializer}, parameters=[KEY_PARAMETER])
    def post(self, request: Request, agency_id: int) -> Response:
        """Appoint somebody by a letter."""
        agency = get_object_or_404(policies.read_by(self.person), pk=agency_id)
        require(policies.can_keep(self.person, agency.pk))
        form = AppointForm(_typed(body_of(request, AppointBody)))
        require_form(form)

        def appoint() -> dict[str, Any]:
            made = services.appoint(
                agency_id=agency.pk,
                person=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                paper=form.paper(),
                actor=self.person,
            )
            return dict(RoleSerializer(policies.visible_to(self.person).get(pk=made.pk)).data)

        return self.once(appoint, status=201)


def _typed(sent: dict[str, Any]) -> dict[str, str]:
    """Return what was sent as the fields of a page's form."""
    return {name: str(value) for name, value in sent.items()}
