"""Pages of an agency's approval rules: what holds, what is entered, what ends."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Role, User
from marketplace.core import clock
from marketplace.core.policy import require
from marketplace.orders import services
from marketplace.orders.own_rules import reading as policies
from marketplace.orders.own_rules.forms import ApprovalRuleForm, EndApprovalRuleForm
from marketplace.web import panels
from marketplace.web.asking import Asking, asked
from marketplace.web.requests import get_or_post

NAV = "approval_rules"


@panels.provide("places")
def place_of_rules(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead whoever keeps an agency's approval rules, or answers for its budget, to them."""
    user = request.user
    if not isinstance(user, User) or not user.agencies_as(*policies.READERS):
        return []
    return [panels.Place(NAV, _("Approval rules"), "shield-check", order=71)]


@login_required
@require_safe
def approval_rules(request: HttpRequest) -> HttpResponse:
    """List the rules of the agencies that the viewer keeps or answers for."""
    user = actor_of(request)
    agencies = list(policies.read_by(user))
    if not agencies:
        require(policies.can_keep(user, None))
    rows = sorted(policies.visible_to(user), key=lambda rule: rule.agency_id)
    by_agency = {key: list(found) for key, found in groupby(rows, key=lambda one: one.agency_id)}
    offices = [
        (agency, clock.today(agency.time_zone), by_agency.get(agency.pk, [])) for agency in agencies
    ]
    context = {
        "offices": offices,
        "kept": user.agencies_as(Role.AGENCY_ADMIN),
        "nav_active": NAV,
    }
    return render(request, "orders/approval_rules.html", context)


@get_or_post
@login_required
def approval_rule_new(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Enter a rule of an agency."""
    user = actor_of(request)
    agency = get_object_or_404(policies.read_by(user), pk=agency_id)
    require(policies.can_keep(user, agency.pk))
    form = ApprovalRuleForm(request.POST or None, agency=agency)

    def carry_out() -> str:
        services.enter_approval_rule(
            agency_id=agency.pk, new=form.rule(), reason=form.cleaned_data["reason"], actor=user
        )
        return _("The rule is entered. It holds from its first day on.")

    context = {"agency": agency, "crumbs": _crumbs(_("Enter a rule"))}
    return _asked(request, form, carry_out, "orders/approval_rule_new.html", context)


@get_or_post
@login_required
def approval_rule_end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Give a rule its last day."""
    user = actor_of(request)
    rule = get_object_or_404(policies.visible_to(user), pk=rule_id)
    require(policies.can_keep(user, rule.agency_id))
    form = EndApprovalRuleForm(request.POST or None)

    def carry_out() -> str:
        typed = form.cleaned_data
        services.end_approval_rule(
            rule_id=rule.pk, last_day=typed["valid_to"], reason=typed["reason"], actor=user
        )
        return _("The rule has its last day now.")

    context = {
        "rule": rule,
        "words": policies.words(rule),
        "crumbs": _crumbs(_("End a rule")),
    }
    return _asked(request, form, carry_out, "orders/approval_rule_end.html", context)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("Approval rules"), reverse("approval_rules")), (last, "")]


def _asked(
    request: HttpRequest,
    form: Any,
    carry_out: Callable[[], str],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Ask for a step of the list and return to it."""
    shown = {"nav_active": NAV, **context}
    return asked(request, form, carry_out, Asking(template, shown, lambda: "approval_rules"))
