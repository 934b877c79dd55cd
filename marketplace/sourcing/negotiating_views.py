"""From a section of the cart to a negotiation with its shop: the first offer."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency, Region
from marketplace.accounts.regions import places_around
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.negotiation.forms import Goods, TermsForm
from marketplace.negotiation.policies import can_negotiate
from marketplace.negotiation.queries import open_about
from marketplace.negotiation.rules import Terms
from marketplace.negotiation.services import About, open_negotiation
from marketplace.sourcing import queries
from marketplace.sourcing.freights import ways_of
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.models import Cart
from marketplace.sourcing.views import current_agency
from marketplace.web.fields import LineField
from marketplace.web.requests import get_or_post
from marketplace.web.rows import RowField


class OfferForm(TermsForm):
    """The first offer: besides prices and freight, where the goods are to go."""

    delivery_region = RowField(Region, label=gettext_lazy("Regency or district"))
    delivery_address = LineField(label=gettext_lazy("Delivery address"), max_length=300)

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        place = self.fields["delivery_region"]
        assert isinstance(place, RowField)  # noqa: S101 - declared above
        place.offer(places_around(agency.region))
        place.initial = agency.region_id
        self.fields["delivery_address"].initial = agency.address


@dataclass(frozen=True)
class Offered:
    """What lies chosen in a section of the cart, for a shop to be asked about."""

    section: queries.Section
    goods: list[Goods]

    @property
    def units(self) -> dict[int, int]:
        """The units by variant."""
        return {one.sku_id: one.units for one in self.goods}

    def listed_freight(self, agency: Agency, place: Region) -> int | None:
        """Return what the shop's table asks for bringing them to a place, in rupiah."""
        key = self.section.key
        bought = [(line.item.sku, line.item.quantity) for line in self.section.lines]
        return ways_of({key: bought}, agency, {key: place})[key].listed_rupiah


def _offered(mine: Cart, agency: Agency, key: str) -> Offered | None:
    """Return a section that may be negotiated now; None where nothing of it is chosen or whole."""
    found = {
        section.key: section
        for section in queries.sections(items_of(mine, only_chosen=True), agency)
    }
    section = found.get(key)
    if section is None or section.needs_attention:
        return None
    goods = [
        Goods(
            line.item.sku_id,
            line.item.sku.title,
            line.item.sku.unit,
            line.item.quantity,
            line.listed_rupiah,
        )
        for line in section.lines
    ]
    return Offered(section, goods)


@login_required
@get_or_post
def cart_negotiate(request: HttpRequest, section: str) -> HttpResponse:
    """Offer the shop of a section other prices; what is refused stays typed."""
    agency, actor = current_agency(request), actor_of(request)
    mine = queries.cart_of(actor, agency.pk)
    offered = _offered(mine, agency, section) if mine else None
    if offered is None:
        messages.info(
            request, _("Choose goods of the shop, repair what is marked, then negotiate.")
        )
        return redirect("cart")
    require(can_negotiate(actor, agency.pk, offered.section.vendor))
    running = open_about(agency.pk, offered.units)
    if running is not None:
        messages.info(request, _("Your agency negotiates about these goods already: here it is."))
        return redirect("negotiation", public_id=running.public_id)
    return _offer(request, agency, offered)


def _offer(request: HttpRequest, agency: Agency, offered: Offered) -> HttpResponse:
    listed = offered.listed_freight(agency, agency.region)
    shown = Terms({one.sku_id: one.list_rupiah for one in offered.goods}, listed)
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        goods=offered.goods,
        listed_freight=listed,
        shown=shown,
        agency=agency,
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        place = form.cleaned_data["delivery_region"]
        try:
            opened = open_negotiation(
                about=About(
                    agency_id=agency.pk,
                    vendor_id=offered.section.vendor.pk,
                    region_id=place.pk,
                    address=form.cleaned_data["delivery_address"],
                    units=offered.units,
                    list_freight_rupiah=offered.listed_freight(agency, place),
                ),
                asked=form.terms(),
                words=form.cleaned_data["words"],
                actor=actor_of(request),
            )
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, _("Sent. You are told when the shop answers."))
            return redirect("negotiation", public_id=opened.public_id)
    context = {
        "form": form,
        "section": offered.section,
        "agency": agency,
        "crumbs": [(_("Cart"), reverse("cart")), (_("Negotiate"), "")],
    }
    return render(request, "sourcing/negotiate.html", context, status=status)
