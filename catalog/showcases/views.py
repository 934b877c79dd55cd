"""The catalogue manager's etalases: proposals, the study of one, what is open, and its closing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Etalase
from catalog.residence import who_may
from catalog.showcases import policies, queries, rules, services
from catalog.showcases.forms import (
    CloseForm,
    DecisionForm,
    PriceForm,
    ProposalForm,
    SpecificationForm,
)
from catalog.showcases.models import EtalaseProposal, ProposalStatus
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Role
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post

PER_PAGE = 20


@require_safe
@login_required
def showcases(request: HttpRequest) -> HttpResponse:
    """List the proposals of one's markets, and the etalases that are open there."""
    user = actor_of(request)
    require(policies.can_manage(user))
    status = request.GET.get("status", ProposalStatus.PROPOSED)
    if status not in set(ProposalStatus):
        raise Http404
    counts = queries.counts(user)
    opened = queries.opened_by_steps(user.tenants_as(Role.CATALOGUE_MANAGER))
    page = page_of(request, opened, PER_PAGE)
    context = {
        "rows": queries.of_status(user, status)[:PER_PAGE],
        "tabs": [(tab, counts.get(tab, 0)) for tab in ProposalStatus],
        "status": status,
        "page": page,
        "opened": [(one, who_may(one)) for one in page],
        "nav_active": "showcases",
    }
    return render(request, "showcases/list.html", context)


@get_or_post
@login_required
def showcase_new(request: HttpRequest) -> HttpResponse:
    """Propose an etalase."""
    user = actor_of(request)
    require(policies.can_manage(user))
    form = ProposalForm(request.POST if request.method == "POST" else None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.propose(tenant_id=form.tenant_id(), actor=user, **form.words())
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("Proposed. The other managers of the market are told."))
                return redirect("showcase", made.public_id)
    return _ask(request, form, _("Propose an etalase"), status)


@get_or_post
@login_required
def showcase_repair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what was returned, and propose it again."""
    user = actor_of(request)
    proposal = _managed(request, public_id)
    require(policies.can_repair(user, proposal))
    if request.method != "POST":
        form = ProposalForm(user=user, proposal=proposal)
        return _ask(request, form, _("Repair the proposal"), 200)
    form, status = ProposalForm(request.POST, user=user, proposal=proposal), 422
    if form.is_valid():
        try:
            services.repair(proposal_id=proposal.pk, actor=user, **form.words())
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, _("Proposed again."))
            return redirect("showcase", public_id)
    return _ask(request, form, _("Repair the proposal"), status)


def _ask(request: HttpRequest, form: ProposalForm, title: str, status: int) -> HttpResponse:
    context = {"form": form, "title": title, "nav_active": "showcases"}
    return render(request, "showcases/new.html", context, status=status)


def _managed(request: HttpRequest, public_id: UUID) -> EtalaseProposal:
    rows = policies.managed(actor_of(request)).select_related(
        "category", "proposed_by", "opened_by", "etalase", *queries.PLACES
    )
    return get_object_or_404(rows, public_id=public_id)


@get_or_post
@login_required
def showcase(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one proposal with its study, and take the step that is asked for."""
    proposal = _managed(request, public_id)
    if request.method != "POST":
        return _show(request, proposal)
    act = request.POST.get("act", "")
    if act not in ACTS:
        return _show(request, proposal, status=422)
    make, step, done = ACTS[act]
    form = make(request.POST)
    if not form.is_valid():
        return _show(request, proposal, status=422, typed={act: form})
    try:
        step(proposal, form, actor_of(request))
    except DomainError as refused:
        refused.add_to(form)
        fresh = _managed(request, public_id)
        return _show(request, fresh, status=refused.http_status, typed={act: form})
    messages.success(request, str(done()))
    return redirect("showcase", public_id)


Step = Callable[[EtalaseProposal, Any, Any], object]
ACTS: dict[str, tuple[type[Form], Step, Callable[[], str]]] = {
    "study": (
        Form,
        lambda one, _form, user: services.begin_study(proposal_id=one.pk, actor=user),
        lambda: _("The study runs."),
    ),
    "price": (
        PriceForm,
        lambda one, form, user: services.add_price(proposal_id=one.pk, actor=user, **form.found()),
        lambda: _("The price is written down."),
    ),
    "specify": (
        SpecificationForm,
        lambda one, form, user: services.write_specification(
            proposal_id=one.pk, text=form.cleaned_data["specification"], actor=user
        ),
        lambda: _("The specification is kept."),
    ),
    "open": (
        Form,
        lambda one, _form, user: services.open_etalase(proposal_id=one.pk, actor=user),
        lambda: _("The etalase is opened."),
    ),
    "return": (
        DecisionForm,
        lambda one, form, user: services.return_proposal(
            proposal_id=one.pk, reason=form.cleaned_data["reason"], actor=user
        ),
        lambda: _("Returned; the proposer reads your reason."),
    ),
    "reject": (
        DecisionForm,
        lambda one, form, user: services.reject(
            proposal_id=one.pk, reason=form.cleaned_data["reason"], actor=user
        ),
        lambda: _("Rejected; the proposer reads your reason."),
    ),
}


def _show(
    request: HttpRequest,
    proposal: EtalaseProposal,
    *,
    status: int = 200,
    typed: dict[str, Form] | None = None,
) -> HttpResponse:
    user, forms = actor_of(request), typed or {}
    waits = proposal.status in {ProposalStatus.PROPOSED, ProposalStatus.IN_STUDY}
    labels = dict(ProposalStatus.choices)
    context = {
        "proposal": proposal,
        "study": queries.study_of(proposal),
        "wanted": rules.ENOUGH_SOURCES,
        "who_may": who_may(proposal),
        "prices": proposal.prices.select_related("entered_by"),
        "steps": proposal.steps.select_related("changed_by"),
        "stays": [(labels[stay.status], stay.days) for stay in queries.stays_of(proposal)],
        "zone": proposal.tenant.time_zone,
        "can_repair": policies.can_repair(user, proposal),
        "can_study": policies.can_study(user, proposal),
        "may_decide": policies.can_decide(user, proposal) if waits else None,
        "price_form": forms.get("price") or PriceForm(auto_id="harga_%s"),
        "specification_form": forms.get("specify")
        or SpecificationForm(initial={"specification": proposal.specification}),
        "return_form": forms.get("return") or DecisionForm(auto_id="kembali_%s"),
        "reject_form": forms.get("reject") or DecisionForm(auto_id="tolak_%s"),
        "step_form": forms.get("open") or forms.get("study"),
        "nav_active": "showcases",
    }
    return render(request, "showcases/proposal.html", context, status=status)


@get_or_post
@login_required
def showcase_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the last day of an etalase of one's market."""
    user = actor_of(request)
    rows = policies.closable(user).select_related("category", *queries.PLACES)
    etalase: Etalase = get_object_or_404(rows, slug=slug)
    form = CloseForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.close_etalase(
                    etalase_id=etalase.pk,
                    last_day=data["last_day"],
                    reason=data["reason"],
                    actor=user,
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("The last day is set."))
                return redirect("showcases")
    context = {
        "etalase": etalase,
        "who_may": who_may(etalase),
        "form": form,
        "number": queries.goods_in([etalase]).get(etalase.pk, 0),
        "nav_active": "showcases",
    }
    return render(request, "showcases/close.html", context, status=status)
