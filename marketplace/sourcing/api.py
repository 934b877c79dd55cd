"""Carts by program: filled, changed, handed to a colleague."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.dating import DAY_COLUMNS
from catalog.day_forms import DayForm
from catalog.day_rules import Days
from catalog.models import Sku
from marketplace.accounts.api_doors import (
    KEY_PARAMETER,
    MAY_CLASH,
    MAY_REFUSE,
    ForPerson,
    body_of,
    example,
    require_form,
)
from marketplace.accounts.models import Agency, Role, User
from marketplace.core import clock
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.policy import require
from marketplace.orders import policies as of_orders
from marketplace.orders.models import LINE_NOTE_MAX
from marketplace.shortlists import policies as of_lists
from marketplace.sourcing import filling, lines, policies, queries, services, sharing
from marketplace.sourcing.cart_serializers import (
    CartRowSerializer,
    CartSerializer,
    FilledAllSerializer,
    SharedCartDetailSerializer,
    SharedCartSerializer,
)
from marketplace.sourcing.models import NAME_MAX, CartItem, SharedCart
from marketplace.web.api_fields import (
    Body,
    DayField,
    KeyField,
    LineField,
    WholeNumberField,
)
from marketplace.web.paging import NewestFirst, OldestFirst

SKU_ON_SHOW = "3f0c8d5e-2b7a-4c19-9a52-6d1f0b8e4a77"


class WantedBody(Body):
    """For which days: of a rental the first and the last, else the day and its hour."""

    wanted_on = DayField(required=False)
    wanted_until = DayField(required=False)
    wanted_hour = LineField(max_length=5, required=False)


@example({"sku": SKU_ON_SHOW, "quantity": 10})
class ItemBody(WantedBody):
    """Pieces of a variant. ``revision``: which words of the goods were read (``products``)."""

    sku = KeyField()
    quantity = WholeNumberField(min_value=1, max_value=MAX_QUANTITY)
    revision = WholeNumberField(min_value=1, required=False)


@example({"quantity": 12, "note": "Tanpa cabai", "chosen": True})
class ItemChangeBody(WantedBody):
    """What changes of a line; what is left out stays, and all of it happens or nothing."""

    quantity = WholeNumberField(min_value=1, max_value=MAX_QUANTITY, required=False)
    note = LineField(max_length=LINE_NOTE_MAX, required=False, allow_blank=True)
    chosen = serializers.BooleanField(required=False)


@example({"to": 17, "name": "Konsumsi rapat hari Selasa"})
class ShareBody(Body):
    """To which colleague (``colleagues`` of the cart), and what it is for."""

    to = WholeNumberField(min_value=1)
    name = LineField(max_length=NAME_MAX)


@example({"saved_list": SKU_ON_SHOW})
class FillBody(Body):
    """Whose goods are put into the cart: of a saved list, or of a former order."""

    saved_list = KeyField(required=False)
    order = KeyField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for exactly one of both. Raises: ValidationError."""
        if len(attrs) != 1:
            raise serializers.ValidationError(_("Send either saved_list or order."))
        return attrs


def offices_of(person: User) -> QuerySet[Agency]:
    """Return the offices that a person orders for. Raises: NotAllowed for who has no cart."""
    require(policies.can_shop(person))
    offices = Agency.objects.filter(pk__in=person.agencies_as(Role.PROCUREMENT_OFFICER))
    return offices.select_related("tenant", "region")


class OfCart(ForPerson):
    """A door to the cart of one office; another office's is a 404."""

    scopes: ClassVar = frozenset({"order"})
    also_answers = MAY_REFUSE

    @property
    def office(self) -> Agency:
        """The office. Raises: NotAllowed, Http404."""
        return get_object_or_404(offices_of(self.person), pk=self.kwargs["agency_id"])

    def item(self, office: Agency) -> CartItem:
        """Return the line that the address names. Raises: Http404."""
        mine = policies.visible_to(self.person).filter(cart__agency=office)
        rows = mine.select_related("sku__product")
        return get_object_or_404(rows, sku__public_id=self.kwargs["sku"])


def as_it_is(person: User, office: Agency) -> dict[str, Any]:
    """Return a cart as it stands now."""
    mine = queries.cart_of(person, office.pk)
    sections = queries.whole_cart(mine, office) if mine else []
    removed = queries.removed_from(mine) if mine else None
    colleagues = policies.colleagues_of(person, office.pk)
    shown = {
        "agency": office,
        "sections": sections,
        "gross_rupiah": queries.gross_of(sections),
        "removed": removed.sku.public_id if removed else None,
        "colleagues": [{"value": str(one.pk), "label": one.name} for one in colleagues],
    }
    return dict(CartSerializer(shown).data)


