"""Pages of what is each member's: a cooperative's totals, one member's statement, one claim."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import clock, sheets
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.snapshot import one_moment
from marketplace.web.paging import page_of
from marketplace.web.requests import download, get_or_post
from payments import member_queries, member_sheets, policies, services
from payments.member_forms import HandOnForm, TakeBackForm
from payments.models import MemberPayment
from vendors.members.models import CooperativeMember
from vendors.models import Vendor

PER_PAGE: Final = 50
STATEMENT_ROWS: Final = 400  # on one printed statement


def _cooperative(request: HttpRequest, public_id: UUID) -> Vendor:
    rows = policies.member_money_of(actor_of(request)).select_related("region")
    return get_object_or_404(rows, public_id=public_id)


def _way(request: HttpRequest, vendor: Vendor, *here: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the crumbs: from the money of one's own shop, or from the list a reader came by."""
    own = bool(policies.can_pay_members(actor_of(request), vendor))
    start = (
        (_("Your money"), reverse("vendor_money"))
        if own
        else (_("Members"), reverse("coop_review", args=[vendor.public_id]))
    )
    page = reverse("member_money", args=[vendor.public_id]) if here else ""
    return [start, (_("Money of the members"), page), *here]


def _nav(request: HttpRequest, vendor: Vendor) -> str:
    own = policies.can_pay_members(actor_of(request), vendor)
    return "vendor_money" if own else "vendor_queue"


@require_safe
@login_required
@one_moment()
def member_money(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what reached a cooperative for each member, what was handed on and what is owed."""
    vendor = _cooperative(request, public_id)
    page = page_of(request, member_queries.members_with_money(vendor), PER_PAGE)
    context = {
        "vendor": vendor,
        "sums": member_queries.sums_of(vendor),
        "rows": [_row(row) for row in page],
        "page_obj": page,
        "crumbs": _way(request, vendor),
        "nav_active": _nav(request, vendor),
    }
    return render(request, "payments/member_money.html", context)


def _row(found: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("maker__member__"): value for name, value in found.items()}


@require_safe
@login_required
@one_moment()
def member_money_export(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Hand out every part of every member as a table."""
    vendor = _cooperative(request, public_id)
    if kind not in member_sheets.KINDS:
        raise Http404
    content = member_sheets.table(member_queries.parts_since(vendor), vendor.time_zone, kind)
    mime = sheets.XLSX if kind == "xlsx" else sheets.CSV
    return download(content, f"uang-anggota-{vendor.slug}.{kind}", mime)


@require_safe
@login_required
@one_moment()
def claim_split(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how the net of one claim is shared among the makers and the cooperative."""
    splits = member_queries.splits_of(policies.member_money_of(actor_of(request)))
    split = get_object_or_404(splits, claim__public_id=public_id)
    context = {
        "split": split,
        "claim": split.claim,
        "order": split.claim.order,
        "shares": member_queries.shares_of(split),
        "zone": split.vendor.time_zone,
        "crumbs": _way(request, split.vendor, (split.claim.number, "")),
        "nav_active": _nav(request, split.vendor),
    }
    return render(request, "payments/claim_split.html", context)


# ---- one member


def _member(request: HttpRequest, public_id: UUID) -> CooperativeMember:
    shops = policies.member_money_of(actor_of(request))
    rows = CooperativeMember.objects.filter(vendor__in=shops).select_related("vendor__region")
    return get_object_or_404(rows, public_id=public_id)


@get_or_post
@login_required
def member_statement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one member's parts, and take the word that some were paid to the member."""
    member = _member(request, public_id)
    if request.method != "POST":
        return _statement(request, member)
    require(policies.can_pay_members(actor_of(request), member.vendor))
    form = HandOnForm(request.POST, request.FILES, member=member)
    if not form.is_valid():
        return _statement(request, member, form, status=422)
    try:
        services.record_member_payment(
            member_id=member.pk,
            facts=form.facts(),
            upload=form.cleaned_data["proof"],
            actor=actor_of(request),
        )
    except DomainError as refused:
        refused.add_to(form)
        return _statement(request, member, form, status=refused.http_status)
    messages.success(request, _("Written down. It cannot be changed afterwards."))
    return redirect("member_statement", member.public_id)


@one_moment()
def _statement(
    request: HttpRequest,
    member: CooperativeMember,
    form: HandOnForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    vendor = member.vendor
    may_pay = bool(policies.can_pay_members(actor_of(request), vendor))
    sums = member_queries.sums_of_member(member)
    page = page_of(request, member_queries.parts_of(member), PER_PAGE)
    context = {
        "member": member,
        "vendor": vendor,
        "sums": sums,
        "parts": page,
        "page_obj": page,
        "may_pay": may_pay,
        "payments": member_queries.payments_to(member)[:PER_PAGE],
        "form": (form or HandOnForm(member=member)) if may_pay and sums.owed_rupiah else None,
        "zone": vendor.time_zone,
        "crumbs": _way(request, vendor, (member.name, "")),
        "nav_active": _nav(request, vendor),
    }
    return render(request, "payments/member_statement.html", context, status=status)


@get_or_post
@login_required
def member_payment_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a payment back that was written down by mistake, with the reason."""
    actor = actor_of(request)
    rows = MemberPayment.objects.filter(vendor__in=policies.member_money_of(actor))
    payment = get_object_or_404(rows.select_related("vendor", "member"), public_id=public_id)
    require(policies.can_pay_members(actor, payment.vendor))
    form, status = TakeBackForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.take_payment_back(
                    payment_id=payment.pk, reason=form.cleaned_data["reason"], actor=actor
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("Taken back. What it was for is owed again."))
                return redirect("member_statement", payment.member.public_id)
    statement = reverse("member_statement", args=[payment.member.public_id])
    context = {
        "form": form,
        "payment": payment,
        "statement_url": statement,
        "crumbs": _way(
            request, payment.vendor, (payment.member.name, statement), (_("Take back"), "")
        ),
        "nav_active": _nav(request, payment.vendor),
    }
    return render(request, "payments/member_payment_back.html", context, status=status)


@never_cache
@require_safe
@login_required
@one_moment()
def member_statement_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the statement of one member as a sheet to be printed and signed."""
    member = _member(request, public_id)
    vendor = member.vendor
    context = {
        "member": member,
        "vendor": vendor,
        "sums": member_queries.sums_of_member(member),
        "parts": list(member_queries.parts_of(member)[:STATEMENT_ROWS]),
        "today": clock.today(vendor.time_zone),
        "back_url": reverse("member_statement", args=[member.public_id]),
    }
    return render(request, "payments/member_statement_print.html", context)
