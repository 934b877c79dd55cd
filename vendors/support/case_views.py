"""Pages of help with papers: the ladder, the shop's cases, the board, one case for both sides."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.acting import acting_vendor, asks_to_switch
from vendors.licences import policies as licence_policies
from vendors.models import Vendor
from vendors.support import policies, presenters, queries, services
from vendors.support.acts import Act, Pressed, named, press
from vendors.support.forms import (
    AskForm,
    KeyForm,
    MeetForm,
    NoteForm,
    OfficeNoteForm,
    WhyForm,
)
from vendors.support.models import CASE_TRANSITIONS, Case, CaseStatus, Paper

PER_PAGE = 25


def _move(to: CaseStatus) -> Any:
    def run(case: Case, typed: dict[str, Any], actor: User) -> None:
        services.move_case(case_id=case.pk, to=to, reason=typed.get("reason", ""), actor=actor)

    return run


def _close(*, kept: bool) -> Any:
    def run(case: Case, typed: dict[str, Any], actor: User) -> None:
        row = get_object_or_404(case.appointments, pk=typed["row"])
        services.close_appointment(appointment_id=row.pk, kept=kept, actor=actor)

    return run


def _tick(case: Case, typed: dict[str, Any], actor: User) -> None:
    step = get_object_or_404(case.steps, pk=typed["row"])
    services.tick_step(step_id=step.pk, actor=actor)


def _meet(case: Case, typed: dict[str, Any], actor: User) -> None:
    if typed["instead_of"] is not None:
        get_object_or_404(case.appointments, pk=typed["instead_of"])
    services.make_appointment(case_id=case.pk, **typed, actor=actor)


def _note(case: Case, typed: dict[str, Any], actor: User) -> None:
    services.write_note(case_id=case.pk, **typed, actor=actor)


def _withdraw(case: Case, typed: dict[str, Any], actor: User) -> None:
    services.withdraw_case(case_id=case.pk, reason=typed["reason"], actor=actor)


# The officer's, by the word in the address; which of them a state offers: ``_ways``.
_WAYS: Final = {
    "kerjakan": CaseStatus.WORKING,
    "tunggu-penyedia": CaseStatus.WAITING_SHOP,
    "tunggu-instansi": CaseStatus.WAITING_OFFICE,
    "selesai": CaseStatus.DONE,
    "hentikan": CaseStatus.CLOSED,
}
_WITH_WORDS: Final = {"tunggu-penyedia", "hentikan"}
OFFICE_ACTS: Final = {
    "kerjakan": Act(_move(CaseStatus.WORKING), gettext_lazy("You work on this case now.")),
    "tunggu-penyedia": Act(
        _move(CaseStatus.WAITING_SHOP), gettext_lazy("The shop is told what to do."), WhyForm
    ),
    "tunggu-instansi": Act(
        _move(CaseStatus.WAITING_OFFICE), gettext_lazy("Noted: the issuing office acts next.")
    ),
    "selesai": Act(_move(CaseStatus.DONE), gettext_lazy("Done. The shop is told.")),
    "hentikan": Act(
        _move(CaseStatus.CLOSED), gettext_lazy("Ended. The shop is told why."), WhyForm
    ),
    "langkah": Act(_tick, gettext_lazy("Ticked."), KeyForm),
    "janji": Act(_meet, gettext_lazy("The shop is told when and where."), MeetForm),
    "hadir": Act(_close(kept=True), gettext_lazy("Noted."), KeyForm),
    "absen": Act(_close(kept=False), gettext_lazy("Noted."), KeyForm),
    "catatan": Act(_note, gettext_lazy("Sent."), OfficeNoteForm),
}
SHOP_ACTS: Final = {
    "catatan": Act(_note, gettext_lazy("Sent."), NoteForm),
    "batal": Act(_withdraw, gettext_lazy("Withdrawn."), WhyForm),
}


def _shop(request: HttpRequest) -> Vendor:
    """Return the chosen shop of an owner or staff. Raises: Http404 for whoever has none."""
    vendor = acting_vendor(request, to=policies.FOR_THE_SHOP)
    if vendor is None:
        raise Http404
    return vendor


@get_or_post
@login_required
@asks_to_switch
def ladder_page(request: HttpRequest) -> HttpResponse:
    """Show which papers are there and which are missing, in order; ask for help with one."""
    vendor = _shop(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = services.open_case(
                vendor_id=vendor.pk, **form.cleaned_data, actor=actor_of(request)
            )
        except DomainError as refused:
            refused.add_to(form)
        else:
            messages.success(request, _("Your office has been asked. Its answer comes here."))
            return redirect("case_page", case.public_id)
    ladder = queries.ladder_of(vendor, on=clock.today(vendor.time_zone))
    context = {
        "vendor": vendor,
        "rungs": presenters.rungs(ladder, queries.open_cases_of(vendor)),
        "goods": presenters.goods_words(ladder.goods),
        "may_hand_in": bool(licence_policies.can_ask(actor_of(request), vendor)),
        "form": form,
        "chosen": request.GET.get("surat", "") if request.GET.get("surat", "") in Paper else "",
        "crumbs": [(_("My shop"), reverse("vendor_home")), (_("Legality checklist"), "")],
        "nav_active": "shop_cases",
    }
    status = 422 if form.errors else 200
    return render(request, "support/ladder.html", context, status=status)


@require_safe
@login_required
@asks_to_switch
def shop_cases(request: HttpRequest) -> HttpResponse:
    """List a shop's cases, and lead to the ladder, the trainings and the helpdesk."""
    vendor = _shop(request)
    context = {
        "vendor": vendor,
        "page": page_of(request, queries.cases_of(vendor), PER_PAGE),
        "crumbs": [(_("My shop"), reverse("vendor_home")), (_("Help and permits"), "")],
        "nav_active": "shop_cases",
    }
    return render(request, "support/shop_cases.html", context)


