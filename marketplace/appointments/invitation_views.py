"""Pages of invitations to a role: the administrator's, and that of whoever was invited."""

from collections.abc import Callable
from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Membership, Role, User
from marketplace.accounts.services import LANGUAGES
from marketplace.appointments import inviting, policies
from marketplace.appointments.forms import InviteForm, NewcomerForm
from marketplace.appointments.inviting import InvitationState, Newcomer
from marketplace.appointments.models import RoleInvitation
from marketplace.core.errors import DomainError
from marketplace.core.inviting import VALID_DAYS
from marketplace.core.policy import require
from marketplace.web.asking import Asking, asked
from marketplace.web.requests import get_or_post


@get_or_post
@login_required
def agency_invite(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Invite somebody to a role in an agency, whether they have an account or not."""
    user = actor_of(request)
    agency = get_object_or_404(policies.read_by(user), pk=agency_id)
    require(policies.can_keep(user, agency.pk))
    form = InviteForm(request.POST or None, request.FILES or None)

    def carry_out() -> str:
        typed = form.cleaned_data
        inviting.invite(
            agency_id=agency.pk,
            email=typed["email"],
            role=Role(typed["role"]),
            paper=form.paper(),
            actor=user,
        )
        said = _("An invitation goes to %(address)s now. It is valid for %(days)s days.")
        return said % {"address": typed["email"], "days": VALID_DAYS}

    context = {
        "agency": agency,
        "crumbs": [(_("People of the agency"), reverse("agency_people")), (_("Invite"), "")],
        "nav_active": "agency_people",
    }
    page = Asking("appointments/invite.html", context, lambda: "agency_people")
    return asked(request, form, carry_out, page)


@require_POST
@login_required
def role_invitation_send(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send another letter; its link is the only one that counts."""
    said = _("Another letter goes out now; earlier ones no longer count.")
    return _changed(request, invitation_id, inviting.send_again, said)


@require_POST
@login_required
def role_invitation_withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    said = _("The invitation was taken back; its link opens nothing any more.")
    return _changed(request, invitation_id, inviting.withdraw, said)


def _changed(
    request: HttpRequest, invitation_id: int, act: Callable[..., Any], said: str
) -> HttpResponse:
    user = actor_of(request)
    rows = RoleInvitation.objects.filter(agency__in=policies.read_by(user))
    row = get_object_or_404(rows, pk=invitation_id)
    require(policies.can_keep(user, row.agency_id))
    try:
        act(invitation_id=row.pk, actor=user)
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect("agency_people")


@get_or_post
@never_cache
def role_invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Show an invitation to whoever has its letter; take the answer, and a new account."""
    row = inviting.by_code(code)
    where, refused = inviting.state_of(row), None
    person = request.user if isinstance(request.user, User) else None
    is_new = person is None and not inviting.has_account(row.email)
    form = NewcomerForm(request.POST or None if is_new else None, email=row.email)
    if request.method == "POST" and where == InvitationState.OPEN:
        try:
            if answer := _answered(request, code, person, form if is_new else None):
                return answer
        except DomainError as said:
            refused = said
            if is_new:
                said.add_to(form)
    elif where != InvitationState.OPEN:
        refused = inviting.closed(row, where)
    status = refused.http_status if refused else 422 if form.errors else 200
    context = {
        "invitation": row,
        "is_open": where == InvitationState.OPEN,
        "refused": refused.message if refused and not is_new else "",
        "is_new": is_new,
        "form": form,
        "may_accept": person is not None and bool(policies.can_accept(person, row)),
        "here": request.path,
    }
    return render(request, "appointments/invitation.html", context, status=status)


def _answered(
    request: HttpRequest, code: str, person: User | None, form: NewcomerForm | None
) -> HttpResponse | None:
    """Carry out an answer; None where the form has to be shown again. Raises: DomainError."""
    if person is not None:
        return _welcomed(request, inviting.accept(code=code, actor=person), "account")
    if form is None:
        return redirect_to_login(request.path)
    if not form.is_valid():
        return None
    if not ratelimit.consume(request, action="signup"):
        form.add_error(None, _("Too many requests. Wait a few minutes, then try again."))
        return None
    spoken = get_language() or ""
    who = Newcomer(
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        language=spoken if spoken in LANGUAGES else "id",
    )
    given = inviting.accept_as_newcomer(code=code, who=who)
    record_authentication(request, given.user, method="password", email=given.user.email)
    page = reverse("tasks")
    by_letter = EmailVerificationMethod.MANDATORY
    login = Login(user=given.user, redirect_url=page, email_verification=by_letter)
    entered: HttpResponse = perform_login(request, login)
    return entered


def _welcomed(request: HttpRequest, given: Membership, page: str) -> HttpResponse:
    words = {"role": given.get_role_display(), "office": given.office}
    messages.success(request, _("You are appointed: %(role)s, %(office)s.") % words)
    return redirect(page)
