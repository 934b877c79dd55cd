"""Pages about the people of a shop: its owner adds and ends roles; a verifier names an owner."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.accounts.actor import actor_of
from marketplace.accounts.person_field import PersonField
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post
from vendors import invitation_queries, policies, queries, services
from vendors.acting import acting_vendor, asks_to_switch
from vendors.forms import ReasonForm
from vendors.models import Vendor, VendorMembership, VendorRole
from vendors.policies import VendorAct


class MemberForm(forms.Form):
    """Who is to act for the shop, and as what."""

    email = PersonField()
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=VendorRole.choices, widget=forms.RadioSelect
    )


class OwnerForm(ReasonForm):
    """Who becomes the owner of a shop without one, and why."""

    email = PersonField()
    field_order = ("email", "reason")


@get_or_post
@login_required
@asks_to_switch
def vendor_people(request: HttpRequest) -> HttpResponse:
    """Show who acts for the shop; its owner adds people here."""
    user = actor_of(request)
    vendor = acting_vendor(request)
    if vendor is None:
        raise Http404
    form = MemberForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        require(policies.acts_for(user, vendor, to=VendorAct.MANAGE_PEOPLE))
        status = 422
        if form.is_valid():
            person, role = form.cleaned_data["email"], VendorRole(form.cleaned_data["role"])
            try:
                services.add_member(vendor_id=vendor.pk, user=person, role=role, actor=user)
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                words = {"name": person, "role": role.label}
                messages.success(request, _("%(name)s acts for the shop: %(role)s.") % words)
                return redirect("vendor_people")
    return _show(request, vendor, form, status)


def _show(request: HttpRequest, vendor: Vendor, form: MemberForm, status: int) -> HttpResponse:
    user = actor_of(request)
    manages = bool(policies.acts_for(user, vendor, to=VendorAct.MANAGE_PEOPLE))
    held = queries.members(vendor)
    rows = [
        {
            "membership": row,
            "may_end": manages or bool(policies.can_end_membership(user, row)),
            "may_take_over": manages and row.role != VendorRole.OWNER and row.user_id != user.pk,
        }
        for row in held
    ]
    context = {
        "vendor": vendor,
        "rows": rows,
        "form": form if manages else None,
        "former": queries.former_members(vendor),
        "waiting": invitation_queries.waiting(vendor) if manages else [],
        "answered": invitation_queries.answered(vendor) if manages else [],
        "zone": vendor.region.time_zone if vendor.region else "",
        "crumbs": [(_("My shop"), reverse("vendor_home")), (_("People of the shop"), "")],
        "nav_active": "vendor_home",
    }
    return render(request, "vendors/people.html", context, status=status)


def _change(
    request: HttpRequest, membership_id: int, act: Callable[[VendorMembership], Any], said: str
) -> HttpResponse:
    """Carry out one step with a role of a shop the person acts for."""
    shops = policies.vendors_of(actor_of(request))
    rows = VendorMembership.objects.select_related("user", "vendor")
    row = get_object_or_404(rows.filter(vendor__in=shops), pk=membership_id)
    try:
        act(row)
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        words = {"name": row.user, "role": row.get_role_display()}
        messages.success(request, said % words)
    return redirect("vendor_people" if policies.acts_for(actor_of(request), row.vendor) else "home")


@require_POST
@login_required
def member_end(request: HttpRequest, membership_id: int) -> HttpResponse:
    """End a role at once."""

    def end(row: VendorMembership) -> None:
        services.end_membership(membership_id=row.pk, actor=actor_of(request))

    return _change(request, membership_id, end, _("The role of %(name)s ended: %(role)s."))


@require_POST
@login_required
def member_hand_over(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Make somebody of the shop its owner in one's own place."""

    def hand_over(row: VendorMembership) -> None:
        services.hand_over_ownership(vendor_id=row.vendor_id, to=row.user, actor=actor_of(request))

    return _change(request, membership_id, hand_over, _("%(name)s owns the shop from now on."))


@get_or_post
@login_required
def vendor_owner(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a verifier of the region or an operator name an owner where none can sign in."""
    user = actor_of(request)
    vendors = queries.with_region(Vendor.objects.all())
    vendor = vendors.filter(public_id=public_id).first()
    if vendor is None or not policies.can_name_owner(user, vendor):
        raise Http404
    form = OwnerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data
            try:
                services.name_owner(
                    vendor_id=vendor.pk, user=asked["email"], reason=asked["reason"], actor=user
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                words = {"name": asked["email"], "vendor": vendor}
                messages.success(request, _("%(name)s owns %(vendor)s from now on.") % words)
                return redirect("tasks")
    context = {
        "vendor": vendor,
        "form": form,
        "owners": queries.members(vendor).filter(role=VendorRole.OWNER),
        "crumbs": [(vendor.number, ""), (_("Name an owner"), "")],
        "nav_active": "vendor_queue",
    }
    return render(request, "vendors/owner.html", context, status=status)
