"""The pages on which goods of a cart go from one officer to another."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.sourcing import filling, policies, sharing
from marketplace.sourcing.filling_views import say_what_is_in
from marketplace.sourcing.forms import ShareForm
from marketplace.sourcing.models import SharedCart
from marketplace.sourcing.sharing import NothingToTake
from marketplace.sourcing.views import CHOSEN_AGENCY, current_agency, show_cart


@login_required
@require_POST
def cart_share(request: HttpRequest) -> HttpResponse:
    """Hand what is chosen to a colleague; what was typed wrongly stays in its fields."""
    user, agency = actor_of(request), current_agency(request)
    form = ShareForm(request.POST, colleagues=policies.colleagues_of(user, agency.pk))
    status = 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            shared = sharing.share(
                actor=user, agency_id=agency.pk, name=given["name"], to_id=given["to"]
            )
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(
                request,
                _("“%(name)s” was handed to %(person)s. The goods stay in your cart too.")
                % {"name": shared.name, "person": shared.sent_to.name},
            )
            return redirect("cart")
    return show_cart(request, status=status, share_form=form)


def _found(request: HttpRequest, public_id: uuid.UUID) -> SharedCart:
    """Return a shared cart that the person sent or got."""
    user = actor_of(request)
    require(policies.can_shop(user))
    people = ("sent_by", "sent_to")
    rows = policies.shared_with(user).select_related(*people, "agency__region", "answer")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def shared_cart(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what a colleague hands over, with what stands against buying it now."""
    shared = _found(request, public_id)
    lines = filling.judged(filling.of_shared(shared), actor=actor_of(request))
    return _page(request, shared, lines)


@login_required
@require_POST
def shared_cart_take(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put the goods into one's own cart."""
    shared = _found(request, public_id)
    try:
        lines = sharing.take(actor=actor_of(request), shared_id=shared.pk)
    except NothingToTake as refused:
        messages.error(request, refused.message)
        return _page(request, shared, refused.lines, status=refused.http_status)
    say_what_is_in(request, lines)
    request.session[CHOSEN_AGENCY] = shared.agency_id
    return redirect("cart")


@login_required
@require_POST
def shared_cart_decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that one does not order them."""
    shared = _found(request, public_id)
    sharing.decline(actor=actor_of(request), shared_id=shared.pk)
    messages.success(request, _("Declined. %(person)s is told.") % {"person": shared.sent_by.name})
    return redirect("cart")


def _page(
    request: HttpRequest, shared: SharedCart, lines: Sequence[filling.Line], status: int = 200
) -> HttpResponse:
    answer = getattr(shared, "answer", None)
    context: dict[str, Any] = {
        "shared": shared,
        "answer": answer,
        "agency": shared.agency,
        "lines": lines,
        "may_answer": answer is None and bool(policies.can_answer(actor_of(request), shared)),
        "can_fill": any(not line.problem for line in lines),
        "missing": sum(bool(line.problem) for line in lines),
        "crumbs": [(_("Cart"), reverse("cart")), (shared.name, "")],
    }
    return render(request, "sourcing/shared.html", context, status=status)
