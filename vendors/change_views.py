"""Pages of change requests: the owner of a verified shop asks, a verifier checks."""

from typing import Final
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
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post, may_ask_place, swaps
from vendors import change_presenters, policies, queries, services
from vendors.acting import acting_vendor, asks_to_switch
from vendors.change_forms import CHANGE_FORMS, ChangeForm
from vendors.forms import ReasonForm
from vendors.judged import with_columns
from vendors.models import ChangeKind, ChangeRequest, ChangeStatus, Vendor
from vendors.policies import VendorAct

WORDS: Final = {
    "rekening": ChangeKind.ACCOUNT,
    "telepon": ChangeKind.PHONE,
    "alamat": ChangeKind.ADDRESS,
    "npwp": ChangeKind.NPWP,
    "pkp": ChangeKind.PKP,
}


def _own(request: HttpRequest) -> Vendor:
    """Return the chosen shop of an owner. Raises: NotAllowed for any other, and unverified ones."""
    vendor = acting_vendor(request, to=VendorAct.APPLY)
    if vendor is None:
        raise Http404
    require(policies.can_ask_change(actor_of(request), vendor))
    return vendor


@require_safe
@login_required
@asks_to_switch
def vendor_changes(request: HttpRequest) -> HttpResponse:
    """Show what stands on record, what waits, and what became of earlier requests."""
    vendor = _own(request)
    waiting = {row.kind: row for row in queries.changes_of(vendor, ChangeStatus.PENDING)}
    rows = [
        {
            "word": word,
            "label": kind.label,
            "value": change_presenters.value_of(vendor, kind),
            "waiting": waiting.get(kind),
        }
        for word, kind in WORDS.items()
    ]
    context = {
        "vendor": vendor,
        "rows": rows,
        "size": change_presenters.size_in_words(vendor),
        "decided": queries.changes_of(vendor).exclude(status=ChangeStatus.PENDING),
        "zone": vendor.time_zone,
        "crumbs": _crumbs(),
        "nav_active": "vendor_home",
    }
    return render(request, "vendors/changes.html", context)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    here = _("Changes")
    if not more:
        return [(_("My shop"), reverse("vendor_home")), (here, "")]
    return [(_("My shop"), reverse("vendor_home")), (here, reverse("vendor_changes")), *more]


@get_or_post
@login_required
@asks_to_switch
def vendor_change(request: HttpRequest, word: str) -> HttpResponse:
    """Ask for one change; a refusal keeps what was typed."""
    kind = WORDS.get(word)
    if kind is None:
        raise Http404
    vendor = _own(request)
    make = CHANGE_FORMS[kind]
    if request.method != "POST":
        return _ask(request, vendor, kind, make(vendor=vendor))
    if request.POST.get("act") == "choose":
        return _ask(request, vendor, kind, make(vendor=vendor, draft=request.POST.dict()))
    form = make(request.POST, files=request.FILES, vendor=vendor)
    if not form.is_valid():
        return _ask(request, vendor, kind, form, status=422)
    try:
        services.ask_change(
            vendor_id=vendor.pk,
            kind=kind,
            asked=form.asked(),
            upload=form.cleaned_data.get("upload"),
            actor=actor_of(request),
        )
    except DomainError as refused:
        refused.add_to(form, renamed={"region": "district"})
        return _ask(request, vendor, kind, form, status=refused.http_status)
    messages.success(request, _("Sent to the verifier. Until it is checked the old one is used."))
    return redirect("vendor_changes")


def _ask(
    request: HttpRequest, vendor: Vendor, kind: ChangeKind, form: ChangeForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "vendor": vendor,
        "form": form,
        "title": _("Change: %(what)s") % {"what": kind.label},
        "value": change_presenters.value_of(vendor, kind),
        "crumbs": _crumbs((str(kind.label), "")),
        "nav_active": "vendor_home",
    }
    chooses = kind == ChangeKind.ADDRESS and request.POST.get("act") == "choose"
    template = "vendors/_regions.html" if chooses and swaps(request) else "vendors/change.html"
    return may_ask_place(render(request, template, context, status=status))


