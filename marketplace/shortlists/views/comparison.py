"""Pages of the comparison, and of comparisons stored as evidence."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog import photos
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.seen import sealed
from marketplace.core.whole_numbers import plain_number
from marketplace.shortlists import policies, presenters, queries, services
from marketplace.shortlists.forms import EvidenceForm
from marketplace.shortlists.rules import FEWEST_OFFERS, MOST_OFFERS
from marketplace.shortlists.views.choosing import chosen, refused
from marketplace.web.paging import page_of

PAGE_SIZE = 20


@login_required
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Offers side by side, what differs marked."""
    user = actor_of(request)
    require(policies.can_keep(user))
    return _page(request, EvidenceForm(agencies=queries.agencies_of(user)))


def _page(request: HttpRequest, form: EvidenceForm, status: int = 200) -> HttpResponse:
    user = actor_of(request)
    agency = form.only or queries.agencies_of(user)[0]
    offers = queries.compared_offers(user, agency.region_id)
    context = {
        "offers": _heads(offers),
        "rows": presenters.rows_of(offers),
        "seen": sealed(queries.facts(offers)),
        "form": form,
        "most": MOST_OFFERS,
        "can_store": len(offers) >= FEWEST_OFFERS,
        "stored": policies.comparisons_for(user).filter(made_by=user)[:5],
        "nav_active": "comparison",
    }
    return render(request, "shortlists/comparison.html", context, status=status)


def _heads(offers: list[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {**one, "image": photos.url(str(one["photo"])), "srcset": photos.srcset(str(one["photo"]))}
        for one in offers
    ]


@login_required
@require_POST
def compare_add(request: HttpRequest) -> HttpResponse:
    """Put what was chosen on a page of goods side by side."""
    keys = chosen(request)
    if not keys:
        messages.info(request, _("Choose goods first, then compare them."))
        return redirect("comparison")
    try:
        number = services.compare(sku_ids=keys, actor=actor_of(request))
    except DomainError as error:
        return refused(request, error, "comparison")
    said = ngettext(
        "%(number)s offer is in the comparison.",
        "%(number)s offers are side by side.",
        number,
    )
    messages.success(request, said % {"number": number})
    return redirect("comparison")


@login_required
@require_POST
def compare_remove(request: HttpRequest) -> HttpResponse:
    """Take one offer out, or all of them."""
    user = actor_of(request)
    key = plain_number(request.POST.get("goods", ""))
    if "all" in request.POST:
        services.empty_comparison(actor=user)
    elif key is not None:
        services.stop_comparing(sku_id=key, actor=user)
    return redirect("comparison")


@login_required
@require_POST
def comparison_store(request: HttpRequest) -> HttpResponse:
    """Freeze what stands side by side now."""
    user = actor_of(request)
    require(policies.can_keep(user))
    form = EvidenceForm(request.POST, agencies=queries.agencies_of(user))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        stored = services.store_comparison(
            agency_id=form.chosen_agency().pk,
            title=form.cleaned_data["title"],
            seen=request.POST.get("seen", ""),
            actor=user,
        )
    except DomainError as error:
        error.add_to(form)
        return _page(request, form, status=error.http_status)
    messages.success(request, _("Stored as %(number)s.") % {"number": stored.number})
    return redirect("stored_comparison", public_id=stored.public_id)


@login_required
@require_safe
def stored_comparisons(request: HttpRequest) -> HttpResponse:
    """What was stored by the person's agencies, the newest first."""
    user = actor_of(request)
    require(policies.can_keep(user))
    rows = policies.comparisons_for(user).select_related("agency", "made_by")
    page = page_of(request, rows, PAGE_SIZE)
    context = {"page_obj": page, "nav_active": "comparison"}
    return render(request, "shortlists/stored_comparisons.html", context)


@login_required
@require_safe
def stored_comparison(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One stored comparison as it was frozen, with its paper."""
    rows = policies.comparisons_for(actor_of(request)).select_related("agency__region", "made_by")
    stored = get_object_or_404(rows, public_id=public_id)
    context = {
        "stored": stored,
        "offers": _heads(stored.offers),
        "rows": presenters.rows_of(stored.offers),
        "zone": stored.agency.time_zone,
        "crumbs": [_shelf(request), (stored.number, "")],
        "nav_active": "comparison",
    }
    return render(request, "shortlists/stored_comparison.html", context)


def _shelf(request: HttpRequest) -> tuple[str, str]:
    """Return where the person finds stored comparisons: buyers a page, others the papers."""
    if policies.can_keep(actor_of(request)):
        return _("Stored comparisons"), reverse("stored_comparisons")
    return _("Documents"), reverse("documents")
