"""Pages of competitions: the list, choosing shops, drawing up, and the page with all its steps."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency, Role
from marketplace.competition import pages, policies, queries, services
from marketplace.competition.forms import DraftForm, copied
from marketplace.competition.models import Competition
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import deny, require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.models import Vendor

PAGE_SIZE = 20
CHOSEN = "penyedia"


@login_required
@require_safe
def competitions(request: HttpRequest) -> HttpResponse:
    """List the competitions this person reads, those that run first."""
    user = actor_of(request)
    require(policies.can_read(user))
    page = page_of(request, queries.competitions_of(user), PAGE_SIZE)
    waiting = set(policies.waiting_for(user).values_list("pk", flat=True))
    context = {
        "page_obj": page,
        "rows": [(one, one.pk in waiting) for one in page.object_list],
        "may_draft": bool(user.agencies_as(Role.PROCUREMENT_OFFICER)),
        "nav_active": "competitions",
    }
    return render(request, "competition/list.html", context)


def _agencies(request: HttpRequest) -> list[Agency]:
    """Return the agencies for which the person orders. Raises: NotAllowed for nobody's."""
    ids = actor_of(request).agencies_as(Role.PROCUREMENT_OFFICER)
    if not ids:
        require(deny(_("Only a procurement officer (PP) draws up a mini-competition.")))
    rows = Agency.objects.filter(pk__in=ids).select_related("region", "tenant")
    return list(rows.order_by("name", "pk"))


@login_required
@require_safe
def competition_shops(request: HttpRequest) -> HttpResponse:
    """Find shops by the goods they sell, and choose whom to invite."""
    _agencies(request)
    words = request.GET.get("q", "").strip()[:120]
    chosen = _chosen(request)
    found = queries.shops_with(words) if words else []
    known = {shop.pk for shop in chosen}
    context = {
        "words": words,
        "copy": request.GET.get("dari", "")[:36],
        "chosen": chosen,
        "found": [(shop, goods) for shop, goods in found if shop.pk not in known],
        "crumbs": [(_("Mini-competitions"), reverse("competitions")), (_("Choose shops"), "")],
        "nav_active": "competitions",
    }
    return render(request, "competition/shops.html", context)


def _chosen(request: HttpRequest) -> list[Vendor]:
    """Return the shops that the address names, in any order; what is no key of one is left out."""
    keys = []
    for one in request.GET.getlist(CHOSEN)[:50]:
        try:
            keys.append(str(uuid.UUID(one)))
        except ValueError:
            continue
    return queries.approved(keys)


@login_required
@get_or_post
def competition_new(request: HttpRequest) -> HttpResponse:
    """Draw up a competition for the chosen shops; what is refused stays typed."""
    agencies, shops = _agencies(request), _chosen(request)
    form = DraftForm(
        request.POST if request.method == "POST" else None,
        shops=shops,
        agencies=agencies,
        initial=_copied(request),
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            row = services.draft(
                about=form.about(), password=form.cleaned_data["password"], actor=actor_of(request)
            )
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, _("Drawn up. The PPK sets the estimate, then shops offer."))
            return redirect("competition", public_id=row.public_id)
    context = {
        "form": form,
        "shops": shops,
        "crumbs": [(_("Mini-competitions"), reverse("competitions")), (_("Draw up"), "")],
        "nav_active": "competitions",
    }
    return render(request, "competition/new.html", context, status=status)


def _copied(request: HttpRequest) -> dict[str, Any]:
    """Return what another competition of the office asked for, where the address names one."""
    try:
        key = uuid.UUID(request.GET.get("dari", ""))
    except ValueError:
        return {}
    ids = actor_of(request).agencies_as(Role.PROCUREMENT_OFFICER)
    row = Competition.objects.filter(public_id=key, agency__in=ids).first()
    return copied(row) if row else {}


def _visible(request: HttpRequest, public_id: uuid.UUID) -> Competition:
    return get_object_or_404(queries.page_rows(actor_of(request)), public_id=public_id)


@login_required
@require_safe
def competition(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a competition, and what the person may do in it now."""
    return _page(request, _visible(request, public_id))


def _page(
    request: HttpRequest,
    row: Competition,
    typed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = pages.page_of(row, actor_of(request), typed)
    context["crumbs"] = [(_("Mini-competitions"), reverse("competitions")), (row.number, "")]
    return render(request, "competition/page.html", context, status=status)


def _act(
    request: HttpRequest,
    public_id: uuid.UUID,
    step: str,
    act: Callable[[Competition, dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    """Take a step by its form; what is refused stays typed beside its sentence."""
    row = _visible(request, public_id)
    require(pages.may(step, actor_of(request), row))
    form, status = pages.form_of(step, row, actor_of(request), request.POST), 422
    if form.is_valid():
        try:
            act(row, form.cleaned_data)
        except NotAllowed as refused:
            if refused.http_status == NotAllowed.http_status:
                raise
            refused.add_to(form)
            status = refused.http_status
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, said)
            return redirect("competition", public_id=row.public_id)
    return _page(request, _visible(request, public_id), (step, form), status)


@login_required
@require_POST
def competition_confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Seal the estimate and invite the shops."""

    def act(row: Competition, given: dict[str, Any]) -> object:
        return services.confirm(competition_id=row.pk, actor=actor_of(request), **given)

    said = _("Confirmed. The shops are invited; the estimate is sealed.")
    return _act(request, public_id, "confirm", act, said)


@login_required
@require_POST
def competition_ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the office."""

    def act(row: Competition, given: dict[str, Any]) -> object:
        invited = pages.invited(actor_of(request), row)
        return services.ask(invited_id=invited.pk, actor=actor_of(request), **given)

    return _act(request, public_id, "ask", act, _("Asked. You are told when it is answered."))


@login_required
@require_POST
def competition_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer a question to all shops."""

    def act(row: Competition, given: dict[str, Any]) -> object:
        asked = get_object_or_404(row.inquiries, pk=given["inquiry"])
        return services.answer(inquiry_id=asked.pk, words=given["words"], actor=actor_of(request))

    return _act(request, public_id, "answer", act, _("Answered. All invited shops are told."))


@login_required
@require_POST
def competition_offer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send a sealed offer."""

    def act(row: Competition, given: dict[str, Any]) -> object:
        invited = pages.invited(actor_of(request), row)
        offered = services.Offered(
            given["sku"].pk, given["unit_price_rupiah"], given["freight_rupiah"], given["words"]
        )
        return services.send_offer(invited_id=invited.pk, offered=offered, actor=actor_of(request))

    said = _("Sealed. Until the time is over you may send another one, which takes its place.")
    return _act(request, public_id, "offer", act, said)


@login_required
@require_POST
def competition_release(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open one half of the seal."""

    def act(row: Competition, given: dict[str, Any]) -> object:
        return services.release(competition_id=row.pk, actor=actor_of(request), **given)

    said = _("Your half is open. The offers open with the half of the other officer.")
    return _act(request, public_id, "release", act, said)


@login_required
@require_POST
def competition_award(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take an offer."""

    def act(row: Competition, given: dict[str, Any]) -> object:
        return services.award(
            competition_id=row.pk,
            opened_id=given["opened"],
            words=given["words"],
            actor=actor_of(request),
        )

    said = _("Taken. Every shop is told its place; order from the cart.")
    return _act(request, public_id, "award", act, said)


@login_required
@require_POST
def competition_end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let it be."""

    def act(row: Competition, given: dict[str, Any]) -> object:
        return services.end(competition_id=row.pk, actor=actor_of(request), **given)

    return _act(request, public_id, "end", act, _("Ended. Everybody invited is told why."))
