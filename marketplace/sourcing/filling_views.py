"""The page before many goods go into the cart: what each costs now, and what stands against it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Role
from marketplace.core.policy import require
from marketplace.orders import policies as of_orders
from marketplace.orders.models import PurchaseOrder
from marketplace.shortlists import policies as of_lists
from marketplace.shortlists import snapshot
from marketplace.sourcing import filling, moving, policies
from marketplace.sourcing.filling import Line, Wanted
from marketplace.sourcing.views import CHOSEN_AGENCY, current_agency
from marketplace.web.requests import get_or_post

SAID = 10  # refused lines that are named above the cart


@login_required
@get_or_post
def cart_from_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put all goods of a saved list into the cart."""
    user = actor_of(request)
    require(policies.can_shop(user))
    found = get_object_or_404(of_lists.readable_lists(user), public_id=public_id)
    origin = (found.name, reverse("saved_list", args=[found.public_id]))
    return _fill(request, filling.of_list(found), origin, found.agency_id)


@login_required
@get_or_post
def cart_from_order(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Order once more what an order of the person's agencies held."""
    user = actor_of(request)
    require(policies.can_shop(user))
    offices = user.agencies_as(Role.PROCUREMENT_OFFICER)
    orders = of_orders.visible_to(user).filter(agency__in=offices)
    order = get_object_or_404(orders, public_id=public_id)
    origin = (order.number, reverse("order_detail", args=[order.public_id]))
    return _fill(request, filling.of_order(order), origin, order.agency_id)


@login_required
@get_or_post
def cart_from_elsewhere(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose other shops for the goods of an order that its own let pass."""
    user = actor_of(request)
    require(policies.can_shop(user))
    orders = moving.movable_by(user).select_related("vendor", "agency")
    order = get_object_or_404(orders, public_id=public_id)
    form = moving.MoveForm(request.POST if request.method == "POST" else None, order=order)
    if request.method != "POST" or not form.is_valid():
        return _choose(request, order, form)
    pieces = form.pieces()
    skus = snapshot.goods_for(pieces)
    goods = [Wanted(skus[key], number) for key, number in pieces.items()]
    lines = filling.put_in(goods, agency_id=order.agency_id, actor=user)
    if all(line.problem for line in lines):
        for line in lines:
            form.add_error(None, f"{line.wanted.sku.title}: {line.problem}")
        return _choose(request, order, form)
    say_what_is_in(request, lines)
    moving.remember(request, order, pieces)
    request.session[CHOSEN_AGENCY] = order.agency_id
    return redirect("cart")


def _choose(request: HttpRequest, order: PurchaseOrder, form: moving.MoveForm) -> HttpResponse:
    address = reverse("order_detail", args=[order.public_id])
    context = {
        "order": order,
        "form": form,
        "crumbs": [(order.number, address), (_("Order from another shop"), "")],
    }
    status = 422 if form.errors else 200
    return render(request, "sourcing/elsewhere.html", context, status=status)


def _fill(
    request: HttpRequest, goods: list[Wanted], origin: tuple[str, str], agency_id: int
) -> HttpResponse:
    """Fill the cart of the office that the goods were kept or ordered for, and show it then."""
    user, agency = actor_of(request), current_agency(request, agency_id)
    if request.method != "POST":
        return _page(request, filling.judged(goods, actor=user), origin, agency=agency)
    lines = filling.put_in(goods, agency_id=agency.pk, actor=user)
    if all(line.problem for line in lines):
        messages.error(request, _("Nothing could be put into the cart; each line says why."))
        return _page(request, lines, origin, agency=agency, status=409)
    say_what_is_in(request, lines)
    request.session[CHOSEN_AGENCY] = agency.pk
    return redirect("cart")


def say_what_is_in(request: HttpRequest, lines: Sequence[Line]) -> None:
    """Say how many lines are in the cart, and why others are not."""
    refused = [line for line in lines if line.problem]
    number = len(lines) - len(refused)
    said = ngettext(
        "%(number)s item is in your cart.", "%(number)s items are in your cart.", number
    )
    messages.success(request, said % {"number": number})
    for line in refused[:SAID]:
        messages.warning(
            request,
            _("Not in the cart: %(name)s. %(why)s")
            % {"name": line.wanted.sku.title, "why": line.problem},
        )
    if len(refused) > SAID:
        more = len(refused) - SAID
        said = ngettext("%(more)s more item is missing.", "%(more)s more items are missing.", more)
        messages.warning(request, said % {"more": more})


def _page(
    request: HttpRequest, lines: list[Line], origin: tuple[str, str], status: int = 200, **more: Any
) -> HttpResponse:
    name, address = origin
    context = {
        "lines": lines,
        "origin": name,
        "can_fill": any(not line.problem for line in lines),
        "missing": sum(bool(line.problem) for line in lines),
        "compares": any(line.wanted.before_rupiah is not None for line in lines),
        "crumbs": [(name, address), (_("Put into the cart"), "")],
        **more,
    }
    return render(request, "sourcing/fill.html", context, status=status)
