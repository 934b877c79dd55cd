"""Checkout by program: look what would be ordered, ask for freight, negotiate, order.

What is sent is judged by the forms of the page, so that both say the same of the same.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final
from uuid import UUID

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.accounts.api_doors import (
    KEY_PARAMETER,
    ForPerson,
    body_of,
    errors_of,
    example,
)
from marketplace.accounts.models import Agency, Region
from marketplace.accounts.regions import places_around
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.negotiation.api import NegotiationDetailSerializer, PricesField
from marketplace.negotiation.policies import can_negotiate
from marketplace.negotiation.queries import page_rows
from marketplace.negotiation.rules import Terms
from marketplace.negotiation.services import About, open_negotiation
from marketplace.orders.api import SEEN_MAX_LENGTH
from marketplace.orders.comparing import offers_like
from marketplace.orders.forms import is_reason
from marketplace.orders.freight_api import FreightRequestSerializer, concerning
from marketplace.orders.models import PurchaseOrder
from marketplace.sourcing import moving, queries, services
from marketplace.sourcing.api import OfCart
from marketplace.sourcing.cart_serializers import (
    LookSerializer,
    OtherOffersSerializer,
    PlacedSerializer,
    SectionSerializer,
)
from marketplace.sourcing.checkout_page import CheckoutPage, checkout_of
from marketplace.sourcing.forms import SHARED
from marketplace.sourcing.freights import ways_of
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.models import Cart
from marketplace.sourcing.sharing import NothingChosen
from marketplace.web.api_fields import (
    Body,
    DayField,
    KeyField,
    LineField,
    ManyField,
    TextField,
    WholeNumberField,
)
from marketplace.web.api_questions import questions

SECTION: Final = "17-bela"
ADDRESS: Final = "Jalan El Tari 52, Kupang"
RECALCULATE: Final = "recalculate"  # as the button of the page that changes nothing


class CommonBody(Body):
    """What an order needs to be reviewed, delivered and charged; ids as ``asks`` offers them."""

    commitment_officer = WholeNumberField(required=False)
    plan_package = WholeNumberField(required=False)
    account_code = WholeNumberField(required=False)
    delivery_address = LineField(max_length=300, required=False)
    delivery_region = WholeNumberField(required=False)
    deliver_by = DayField(required=False)


class SectionBody(CommonBody):
    """One shop's order: title, way of the goods, note and reasons; what is common may differ.

    ``compared``: offers by id. ``evidence``: a stored comparison. ``replaces``: an order that its
    own shop let pass, whose place this one takes.
    """

    title = LineField(max_length=140, required=False)
    freight_way = LineField(max_length=40, required=False)
    note = LineField(max_length=500, required=False, allow_blank=True)
    compared = serializers.ListField(child=WholeNumberField(), required=False)
    evidence = WholeNumberField(required=False)
    reasons = ManyField(child=TextField(max_length=REASON_MAX), required=False)
    replaces = KeyField(required=False)


_COMMON: Final = {
    "commitment_officer": 12,
    "plan_package": 31,
    "account_code": 8,
    "delivery_address": ADDRESS,
    "delivery_region": 5371,
}
_SECTIONS: Final = {
    SECTION: {
        "title": "Konsumsi rapat koordinasi",
        "freight_way": "fetched",
        "reasons": {"uncompared": "Satu toko di kecamatan ini."},
    }
}


@example({**_COMMON, "sections": _SECTIONS})
class LookBody(CommonBody):
    """What is known so far; all of it may be left out. ``sections``: by the key of a section."""

    sections = ManyField(child=SectionBody(), required=False)


@example({**_COMMON, "sections": _SECTIONS, "seen": "eyJ…"})
class CheckoutBody(LookBody):
    """What is ordered. ``seen``: of the last look; what changed since is named and refused."""

    seen = LineField(max_length=SEEN_MAX_LENGTH)


@example({"section": SECTION, "delivery_region": 5371, "delivery_address": ADDRESS})
class FreightBody(Body):
    """Where the chosen goods of a section are to be brought."""

    section = LineField(max_length=40)
    delivery_region = WholeNumberField(min_value=1)
    delivery_address = LineField(max_length=300, required=False, default="", allow_blank=True)


@example(
    {
        "section": SECTION,
        "delivery_region": 5371,
        "delivery_address": ADDRESS,
        "prices": {"3f0c8d5e-2b7a-4c19-9a52-6d1f0b8e4a77": 62_000},
        "freight_rupiah": 0,
        "words": "Untuk rapat bulanan",
    }
)
class OfferBody(FreightBody):
    """The first offer: net prices of one unit by variant, and the freight of the order."""

    prices = PricesField()
    freight_rupiah = WholeNumberField(min_value=0, max_value=MAX_FREIGHT_RUPIAH)
    words = LineField(max_length=REASON_MAX, required=False, default="", allow_blank=True)


def _typed(sent: Mapping[str, Any]) -> QueryDict:
    """Return what was sent under the names of the page's forms."""
    typed = QueryDict(mutable=True)
    for name in SHARED:
        if name in sent:
            typed[f"common-{name}"] = str(sent[name])
    for key, part in sent.get("sections", {}).items():
        for name in (*SHARED, "title", "freight_way", "note", "evidence"):
            if name in part:
                typed[f"{key}-{name}"] = str(part[name])
        typed.setlist(f"{key}-compared", [str(one) for one in part.get("compared", ())])
        for name, text in part.get("reasons", {}).items():
            if is_reason(name):
                typed[f"{key}-{name}"] = text
    return typed


