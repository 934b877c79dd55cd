"""Pages of licences: the shop's list, handing one in, and the verifier's comparison."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web import panels
from marketplace.web.requests import get_or_post
from vendors import policies as vendor_policies
from vendors.acting import acting_vendor, asks_to_switch
from vendors.licences import policies, presenters, queries, services
from vendors.licences.forms import LicenceForm, VerdictForm
from vendors.licences.kinds import KINDS, LicenceKind
from vendors.licences.models import Licence, LicenceStatus
from vendors.models import Vendor
from vendors.policies import VendorAct


def _own(request: HttpRequest, act: VendorAct) -> Vendor:
    vendor = acting_vendor(request, to=act)
    if vendor is None:
        raise Http404
    return vendor


@require_safe
@login_required
@asks_to_switch
def licence_list(request: HttpRequest) -> HttpResponse:
    """Show the licences of the shop: how each stands, what ends, what hides goods."""
    vendor = _own(request, VendorAct.SELL)
    found = presenters.rows(queries.licences_of(vendor), queries.sale_day())
    context = {
        "vendor": vendor,
        "rows": [row for row in found if not row.over],
        "history": [row for row in found if row.over],
        "may_ask": policies.can_ask(actor_of(request), vendor),
        "panels": panels.collect("licences.panels", request, vendor),
        "crumbs": [(_("My shop"), reverse("vendor_home")), (_("Licences"), "")],
        "zone": vendor.time_zone,
        "nav_active": "licence_list",
    }
    return render(request, "licences/list.html", context)


@require_safe
@login_required
def licence_kinds(request: HttpRequest) -> HttpResponse:
    """Choose what kind of licence is handed in, with the office that issues each."""
    vendor = _own(request, VendorAct.APPLY)
    context = {
        "vendor": vendor,
        "may_ask": policies.can_ask(actor_of(request), vendor),
        "kinds": [(kind, KINDS[kind]) for kind in LicenceKind],
        "crumbs": _crumbs(_("Hand in a licence")),
        "nav_active": "licence_list",
    }
    return render(request, "licences/kinds.html", context)


@get_or_post
@login_required
def licence_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand in a licence of one kind; a refusal keeps what was typed."""
    if kind not in LicenceKind.values:
        raise Http404
    return _hand_in(request, _own(request, VendorAct.APPLY), LicenceKind(kind))


@get_or_post
@login_required
def licence_renew(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand in the licence that renews or repairs another one."""
    shops = vendor_policies.vendors_of(actor_of(request), to=VendorAct.APPLY)
    rows = Licence.objects.select_related("vendor__region")
    earlier = get_object_or_404(rows, public_id=public_id, vendor__in=shops)
    return _hand_in(request, earlier.vendor, LicenceKind(earlier.kind), earlier)


def _hand_in(
    request: HttpRequest, vendor: Vendor, kind: LicenceKind, earlier: Licence | None = None
) -> HttpResponse:
    user = actor_of(request)
    require(policies.can_ask(user, vendor))
    form, status = LicenceForm(kind=kind, earlier=earlier), 200
    if request.method == "POST":
        form, status = LicenceForm(request.POST, request.FILES, kind=kind, earlier=earlier), 422
        if form.is_valid():
            try:
                services.ask_licence(
                    vendor_id=vendor.pk,
                    facts=form.facts(),
                    upload=form.cleaned_data.get("upload"),
                    actor=user,
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("Sent to the verifier. You are told of the answer."))
                return redirect("licence_list")
    context = {
        "vendor": vendor,
        "kind": kind,
        "meaning": KINDS[kind],
        "earlier": earlier,
        "form": form,
        "crumbs": _crumbs(str(kind.label)),
        "nav_active": "licence_list",
    }
    return render(request, "licences/new.html", context, status=status)


def _crumbs(here: str) -> list[tuple[str, str]]:
    shop, all_ = (_("My shop"), reverse("vendor_home")), (_("Licences"), reverse("licence_list"))
    return [shop, all_, (here, "")]


@require_POST
@login_required
def licence_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a licence that waits."""
    shops = vendor_policies.vendors_of(actor_of(request), to=VendorAct.APPLY)
    row = get_object_or_404(Licence, public_id=public_id, vendor__in=shops)
    try:
        services.withdraw_licence(licence_id=row.pk, actor=actor_of(request))
        messages.success(request, _("Withdrawn."))
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect("licence_list")


# ---- the verifier


ACTS = {"verify", "return", "revoke"}


@get_or_post
@login_required
def licence_review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a licence beside its paper; verify, return or revoke it. Auditors read."""
    rows = policies.reviewable_by(actor_of(request)).select_related(
        "file", "asked_by", "decided_by", "revoked_by"
    )
    licence = get_object_or_404(rows, public_id=public_id)
    if request.method != "POST":
        return _show(request, licence, VerdictForm())
    require(policies.can_judge(actor_of(request), licence))
    act = request.POST.get("act", "")
    form = VerdictForm(request.POST if act in {"return", "revoke"} else None)
    if act not in ACTS:
        messages.error(request, _("Choose: verify the licence, or return it with a reason."))
        return _show(request, licence, form, status=422)
    if form.is_bound and not form.is_valid():
        return _show(request, licence, form, status=422)
    try:
        _judge(request, licence, act, form)
    except DomainError as refused:
        messages.error(request, refused.message)
        fresh = get_object_or_404(rows, public_id=public_id)
        return _show(request, fresh, form, status=refused.http_status)
    return redirect("vendor_queue")


def _judge(request: HttpRequest, licence: Licence, act: str, form: VerdictForm) -> None:
    """Carry the verdict out. Raises: DomainError."""
    user = actor_of(request)
    if act == "verify":
        services.verify_licence(licence_id=licence.pk, actor=user)
        messages.success(request, _("Verified. It counts from now on."))
        return
    reason = form.cleaned_data["reason"]
    if act == "return":
        services.return_licence(licence_id=licence.pk, reason=reason, actor=user)
        messages.success(request, _("Returned. The shop was told why."))
    else:
        services.revoke_licence(licence_id=licence.pk, reason=reason, actor=user)
        messages.success(request, _("Revoked. Goods that need it are not sold any more."))


def _show(
    request: HttpRequest, licence: Licence, form: VerdictForm, *, status: int = 200
) -> HttpResponse:
    vendor, today = licence.vendor, queries.sale_day()
    may_judge = bool(policies.can_judge(actor_of(request), licence))
    context: dict[str, Any] = {
        "licence": licence,
        "vendor": vendor,
        "state": queries.state_of(licence, today),
        "facts": presenters.facts(licence),
        "register": KINDS[licence.kind].register,
        "doubts": presenters.doubts(licence, today),
        "can_decide": may_judge and licence.status == LicenceStatus.WAITING,
        "can_revoke": may_judge and licence.status == LicenceStatus.VERIFIED,
        "form": form,
        "zone": vendor.time_zone,
        "crumbs": [
            (_("Verification"), reverse("vendor_queue")),
            (vendor.number, reverse("vendor_review", args=[vendor.public_id])),
            (licence.get_kind_display(), ""),
        ],
        "nav_active": "vendor_queue",
    }
    return render(request, "licences/review.html", context, status=status)
