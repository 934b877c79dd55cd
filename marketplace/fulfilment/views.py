"""The steps of a delivery: each address shows its form by itself and takes the posted one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.accounts.models import User
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import require
from marketplace.fulfilment import policies, queries, services
from marketplace.fulfilment.forms import DisputeForm, ReceiveForm, ShipForm, SignForm, UnitsForm
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.policies import visible_to

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[[], object]


def person(request: HttpRequest) -> User:
    """Return the signed-in person; ``login_required`` stands before every caller."""
    assert isinstance(request.user, User)  # noqa: S101 - see above
    return request.user


def _order(request: HttpRequest, public_id: UUID) -> PurchaseOrder:
    """Return an order this person sees; for others it does not exist."""
    rows = visible_to(person(request)).select_related("agency", "vendor__owner")
    return get_object_or_404(rows, public_id=public_id)


def _page(
    request: HttpRequest,
    order: PurchaseOrder,
    words: dict[str, str],
    form: forms.Form | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context: dict[str, Any] = {"order": order, "form": form, "nav_active": "orders", **words}
    context |= more
    return render(request, "fulfilment/step.html", context, status=status)


def _step(
    request: HttpRequest,
    order: PurchaseOrder,
    words: dict[str, str],
    form: forms.Form,
    act: Act,
    **more: Any,
) -> HttpResponse:
    """Show the form, or carry out the step; a refusal keeps what was typed."""
    if request.method != "POST":
        return _page(request, order, words, form, **more)
    if not form.is_valid():
        return _page(request, order, words, form, status=422, **more)
    try:
        act()
    except NotAllowed:
        raise
    except DomainError as refused:
        if isinstance(form, UnitsForm):
            form.blame(refused.details.get("line"), refused.message)
        else:
            form.add_error(None, refused.message)
        return _page(request, order, words, form, status=refused.http_status, **more)
    messages.success(request, words["done"])
    return redirect("order_detail", order.public_id)


@get_or_post
@login_required
def order_ship(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The vendor sends the goods."""
    order = _order(request, public_id)
    require(policies.can_ship(person(request), order))
    form = ShipForm(request.POST if request.method == "POST" else None, order=order)
    words = {
        "heading": _("Send the goods"),
        "intro": _("The agency is told at once. Your stock goes down by the units you send."),
        "submit": _("Send the goods"),
        "icon": "truck",
        "done": _("Sent. The agency counts the goods when they arrive."),
    }
    return _step(
        request,
        order,
        words,
        form,
        lambda: services.ship_order(
            order_id=order.pk,
            courier=form.cleaned_data["courier"],
            tracking=form.cleaned_data["tracking"],
            quantities=form.quantities(),
            actor=person(request),
        ),
    )


@get_or_post
@login_required
def order_receive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The receiving officer counts the goods."""
    order = _order(request, public_id)
    require(policies.can_receive(person(request), order))
    posted = request.method == "POST"
    form = ReceiveForm(
        request.POST if posted else None, request.FILES if posted else None, order=order
    )
    words = {
        "heading": _("Record the goods"),
        "intro": _(
            "Count first. PPK and vendor sign the BAST for what you record; the rest stays open."
        ),
        "submit": _("Record the goods"),
        "icon": "package-check",
        "done": _("Recorded. PPK and vendor sign the BAST next."),
        "other": _("Report a problem"),
    }
    return _step(
        request,
        order,
        words,
        form,
        lambda: services.receive_order(
            order_id=order.pk,
            accepted=form.accepted(),
            note=form.cleaned_data["note"],
            photo=form.cleaned_data["photo"],
            actor=person(request),
        ),
    )


@get_or_post
@login_required
def order_dispute(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The receiving officer reports what is wrong."""
    order = _order(request, public_id)
    require(policies.can_receive(person(request), order))
    form = DisputeForm(request.POST if request.method == "POST" else None)
    words = {
        "heading": _("Report a problem"),
        "intro": _("Nothing is signed or paid until the vendor has repaired it."),
        "submit": _("Report the problem"),
        "icon": "message-square-warning",
        "done": _("Reported. The vendor has been told what to repair."),
    }
    return _step(
        request,
        order,
        words,
        form,
        lambda: services.dispute_order(
            order_id=order.pk, reason=form.cleaned_data["reason"], actor=person(request)
        ),
    )


@get_or_post
@login_required
def order_sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """PPK or vendor signs the BAST; the page asks once more before it is done."""
    order = _order(request, public_id)
    for_buyer = _signs_for_buyer(person(request), order)
    handover = queries.to_be_signed(order, by_buyer=for_buyer)
    form = (
        SignForm(request.POST)
        if request.method == "POST"
        else SignForm(initial={"handover": handover.pk if handover else None})
    )
    words = {
        "heading": _("Sign the BAST"),
        "intro": _(
            "You confirm that these goods were handed over in good order. "
            "The signature is electronic and not certified."
        ),
        "submit": _("Sign the BAST"),
        "icon": "pen-line",
        "done": _("Signed. When both sides have signed, the claim opens by itself."),
    }
    return _step(
        request,
        order,
        words,
        form,
        lambda: services.sign_handover(
            order_id=order.pk,
            handover_id=form.cleaned_data["handover"],
            actor=person(request),
        ),
        handover=handover,
    )


def _signs_for_buyer(user: User, order: PurchaseOrder) -> bool:
    """Say which side this person signs for. Raises: NotAllowed for neither."""
    buyer = policies.can_sign_for_buyer(user, order)
    if not buyer and not policies.can_sign_for_vendor(user, order):
        require(buyer)
    return bool(buyer)
