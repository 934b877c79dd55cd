"""Pages of an agency's people: who holds which role, appointing, ending, standing in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Membership, Role, User
from marketplace.appointments import inviting, policies, queries, services
from marketplace.appointments.forms import AddressForm, AppointForm, EndForm, StandInForm
from marketplace.core.policy import require
from marketplace.web.asking import Asking, asked
from marketplace.web.requests import get_or_post


@login_required
@require_safe
def agency_people(request: HttpRequest) -> HttpResponse:
    """List who holds which role in the agencies that the viewer keeps or answers for."""
    user = actor_of(request)
    agencies = list(policies.read_by(user))
    if not agencies:
        require(policies.can_keep(user, None))
    context = {
        "offices": queries.people_of(agencies, user),
        "former": queries.former(agencies),
        "invitations": inviting.waiting(agencies),
        "kept": user.agencies_as(Role.AGENCY_ADMIN),
        "nav_active": "agency_people",
    }
    return render(request, "appointments/people.html", context)


@get_or_post
@login_required
def agency_appoint(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Appoint somebody to a role in an agency."""
    user = actor_of(request)
    agency = get_object_or_404(policies.read_by(user), pk=agency_id)
    require(policies.can_keep(user, agency.pk))
    form = AppointForm(request.POST or None, request.FILES or None)

    def carry_out() -> str:
        typed = form.cleaned_data
        person, role = typed["email"], Role(typed["role"])
        services.appoint(
            agency_id=agency.pk, person=person, role=role, paper=form.paper(), actor=user
        )
        return _("%(name)s is appointed: %(role)s.") % {"name": person, "role": role.label}

    context = {"agency": agency, "crumbs": _crumbs(_("Appoint somebody"))}
    renamed = {"person": "email"}
    return _asked(request, form, carry_out, "appointments/appoint.html", context, renamed)


@get_or_post
@login_required
def agency_address(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Change where an agency is."""
    user = actor_of(request)
    agency = get_object_or_404(policies.read_by(user), pk=agency_id)
    require(policies.can_keep(user, agency.pk))
    form = AddressForm(request.POST or None, initial={"address": agency.address})

    def carry_out() -> str:
        address = form.cleaned_data["address"]
        services.change_address(agency_id=agency.pk, address=address, actor=user)
        return _("The address was changed.")

    context = {"agency": agency, "crumbs": _crumbs(_("Address of the agency"))}
    return _asked(request, form, carry_out, "appointments/address.html", context, {})


@get_or_post
@login_required
def role_stand_in(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Enter that a holder is away, and who stands in."""
    user, held = _of(request, membership_id)
    require(policies.can_name_stand_in(user, held))
    form = StandInForm(request.POST or None, request.FILES or None, held=held)

    def carry_out() -> str:
        typed = form.cleaned_data
        services.name_stand_in(
            membership_id=held.pk,
            person=typed["person"],
            paper=form.paper(),
            reason=typed["reason"],
            actor=user,
        )
        words = {"name": typed["person"], "holder": held.user}
        return _("%(name)s stands in for %(holder)s in these days.") % words

    context = {"held": held, "crumbs": _crumbs(_("Enter leave"))}
    renamed = {"email": "person"}
    return _asked(request, form, carry_out, "appointments/stand_in.html", context, renamed)


@get_or_post
@login_required
def role_end(request: HttpRequest, membership_id: int) -> HttpResponse:
    """End a role, or call a stand-in back, with the reason."""
    user, held = _of(request, membership_id)
    require(policies.can_end(user, held))
    form = EndForm(request.POST or None)

    def carry_out() -> str:
        services.end_role(membership_id=held.pk, reason=form.cleaned_data["reason"], actor=user)
        words = {"name": held.user, "role": held.get_role_display()}
        return _("The role of %(name)s ended: %(role)s.") % words

    context = {"held": held, "crumbs": _crumbs(_("End a role"))}
    return _asked(request, form, carry_out, "appointments/end.html", context, {})


def _of(request: HttpRequest, membership_id: int) -> tuple[User, Membership]:
    user = actor_of(request)
    return user, get_object_or_404(policies.visible_to(user), pk=membership_id)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("People of the agency"), reverse("agency_people")), (last, "")]


def _asked(
    request: HttpRequest,
    form: Any,
    carry_out: Callable[[], str],
    template: str,
    context: dict[str, Any],
    renamed: dict[str, str],
) -> HttpResponse:
    """Ask for a step of the list and return to where the viewer came from."""

    def then() -> str:
        return "agency_people" if policies.read_by(actor_of(request)).exists() else "account"

    shown = {"nav_active": "agency_people", **context}
    return asked(request, form, carry_out, Asking(template, shown, then, renamed))
