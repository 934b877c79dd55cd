"""The cart's pages."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.dating import DAY_COLUMNS
from catalog.day_forms import DayForm
from catalog.models import Sku
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency, Role
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.whole_numbers import plain_number
from marketplace.orders.models import LINE_NOTE_MAX
from marketplace.sourcing import policies, queries, services
from marketplace.sourcing.forms import QuantityForm, ShareForm
from marketplace.sourcing.models import CartItem
from marketplace.sourcing.shares import shares_of
from marketplace.web.requests import get_or_post, swaps

CHOSEN_AGENCY = "cart_agency"


def current_agency(request: HttpRequest, wanted: int | None = None) -> Agency:
    """Return the agency this person orders for: ``wanted``, else the chosen one, else their first.

    Neither counts where the person does not order for it.
    """
    require(policies.can_shop(actor_of(request)))
    ids = actor_of(request).agencies_as(Role.PROCUREMENT_OFFICER)
    asked = (wanted, request.session.get(CHOSEN_AGENCY))
    agency_id: int = next((one for one in asked if one in ids), min(ids))
    return Agency.objects.select_related("tenant", "region").get(pk=agency_id)


def _cart_context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    agency = current_agency(request)
    mine = queries.cart_of(actor_of(request), agency.pk)
    sections = queries.whole_cart(mine, agency) if mine else []
    ids = actor_of(request).agencies_as(Role.PROCUREMENT_OFFICER)
    return {
        "agency": agency,
        "agencies": Agency.objects.filter(pk__in=ids) if len(ids) > 1 else [],
        "sections": sections,
        "orders": [section for section in sections if section.lines],
        "gross": queries.gross_of(sections),
        "shares": shares_of(sections),
        "blocked": any(section.needs_attention for section in sections),
        "removed": queries.removed_from(mine) if mine else None,
        "shared": queries.shared_beside(actor_of(request), agency),
        "note_most": LINE_NOTE_MAX,
        "share_form": _share_form(request, agency) if sections else None,
        **more,
    }


def _share_form(request: HttpRequest, agency: Agency) -> ShareForm | None:
    """Return the form that hands goods to a colleague; None where nobody else orders."""
    form = ShareForm(colleagues=policies.colleagues_of(actor_of(request), agency.pk))
    return form if form.has_somebody else None


def show_cart(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show the cart, or the part of it that a press has changed."""
    part = "#keranjang" if swaps(request) else ""
    context = _cart_context(request, **more)
    return render(request, f"sourcing/cart.html{part}", context, status=status)


def changed_cart(request: HttpRequest) -> HttpResponse:
    """Answer a press in the cart that did what it says."""
    return show_cart(request, changed=True) if swaps(request) else redirect("cart")


@login_required
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """Show what will become one order per vendor."""
    return show_cart(request)


@get_or_post
def cart_add(request: HttpRequest) -> HttpResponse:
    """Put goods into the cart from their page."""
    if request.method != "POST":
        return redirect("cart")
    sku = _posted_sku(request)
    page = _page_of(request, sku)
    if not request.user.is_authenticated:
        return redirect_to_login(page)
    agency = current_agency(request)
    form = QuantityForm({"quantity": request.POST.get("quantity") or "1"})
    days = _day_form(request, sku, agency)
    if not (form.is_valid() and days.is_valid()):
        wrong = [*form.errors.values(), *days.errors.values()]
        messages.error(request, str(wrong[0][0]))
        return redirect(page)
    try:
        services.add_to_cart(
            actor=actor_of(request),
            agency_id=agency.pk,
            sku_id=sku.pk,
            revision_id=_posted_revision(request),
            quantity=form.cleaned_data["quantity"],
            wanted=days.days(),
        )
    except DomainError as refused:
        if refused.http_status == 403:
            raise
        messages.error(request, refused.message)
        return redirect(page)
    messages.success(request, _("“%(name)s” is in your cart.") % {"name": sku.title})
    return redirect("cart")


def _page_of(request: HttpRequest, sku: Sku) -> str:
    """Return the address of goods that shows again what was typed there of days and pieces."""
    query = {} if sku.is_lead else {"varian": sku.code}
    if sku.is_dated:
        query |= {name: request.POST.get(name, "") for name in ("quantity", *DAY_COLUMNS)}
    page = reverse("product_page", args=[sku.product.public_id])
    return f"{page}?{urlencode(query)}" if query else page


def _day_form(request: HttpRequest, sku: Sku, agency: Agency, **options: Any) -> DayForm:
    today = clock.today(agency.time_zone)
    return DayForm(request.POST, dating=sku.dating, today=today, **options)


def _posted_sku(request: HttpRequest) -> Sku:
    try:
        wanted = UUID(request.POST.get("sku", ""))
    except ValueError as unreadable:
        raise Http404 from unreadable
    return get_object_or_404(Sku.objects.select_related("product"), public_id=wanted)


def _posted_revision(request: HttpRequest) -> int | None:
    """Read which revision the page showed; who posts without a page has seen none."""
    return plain_number(request.POST.get("revision", ""))


def own_item(request: HttpRequest, item_id: int) -> CartItem:
    """Return an item of the person's own carts, or answer that there is none."""
    return get_object_or_404(policies.visible_to(actor_of(request)), pk=item_id)


@login_required
@require_POST
def cart_change(request: HttpRequest, item_id: int) -> HttpResponse:
    """Set the units of an item; what was typed wrongly stays visible beside its sentence."""
    item = own_item(request, item_id)
    form = QuantityForm(request.POST)
    problem, status = "", 200
    if form.is_valid():
        try:
            services.change_quantity(
                actor=actor_of(request), item_id=item.pk, quantity=form.cleaned_data["quantity"]
            )
        except DomainError as refused:
            problem, status = refused.message, refused.http_status
    else:
        problem, status = str(form.errors["quantity"][0]), 422
    if problem or swaps(request):
        typed = request.POST.get("quantity", "")
        return show_cart(
            request,
            status=status,
            problem=problem,
            problem_item=item.pk if problem else None,
            typed=typed,
            changed=True,
        )
    return redirect("cart")


@login_required
@require_POST
def cart_days(request: HttpRequest, item_id: int) -> HttpResponse:
    """Say for which days an item is wanted; what was typed wrongly stays in its fields."""
    item = own_item(request, item_id)
    form = _day_form(request, item.sku, item.cart.agency, auto_id=f"i{item.pk}_%s")
    status = 422
    if form.is_valid():
        try:
            services.change_days(actor=actor_of(request), item_id=item.pk, wanted=form.days())
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
    if form.errors:
        problem = next(iter(form.errors.values()))[0]
        return show_cart(
            request, status=status, problem=problem, days_of=item.pk, day_form=form, changed=True
        )
    return changed_cart(request)


@login_required
@require_POST
def cart_confirm(request: HttpRequest, item_id: int) -> HttpResponse:
    """Accept a new price or changed words explicitly."""
    item = own_item(request, item_id)
    services.confirm_offer(actor=actor_of(request), item_id=item.pk)
    return changed_cart(request)


@login_required
@require_POST
def cart_agency(request: HttpRequest) -> HttpResponse:
    """Choose the agency to order for."""
    chosen = plain_number(request.POST.get("agency", ""))
    if chosen is None:
        raise Http404
    require(policies.can_fill(actor_of(request), chosen))
    request.session[CHOSEN_AGENCY] = chosen
    return redirect("cart")
