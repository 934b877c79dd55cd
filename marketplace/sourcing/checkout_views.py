"""The page of checkout: what each order needs, and everything ordered at once."""

import re
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency
from marketplace.accounts.regions import places_around
from marketplace.budget.fields import PackageField
from marketplace.budget.models import PlanPackage
from marketplace.budget.queries import find_packages, open_packages
from marketplace.core import clock, idempotency
from marketplace.core.errors import DomainError
from marketplace.core.models import IdempotencyKey
from marketplace.core.seen import opened
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import plain_number
from marketplace.sourcing import queries, services
from marketplace.sourcing.checkout_page import CheckoutPage, checkout_page, places_typed
from marketplace.sourcing.models import Cart
from marketplace.sourcing.moving import MOVED
from marketplace.sourcing.shares import shares_of
from marketplace.sourcing.views import current_agency
from marketplace.web.requests import get_or_post

PRESS = re.compile(r"[0-9a-f]{32}")  # how a page of checkout names itself
FIELD = re.compile(r"[a-z0-9_-]{1,60}-plan_package")  # the field of a form that is searched for
FOUND_MOST = 20  # packages that a search shows; who has more types more
TYPED_MOST = 80


@login_required
@get_or_post
def checkout(request: HttpRequest) -> HttpResponse:
    """Ask for what each order needs, and order everything at once."""
    agency = current_agency(request)
    try:
        done, reused = _done_before(request), None
    except idempotency.KeyReused as refused:
        done, reused = None, refused
    if done is not None:
        return _to_the_orders(request, done)
    mine = queries.cart_of(actor_of(request), agency.pk)
    if mine is None or not mine.items.filter(chosen=True).exists():
        if reused is not None:
            raise reused
        messages.info(request, _nothing_to_order(mine))
        return redirect("cart")
    asked = _ask(request, mine, agency)
    page = checkout_page(request, mine, agency)
    if asked is not None:
        page.refuse(asked)
    if reused is not None:
        return _ask_to_press_again(request, agency, page, seen=_seen(request, agency, page))
    if request.method == "POST" and not {"recalculate", "ask"} & request.POST.keys():
        return _order(request, mine, agency, page)
    seen = _seen(request, agency, page)
    status = asked.http_status if asked else 200
    return _show_checkout(request, agency, page, seen=seen, status=status)


@login_required
@require_safe
def checkout_packages(request: HttpRequest) -> HttpResponse:
    """Return what a field of packages offers for the words so far; what is chosen stays."""
    agency = current_agency(request)
    asked = request.GET.get("field", "")
    field = asked if FIELD.fullmatch(asked) else "common-plan_package"
    words = clean_line(request.GET.get("q", ""))[:TYPED_MOST]
    year = clock.today(agency.time_zone).year
    rows = list(find_packages(agency.pk, year, words)[: FOUND_MOST + 1])
    chosen = plain_number(request.GET.get(field, "")) or 0
    found = rows[:FOUND_MOST]
    if chosen and chosen not in {one.pk for one in found}:
        found = [*open_packages(agency.pk, year).filter(pk=chosen), *found]
    context = {
        "field": field,
        "choices": [(one.pk, PackageField().label_from_instance(one)) for one in found],
        "chosen": chosen or (rows[0].pk if words and len(rows) == 1 else 0),
        "said": _said_of(rows, chosen=chosen, words=words),
    }
    return render(request, "sourcing/_packages.html", context)


def _said_of(rows: Sequence[PlanPackage], *, chosen: int, words: str) -> str:
    """Say how many packages a search found, for who does not see the list change."""
    if not words:
        return ""
    if len(rows) > FOUND_MOST:
        said = _("More than %(most)s packages fit: type more. The list shows the first ones.")
        return said % {"most": FOUND_MOST}
    if not rows:
        return _("No package fits. Type less, or another part of its code, name or account.")
    if len(rows) == 1 and not chosen:
        return _("One package fits; it is chosen now.")
    said = ngettext(
        "%(count)s package fits. Choose it in the list.",
        "%(count)s packages fit. Choose one in the list.",
        len(rows),
    )
    return said % {"count": len(rows)}


def _nothing_to_order(mine: Cart | None) -> str:
    if mine is not None and mine.items.exists():
        return _("Nothing in your cart is chosen. Choose what you order.")
    return _("Your cart is empty. Choose goods first.")