@require_safe
@login_required
def case_board(request: HttpRequest) -> HttpResponse:
    """List the cases of one state, the nearest deadline first, by topic, officer and lateness."""
    user = actor_of(request)
    require(policies.can_read_help(user))
    status = request.GET.get("status", CaseStatus.OPEN)
    if status not in CaseStatus:
        raise Http404
    cases = queries.board(user)
    topic = request.GET.get("surat", "")
    if topic in Paper:
        cases = cases.filter(topic=topic)
    if request.GET.get("petugas") == "saya":
        cases = cases.filter(officer=user)
    if request.GET.get("terlambat"):
        cases = queries.late(cases)
    counts = queries.counts_by_status(cases)
    context = {
        "page": page_of(request, cases.filter(status=status), PER_PAGE),
        "tabs": [(tab, counts.get(tab, 0)) for tab in CaseStatus],
        "status": status,
        "papers": Paper.choices,
        "topic": topic,
        "now": clock.now(),
        "nav_active": "case_board",
    }
    return render(request, "support/board.html", context)


def _visible(request: HttpRequest, public_id: UUID) -> Case:
    rows = policies.cases_visible_to(actor_of(request))
    rows = rows.select_related(
        "vendor__region__parent__parent", "officer", "tenant__region", "licence"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@login_required
def case_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a case to both sides: to the shop as a checklist, to the officer with the steps."""
    return _show(request, _visible(request, public_id), Pressed(200))


@require_POST
@login_required
def case_act(request: HttpRequest, public_id: UUID, act: str) -> HttpResponse:
    """Take one step in a case; a refusal keeps what was typed."""
    case = _visible(request, public_id)
    acts = OFFICE_ACTS if policies.can_work_case(actor_of(request), case) else SHOP_ACTS
    if acts is SHOP_ACTS:
        require(policies.can_ask_help(actor_of(request), case.vendor))
    pressed = press(request, acts, act, case)
    if pressed.status == 302:
        return redirect("case_page", case.public_id)
    return _show(request, _visible(request, public_id), pressed)


def _show(request: HttpRequest, case: Case, pressed: Pressed) -> HttpResponse:
    user = actor_of(request)
    works = bool(policies.can_work_case(user, case))
    is_office = case.tenant_id in user.tenants_as(*policies.READERS)
    is_open, acts = case.ended_at is None, OFFICE_ACTS if works else SHOP_ACTS
    asks = bool(policies.can_ask_help(user, case.vendor))
    home = ("case_board", _("Facilitation")) if is_office else ("shop_cases", _("Help and permits"))
    context = {
        "case": case,
        "steps": presenters.steps(case),
        "notes": queries.notes_for(case, is_office=is_office),
        "meetings": case.appointments.order_by("-starts_at"),
        "history": case.status_changes.select_related("changed_by").order_by("pk"),
        "works": works and is_open,
        "asks": asks and is_open,
        "is_office": is_office,
        "in_work": works and is_open and case.officer_id is not None,
        "ways": _ways(case, pressed.bound) if works and is_open else [],
        "forms": {name: _form(name, acts, pressed.bound) for name in acts},
        "refused": presenters.refusals(pressed.bound),
        "zone": case.time_zone,
        "now": clock.now(),
        "crumbs": [(home[1], reverse(home[0])), (case.number, "")],
        "nav_active": home[0],
    }
    return render(request, "support/case.html", context, status=pressed.status)


def _form(name: str, acts: dict[str, Act], bound: dict[str, forms.Form]) -> forms.Form:
    return bound.get(name) or named(name, acts[name].form)


def _ways(case: Case, bound: dict[str, forms.Form]) -> list[dict[str, Any]]:
    """Return the steps that the state offers: its word, its button, its form where it asks."""
    return [
        {
            "word": word,
            "label": presenters.WAY_LABELS[word],
            "form": _form(word, OFFICE_ACTS, bound) if word in _WITH_WORDS else None,
        }
        for word, to in _WAYS.items()
        if to in CASE_TRANSITIONS[case.status]
    ]
