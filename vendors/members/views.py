"""Pages of a cooperative's members: list, one member, leaving, and what verifiers read."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.text import clean_line
from marketplace.web import panels
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from vendors.acting import acting_vendor, asks_to_switch
from vendors.members import policies, presenters, queries, services
from vendors.members.forms import LeaveForm, MemberForm, PurposeForm
from vendors.members.models import CooperativeMember
from vendors.models import Vendor
from vendors.policies import VendorAct
from vendors.region_words import region_label

PER_PAGE: Final = 50
WORDS_MAX: Final = 80
NAV: Final = "coop_members"


def own_cooperative(request: HttpRequest) -> Vendor:
    """Return the chosen shop where it is a cooperative with members; no other has this page."""
    vendor = acting_vendor(request, to=VendorAct.SELL)
    if vendor is None or not policies.can_keep(actor_of(request), vendor):
        raise Http404
    return vendor


def crumbs(here: str = "") -> list[tuple[str, str]]:
    """Return the way from the shop to a page of its members."""
    shop, all_ = (_("My shop"), reverse("vendor_home")), (_("Members"), reverse("coop_members"))
    return [shop, all_, (here, "")] if here else [shop, (_("Members"), "")]


def _sought(request: HttpRequest) -> tuple[str, bool]:
    return clean_line(request.GET.get("q", ""))[:WORDS_MAX], request.GET.get("keadaan") == "keluar"


@require_safe
@login_required
@asks_to_switch
def coop_members(request: HttpRequest) -> HttpResponse:
    """List the members of the cooperative, with what each makes."""
    vendor = own_cooperative(request)
    words, left = _sought(request)
    page = page_of(request, queries.members_of(vendor, words=words, left=left), PER_PAGE)
    context = {
        "vendor": vendor,
        "numbers": queries.numbers_of(vendor),
        "lines": presenters.lines(page),
        "page_obj": page,
        "words": words,
        "left": left,
        "sheet": queries.open_sheet(vendor),
        "panels": panels.collect("members.panels", request, vendor),
        "crumbs": crumbs(),
        "nav_active": NAV,
    }
    return render(request, "members/list.html", context)


@get_or_post
@login_required
def coop_member_new(request: HttpRequest) -> HttpResponse:
    """Add one member; a refusal keeps what was typed."""
    vendor = own_cooperative(request)
    form, status = MemberForm(vendor=vendor), 200
    if request.method == "POST":
        form, status = MemberForm(request.POST, vendor=vendor), 422
        if form.is_valid():
            try:
                services.add_member(
                    vendor_id=vendor.pk, facts=form.facts(), actor=actor_of(request)
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("The member is on the list."))
                return redirect("coop_members")
    context = {"vendor": vendor, "form": form, "crumbs": crumbs(_("Add a member"))}
    return render(request, "members/new.html", {**context, "nav_active": NAV}, status=status)


def _own_member(request: HttpRequest, public_id: UUID) -> CooperativeMember:
    vendor = own_cooperative(request)
    rows = CooperativeMember.objects.select_related("region__parent", "vendor__region")
    return get_object_or_404(rows, public_id=public_id, vendor=vendor)


@get_or_post
@login_required
def coop_member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one member and take corrections; who has left is only shown."""
    member = _own_member(request, public_id)
    if request.method != "POST":
        return _show(request, member)
    form = MemberForm(request.POST, vendor=member.vendor, member=member)
    if not form.is_valid():
        return _show(request, member, form=form, status=422)
    try:
        services.change_member(member_id=member.pk, facts=form.facts(), actor=actor_of(request))
    except DomainError as refused:
        refused.add_to(form)
        return _show(request, member, form=form, status=refused.http_status)
    messages.success(request, _("Saved. Orders placed before keep the name they had."))
    return redirect("coop_member", member.public_id)


@require_POST
@login_required
def coop_member_leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note the last day of a member."""
    member = _own_member(request, public_id)
    form = LeaveForm(request.POST, auto_id="keluar_%s")
    if not form.is_valid():
        return _show(request, member, leave=form, status=422)
    try:
        services.end_member(
            member_id=member.pk, until=form.cleaned_data["until"], actor=actor_of(request)
        )
    except DomainError as refused:
        refused.add_to(form)
        return _show(request, member, leave=form, status=refused.http_status)
    messages.success(request, _("Noted. Listings name this member no longer."))
    return redirect("coop_members")


def _show(
    request: HttpRequest,
    member: CooperativeMember,
    *,
    form: MemberForm | None = None,
    leave: LeaveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "member": member,
        "line": presenters.lines([member])[0],
        "form": form or MemberForm(vendor=member.vendor, member=member),
        "leave": leave or LeaveForm(auto_id="keluar_%s"),
        "panels": panels.collect("member.panels", request, member),
        "crumbs": crumbs(member.name),
        "nav_active": NAV,
    }
    return render(request, "members/member.html", context, status=status)


# ---- verifiers and auditors


@require_safe
@login_required
def coop_review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List a cooperative's members for the verifiers and auditors of its region."""
    rows = policies.watched_by(actor_of(request)).select_related("region")
    vendor = get_object_or_404(rows, public_id=public_id)
    words, left = _sought(request)
    page = page_of(request, queries.members_of(vendor, words=words, left=left), PER_PAGE)
    context = {
        "vendor": vendor,
        "numbers": queries.numbers_of(vendor),
        "lines": presenters.lines(page, judged=True),
        "page_obj": page,
        "words": words,
        "left": left,
        "panels": panels.collect("members.panels", request, vendor),
        "crumbs": _review_crumbs(vendor),
        "nav_active": "vendor_queue",
    }
    return render(request, "members/review.html", context)


def _review_crumbs(vendor: Vendor, here: str = "") -> list[tuple[str, str]]:
    way = [
        (_("Verification"), reverse("vendor_queue")),
        (vendor.number, reverse("vendor_review", args=[vendor.public_id])),
    ]
    if not here:
        return [*way, (_("Members"), "")]
    return [*way, (_("Members"), reverse("coop_review", args=[vendor.public_id])), (here, "")]


@never_cache
@get_or_post
@login_required
def coop_member_review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one member to a verifier or auditor; the NIK in full for a purpose, on record."""
    rows = policies.members_watched_by(actor_of(request)).select_related(
        "vendor__region", "region__parent"
    )
    member = get_object_or_404(rows, public_id=public_id)
    form, nik, status = PurposeForm(), "", 200
    if request.method == "POST":
        form, status = PurposeForm(request.POST), 422
        if form.is_valid():
            try:
                nik = services.reveal_nik(
                    member_id=member.pk,
                    purpose=form.cleaned_data["purpose"],
                    actor=actor_of(request),
                )
                status = 200
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
    context = {
        "member": member,
        "line": presenters.lines([member], judged=True)[0],
        "place": region_label(member.region),
        "nik": nik,
        "form": form,
        "crumbs": _review_crumbs(member.vendor, member.name),
        "nav_active": "vendor_queue",
    }
    return render(request, "members/member_review.html", context, status=status)