def _ask(request: HttpRequest, mine: Cart, agency: Agency) -> DomainError | None:
    """Ask a shop for the freight of its section where that button was pressed; say what refused."""
    section = request.POST.get("ask", "")
    if not section:
        return None
    place, address = places_typed(request.POST, [section], agency, places_around(agency.region))[
        section
    ]
    try:
        services.ask_for_freight(
            actor=actor_of(request),
            cart_id=mine.pk,
            section=section,
            region_id=place.pk,
            address=address,
        )
    except DomainError as refused:
        return refused
    messages.success(request, _("The shop was asked. You are told when it answers."))
    return None


def _seen(request: HttpRequest, agency: Agency, page: CheckoutPage) -> str:
    """Return what the page will show: at the terms chosen now, if nothing else has changed.

    Else it stays what was shown before, so that pressing the button names the change.
    """
    before, fresh = request.POST.get("seen", ""), queries.seen(page.sections)
    if not before:
        return fresh
    as_shown = queries.sections(page.items, agency, queries.shown_terms(before))
    return fresh if opened(before) == queries.facts(as_shown) else before


def _order(request: HttpRequest, mine: Cart, agency: Agency, page: CheckoutPage) -> HttpResponse:
    if not page.is_valid():
        seen = _seen(request, agency, page)
        return _show_checkout(request, agency, page, seen=seen, status=422)
    try:
        placed = services.checkout(
            actor=actor_of(request),
            cart_id=mine.pk,
            terms=page.terms(),
            seen=request.POST.get("seen", ""),
            key=f"checkout:{_press(request)}",
            request=_typed(request),
        )
    except DomainError as refused:
        page.refuse(refused)
        # After a change elsewhere the page below shows the cart as it is now.
        fresh = queries.seen(page.sections)
        return _show_checkout(request, agency, page, seen=fresh, status=refused.http_status)
    request.session.pop(MOVED, None)
    return _to_the_orders(request, placed)


def _ask_to_press_again(
    request: HttpRequest, agency: Agency, page: CheckoutPage, *, seen: str
) -> HttpResponse:
    """Show a page that was sent before, with other words, under a new key."""
    page.refuse(
        idempotency.KeyReused(
            _(
                "This page was sent before, with other details, and those orders stand under "
                "Orders. Press once more to order this as well."
            )
        )
    )
    return _show_checkout(request, agency, page, seen=seen, status=409, key=uuid.uuid4().hex)


def _show_checkout(
    request: HttpRequest,
    agency: Agency,
    page: CheckoutPage,
    *,
    seen: str,
    status: int = 200,
    key: str = "",
) -> HttpResponse:
    context = {
        "agency": agency,
        "page": page,
        "seen": seen,
        "key": key or _press(request),
        "crumbs": [(_("Cart"), reverse("cart")), (_("Checkout"), "")],
        "gross": queries.gross_of(page.sections),
        "shares": shares_of(page.sections),
        "blocked": any(section.needs_attention for section in page.sections),
    }
    return render(request, "sourcing/checkout.html", context, status=status)


def _press(request: HttpRequest) -> str:
    """Return how the page named this press of its button; without a name it is one of its own."""
    given = request.POST.get("key", "")
    return given if PRESS.fullmatch(given) else uuid.uuid4().hex


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return {
        name: [str(text) for text in texts]
        for name, texts in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    }


def _done_before(request: HttpRequest) -> list[str] | None:
    """Return the orders an earlier press of the same button made, if it did (I-08).

    Raises: KeyReused when the same page was sent with other details.
    """
    if request.method != "POST":
        return None
    key, actor_id = f"checkout:{_press(request)}", actor_of(request).pk
    if not IdempotencyKey.objects.filter(actor_id=actor_id, key=key).exists():
        return None
    earlier: list[str] = idempotency.once(
        actor_id=actor_id, key=key, request=_typed(request), do=list
    )
    return earlier


def _to_the_orders(request: HttpRequest, placed: list[str]) -> HttpResponse:
    messages.success(
        request,
        ngettext(
            "%(count)s order was handed to the PPK.",
            "%(count)s orders were handed to the PPK.",
            len(placed),
        )
        % {"count": len(placed)},
    )
    if len(placed) == 1:
        return redirect("order_detail", public_id=placed[0])
    return redirect("orders")