class Carts(ForPerson, ListModelMixin, GenericViewSet[Agency]):
    """The carts of a person: one for each office that they order for."""

    queryset = Agency.objects.none()
    serializer_class = CartRowSerializer
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Agency]:
        """Return the offices with the number of lines in the person's cart."""
        lie = CartItem.objects.filter(cart__owner=self.person, cart__agency=OuterRef("pk"))
        number = lie.order_by().values("cart").annotate(number=Count("pk")).values("number")
        rows = offices_of(self.person).annotate(lines=Coalesce(Subquery(number), 0))
        return rows.order_by("pk")


class CartDoor(OfCart):
    """One cart: what will become one order for each shop."""

    @extend_schema(responses=CartSerializer)
    def get(self, request: Request, agency_id: int) -> Response:
        """Return what lies in it, at the prices that were seen and those of now."""
        return Response(as_it_is(self.person, self.office))


def _days(sku: Sku, office: Agency, sent: dict[str, Any]) -> Days | None:
    """Return for which days it is wanted, as the page asks. Raises: ValidationError."""
    typed = {name: str(sent[name]) for name in DAY_COLUMNS if name in sent}
    form = DayForm(typed, dating=sku.dating, today=clock.today(office.time_zone))
    require_form(form)
    return form.days()


class CartItems(OfCart):
    """What lies in a cart."""

    @extend_schema(request=ItemBody, responses={201: CartSerializer}, parameters=[KEY_PARAMETER])
    def post(self, request: Request, agency_id: int) -> Response:
        """Put pieces of a variant into the cart; more of the same is added up."""
        office = self.office
        sent = body_of(request, ItemBody)
        sku = get_object_or_404(Sku.objects.select_related("product"), public_id=sent["sku"])
        wanted = _days(sku, office, sent)
        read = sku.product.revisions.filter(number=sent.get("revision", 0)).first()

        def add() -> dict[str, Any]:
            services.add_to_cart(
                actor=self.person,
                agency_id=office.pk,
                sku_id=sku.pk,
                quantity=sent["quantity"],
                revision_id=read.pk if read else None,
                wanted=wanted,
            )
            return as_it_is(self.person, office)

        return self.once(add, status=201)


class CartLine(OfCart):
    """One line of a cart, by its variant; what does not lie there is a 404."""

    also_answers: ClassVar = {"PATCH": (403, 422), "DELETE": (403,)}

    @extend_schema(request=ItemChangeBody, responses=CartSerializer)
    def patch(self, request: Request, agency_id: int, sku: UUID) -> Response:
        """Change units, days, note, or whether checkout orders it."""
        office = self.office
        item = self.item(office)
        sent = body_of(request, ItemChangeBody)
        with transaction.atomic():
            self._change(office, item, sent)
        return Response(as_it_is(self.person, office))

    def _change(self, office: Agency, item: CartItem, sent: dict[str, Any]) -> None:
        actor, item_id = self.person, item.pk
        if "wanted_on" in sent:
            services.change_days(actor=actor, item_id=item_id, wanted=_days(item.sku, office, sent))
        if "quantity" in sent:
            services.change_quantity(actor=actor, item_id=item_id, quantity=sent["quantity"])
        if "note" in sent:
            lines.write_note(actor=actor, item_id=item_id, note=sent["note"])
        if "chosen" in sent:
            lines.choose(
                actor=actor, agency_id=office.pk, item_ids={item_id}, chosen=sent["chosen"]
            )

    @extend_schema(responses={200: CartSerializer})
    def delete(self, request: Request, agency_id: int, sku: UUID) -> Response:
        """Take it out; until the next one is, it can be put back for a while."""
        office = self.office
        lines.take_out(actor=self.person, item_id=self.item(office).pk)
        return Response(as_it_is(self.person, office))


class CartLineConfirm(OfCart):
    """The price and the words of a line that hold now."""

    also_answers = MAY_CLASH

    @extend_schema(request=None, responses=CartSerializer, parameters=[KEY_PARAMETER])
    def post(self, request: Request, agency_id: int, sku: UUID) -> Response:
        """Accept them, so that the line can be ordered."""
        office = self.office
        item = self.item(office)

        def confirm() -> dict[str, Any]:
            services.confirm_offer(actor=self.person, item_id=item.pk)
            return as_it_is(self.person, office)

        return self.once(confirm)


