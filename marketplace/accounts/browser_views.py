"""The page of the browsers in which a person is signed in."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts import services
from marketplace.accounts.actor import actor_of
from marketplace.accounts.browsers import browsers_of, sign_out_of


@require_safe
@login_required
def browsers(request: HttpRequest) -> HttpResponse:
    """List where one is signed in."""
    found = browsers_of(actor_of(request), here=request.session.session_key)
    context = {"browsers": found, "nav_active": "account"}
    return render(request, "accounts/browsers.html", context)


@require_POST
@login_required
def browser_sign_out(request: HttpRequest, browser_id: int) -> HttpResponse:
    """End the session of one browser."""
    device = sign_out_of(browser_id=browser_id, actor=actor_of(request))
    if not request.session.exists(request.session.session_key or ""):
        logout(request)
        return redirect("account_login")
    messages.success(request, _("%(device)s must sign in again.") % {"device": device})
    return redirect("browsers")


@require_POST
@login_required
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End all sessions of one's own account but this one."""
    user = actor_of(request)
    account = services.sign_out_elsewhere(account_id=user.pk, actor=user)
    update_session_auth_hash(request, account)
    UserSession.objects.create_from_request(request)  # it goes on under another key
    messages.success(request, _("All other browsers must sign in again."))
    return redirect("browsers")