class _OfCheckout(OfCart):
    def cart(self, office: Agency) -> Cart:
        """Return the person's cart. Raises: NothingChosen."""
        mine = queries.cart_of(self.person, office.pk)
        if mine is None or not mine.items.filter(chosen=True).exists():
            raise NothingChosen(_("Nothing in your cart is chosen. Choose what you order."))
        return mine

    def page(self, office: Agency, sent: Mapping[str, Any], **typed: str) -> CheckoutPage:
        """Return the forms of checkout with what was sent. Raises: NothingChosen."""
        data = _typed(sent)
        data.update(typed)
        return checkout_of(self.person, self.cart(office), office, data, None)


class CheckoutLook(_OfCheckout):
    """What checkout would order."""

    also_answers: ClassVar = {"POST": (403, 422)}

    @extend_schema(request=LookBody, responses=LookSerializer)
    def post(self, request: Request, agency_id: int) -> Response:
        """Calculate by what is known so far; nothing is kept. Send it as often as wanted."""
        office = self.office
        page = self.page(office, body_of(request, LookBody), **{RECALCULATE: ""})
        sections = [
            {
                **SectionSerializer(section).data,
                "asks": questions(form),
                "unused": form.ways.unused,
                "second_approval": form.second,
            }
            for section, form, _words in page.parts
        ]
        return Response(
            {
                "asks": questions(page.common),
                "sections": sections,
                "gross_rupiah": queries.gross_of(page.sections),
                "seen": queries.seen(page.sections),
            }
        )


class Checkout(_OfCheckout):
    """The order itself: one for each section, all or none."""

    @extend_schema(
        request=CheckoutBody, responses={201: PlacedSerializer}, parameters=[KEY_PARAMETER]
    )
    def post(self, request: Request, agency_id: int) -> Response:
        """Order what is chosen and hand it to the PPK."""
        office = self.office
        sent = body_of(request, CheckoutBody)
        replaced = {
            key: self._replaced(office, part["replaces"])
            for key, part in sent.get("sections", {}).items()
            if "replaces" in part
        }

        def order() -> dict[str, Any]:
            mine, page = self.cart(office), self.page(office, sent)
            if not page.is_valid():
                raise serializers.ValidationError(_wrong(page))
            terms = page.terms()
            for key in replaced.keys() & terms.keys():
                terms[key] = replace(terms[key], reissue_of_id=replaced[key].pk)
            placed = services.order_chosen(self.person, mine.pk, terms, sent["seen"])
            return {"orders": placed}

        return self.once(order, status=201)

    def _replaced(self, office: Agency, public_id: UUID) -> PurchaseOrder:
        return get_object_or_404(moving.still_movable(self.person, office), public_id=public_id)