class CartPutBack(OfCart):
    """The line that was taken out last."""

    @extend_schema(request=None, responses=CartSerializer, parameters=[KEY_PARAMETER])
    def post(self, request: Request, agency_id: int) -> Response:
        """Put it back as it was; more of the same is added up."""
        office = self.office

        def put_back() -> dict[str, Any]:
            lines.put_back(actor=self.person, agency_id=office.pk)
            return as_it_is(self.person, office)

        return self.once(put_back)


class CartFill(OfCart):
    """Many goods at once."""

    also_answers = MAY_CLASH

    @extend_schema(request=FillBody, responses=FilledAllSerializer, parameters=[KEY_PARAMETER])
    def post(self, request: Request, agency_id: int) -> Response:
        """Put the goods of a saved list or of an order into the cart; each is judged by itself."""
        office = self.office
        goods = self._goods(office, body_of(request, FillBody))

        def fill() -> dict[str, Any]:
            put = filling.put_in(goods, agency_id=office.pk, actor=self.person)
            return dict(FilledAllSerializer({"lines": put}).data)

        return self.once(fill)

    def _goods(self, office: Agency, sent: dict[str, Any]) -> list[filling.Wanted]:
        if "saved_list" in sent:
            mine = of_lists.readable_lists(self.person).filter(agency=office)
            return filling.of_list(get_object_or_404(mine, public_id=sent["saved_list"]))
        ours = of_orders.visible_to(self.person).filter(agency=office)
        return filling.of_order(get_object_or_404(ours, public_id=sent["order"]))


class CartShare(OfCart):
    """Goods for a colleague."""

    @extend_schema(
        request=ShareBody, responses={201: SharedCartSerializer}, parameters=[KEY_PARAMETER]
    )
    def post(self, request: Request, agency_id: int) -> Response:
        """Hand what is chosen to a colleague of the same office; it stays in the cart."""
        office = self.office
        sent = body_of(request, ShareBody)

        def share() -> dict[str, Any]:
            made = sharing.share(
                actor=self.person, agency_id=office.pk, name=sent["name"], to_id=sent["to"]
            )
            return dict(SharedCartSerializer(made).data)

        return self.once(share, status=201)


class SharedCarts(ForPerson, ListModelMixin, GenericViewSet[SharedCart]):
    """What a person handed over or was handed, the newest first."""

    queryset = SharedCart.objects.none()
    serializer_class = SharedCartSerializer
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    scopes: ClassVar = frozenset({"order"})
    also_answers: ClassVar = {**MAY_REFUSE, "decline": MAY_CLASH["POST"]}

    def get_queryset(self) -> QuerySet[SharedCart]:
        """Return those of the person. Raises: NotAllowed for who has no cart."""
        require(policies.can_shop(self.person))
        rows = policies.shared_with(self.person).order_by("-pk")
        return rows.select_related("sent_by", "sent_to", "agency__region", "answer")

    @extend_schema(responses=SharedCartDetailSerializer)
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        """Return one with its goods, and what stands against buying each now."""
        shared = self.get_object()
        goods = filling.judged(filling.of_shared(shared), actor=self.person)
        return Response(self._shown(shared, goods))

    @extend_schema(request=None, responses=SharedCartDetailSerializer, parameters=[KEY_PARAMETER])
    @action(detail=True, methods=["post"])
    def take(self, request: Request, public_id: UUID) -> Response:
        """Put the goods into one's own cart; each says why it is not there."""
        shared = self._mine()

        def put() -> dict[str, Any]:
            goods = sharing.take(actor=self.person, shared_id=shared.pk)
            return self._shown(self.get_object(), goods)

        return self.once(put)

    @extend_schema(request=None, responses=SharedCartSerializer, parameters=[KEY_PARAMETER])
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, public_id: UUID) -> Response:
        """Say that one does not order them."""
        shared = self._mine()

        def answer() -> dict[str, Any]:
            sharing.decline(actor=self.person, shared_id=shared.pk)
            return dict(SharedCartSerializer(self.get_object()).data)

        return self.once(answer)

    def _mine(self) -> SharedCart:
        shared = self.get_object()
        require(policies.can_answer(self.person, shared))
        return shared

    @staticmethod
    def _shown(shared: SharedCart, goods: Any) -> dict[str, Any]:
        return dict(SharedCartDetailSerializer(shared, context={"goods": goods}).data)