@require_POST
@login_required
def change_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a waiting request back."""
    shops = policies.vendors_of(actor_of(request), to=VendorAct.APPLY)
    row = get_object_or_404(ChangeRequest, public_id=public_id, vendor__in=shops)
    try:
        services.withdraw_change(request_id=row.pk, actor=actor_of(request))
        messages.success(request, _("Withdrawn. What was verified stays."))
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect("vendor_changes")


# ---- the verifier


@get_or_post
@login_required
def change_review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what is on record beside what is asked, with the paper; apply or refuse it."""
    user = actor_of(request)
    row = _visible(request, public_id)
    form = ReasonForm(request.POST if request.POST.get("act") == "refuse" else None)
    if request.method != "POST":
        return _show_review(request, row, form)
    require(policies.can_read_change(user, row))
    act = request.POST.get("act", "")
    if act == "reveal":
        services.reveal_change(request_id=row.pk, actor=user)
        return _show_review(request, row, form, revealed=True)
    agrees = act in {"apply", "pass_on"}
    unsure = agrees and _is_doubtful(row) and "compared" not in request.POST
    if unsure or (act == "refuse" and not form.is_valid()):
        return _show_review(request, row, form, unsure=unsure, status=422)
    if act not in {"apply", "pass_on", "refuse"}:
        messages.error(request, _("Choose: apply the change, or refuse it with a reason."))
        return _show_review(request, row, form, status=422)
    try:
        messages.success(request, _decide(row, act, form, user))
    except DomainError as refused:
        messages.error(request, refused.message)
        return _show_review(request, _visible(request, public_id), form, status=refused.http_status)
    return redirect("vendor_queue" if policies.can_see_queue(user) else "tasks")


def _decide(row: ChangeRequest, act: str, form: forms.Form, user: User) -> str:
    """Carry out one decision; return what to say of it. Raises: DomainError."""
    if act == "pass_on":
        services.pass_change_on(request_id=row.pk, actor=user)
        return _("Passed on. Another person looks again; until then the old one is used.")
    if act == "apply":
        services.apply_change(request_id=row.pk, actor=user)
        return _("Applied. It is used from now on.")
    reason = form.cleaned_data["reason"]
    services.refuse_change(request_id=row.pk, reason=reason, actor=user)
    return _("Refused. The owner was told why.")


def _visible(request: HttpRequest, public_id: UUID) -> ChangeRequest:
    rows = policies.changes_open_to(actor_of(request)).select_related(
        "vendor__region__parent__parent", "file", "first_look_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def _is_doubtful(row: ChangeRequest) -> bool:
    """Say whether the machine doubts what is asked for: then a person says they compared it."""
    imagined = with_columns(row.vendor, row.columns)
    return change_presenters.change_check(imagined, ChangeKind(row.kind)).state == "warn"


def _show_review(
    request: HttpRequest,
    row: ChangeRequest,
    form: forms.Form,
    *,
    revealed: bool = False,
    unsure: bool = False,
    status: int = 200,
) -> HttpResponse:
    kind, vendor = ChangeKind(row.kind), row.vendor
    imagined = with_columns(vendor, row.columns)
    former = with_columns(vendor, row.former_columns)
    is_known = bool(row.before) or row.status != ChangeStatus.APPLIED
    verdict = policies.can_decide_change(actor_of(request), row)
    is_open = row.status == ChangeStatus.PENDING
    context = {
        "row": row,
        "vendor": vendor,
        "before": change_presenters.value_of(former, kind) if is_known else _("not kept"),
        "after": change_presenters.value_of(imagined, kind, revealed=revealed),
        "check": change_presenters.change_check(imagined, kind),
        "is_masked": kind in change_presenters.MASKED_CHANGES and not revealed,
        "can_decide": bool(verdict) and is_open,
        "can_reveal": is_open and bool(policies.can_read_change(actor_of(request), row)),
        "waits_for_another": verdict.reason
        if is_open and row.first_look_by_id == actor_of(request).pk
        else "",
        "unsure": unsure,
        "form": form,
        "zone": vendor.time_zone,
        "crumbs": [
            (_("Verification"), reverse("vendor_queue")),
            (vendor.number, reverse("vendor_review", args=[vendor.public_id])),
            (str(kind.label), ""),
        ],
        "title": gettext_lazy("Check a change"),
        "nav_active": "vendor_queue",
    }
    return render(request, "vendors/change_review.html", context, status=status)