def _wrong(page: CheckoutPage) -> dict[str, Any]:
    """Return what is wrong, what is common first, then by section."""
    parts = {section.key: errors_of(form) for section, form, _words in page.parts}
    return {**errors_of(page.common), **{key: said for key, said in parts.items() if said}}


class CartFreight(_OfCheckout):
    """What bringing the goods of a section costs."""

    @extend_schema(
        request=FreightBody, responses={201: FreightRequestSerializer}, parameters=[KEY_PARAMETER]
    )
    def post(self, request: Request, agency_id: int) -> Response:
        """Ask the shop; its answer is a way at checkout afterwards."""
        office = self.office
        sent = body_of(request, FreightBody)
        place = _place(office, sent["delivery_region"])

        def ask() -> dict[str, Any]:
            quote = services.ask_for_freight(
                actor=self.person,
                cart_id=self.cart(office).pk,
                section=sent["section"],
                region_id=place.pk,
                address=sent["delivery_address"],
            )
            fresh = concerning(self.person).get(pk=quote.pk)
            return dict(FreightRequestSerializer(fresh).data)

        return self.once(ask, status=201)


def _place(office: Agency, key: int) -> Region:
    return get_object_or_404(places_around(office.region), pk=key)


class CartNegotiation(_OfCheckout):
    """Other prices for the goods of a section."""

    @extend_schema(
        request=OfferBody,
        responses={201: NegotiationDetailSerializer},
        parameters=[KEY_PARAMETER],
    )
    def post(self, request: Request, agency_id: int) -> Response:
        """Offer them to the shop; what is agreed is a way at checkout afterwards."""
        office = self.office
        sent = body_of(request, OfferBody)
        place = _place(office, sent["delivery_region"])

        def offer() -> dict[str, Any]:
            about, asked = self._about(office, place, sent)
            made = open_negotiation(
                about=about, asked=asked, words=sent["words"], actor=self.person
            )
            fresh = page_rows(self.person).get(pk=made.pk)
            return dict(NegotiationDetailSerializer(fresh).data)

        return self.once(offer, status=201)

    def _about(self, office: Agency, place: Region, sent: Mapping[str, Any]) -> tuple[About, Terms]:
        """Return what is negotiated, and at which terms. Raises: NothingChosen, NotAllowed."""
        goods = queries.goods_of(items_of(self.cart(office), only_chosen=True))
        bought = goods.get(sent["section"], [])
        if not bought:
            raise NothingChosen(_("Nothing in your cart is chosen. Choose what you order."))
        vendor = bought[0][0].vendor
        require(can_negotiate(self.person, office.pk, vendor))
        key = sent["section"]
        about = About(
            agency_id=office.pk,
            vendor_id=vendor.pk,
            region_id=place.pk,
            address=sent["delivery_address"],
            units={sku.pk: units for sku, units in bought},
            list_freight_rupiah=ways_of({key: bought}, office, {key: place})[key].listed_rupiah,
        )
        named = {str(sku.public_id): sku.pk for sku, _units in bought}
        prices = {named[key]: price for key, price in sent["prices"].items() if key in named}
        return about, Terms(prices, sent["freight_rupiah"])


class OtherOffers(ForPerson):
    """Who else sells what a shop let pass."""

    @extend_schema(responses=OtherOffersSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the offers of other shops by line; order one with ``replaces`` at checkout."""
        orders = moving.movable_by(self.person).select_related("vendor", "agency")
        order = get_object_or_404(orders, public_id=public_id)
        lines = [
            {"line": line, "offers": offers_like([line.sku], order.vendor)}
            for line in order.lines.select_related("sku__product")
        ]
        return Response(OtherOffersSerializer({"lines": lines}).data)
