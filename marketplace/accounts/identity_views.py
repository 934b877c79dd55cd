"""Signing in with the account of another system, and the page where it is linked with one's own.

What was begun stands in the browser's session and is used up by the first answer. An account is
linked only after its owner has seen which one it is: a stranger who got a browser to sign in over
there as somebody else would otherwise enter by it later.
"""

from dataclasses import asdict
from typing import Any, Final

from allauth.account import views as allauth_views
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts import identities, outside
from marketplace.accounts.actor import actor_of
from marketplace.accounts.outside import Begun, Identity
from marketplace.accounts.step_up import asks_proof
from marketplace.core import clock
from marketplace.core.cache import count_up
from marketplace.core.errors import DomainError
from marketplace.web.requests import get_or_post, own_address, own_link, sender_of

BEGUN: Final = "identity_begun"  # in the session: what the other system is to answer, and for whom
MOST_BEGUN_A_MINUTE: Final = 30  # from one address
FOUND: Final = "identity_found"  # in the session: what its owner is asked to link


class LoginView(allauth_views.LoginView):  # type: ignore[misc]
    """The page of signing in, with the way over another system where there is one."""

    def get_context_data(self, **options: Any) -> Any:
        """Name that system."""
        return super().get_context_data(**options) | {"outside": outside.name()}


sign_in = LoginView.as_view()


@require_safe
@never_cache
def identity_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the other system."""
    _require_open()
    page = own_address(request, request.GET.get("next", ""))
    page = page if page.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated:
        return HttpResponseRedirect(page)
    if not _asks_few(request):
        messages.error(request, _("Too many requests. Wait a few minutes, then try again."))
        return redirect("account_login")
    return _sent_there(request, {"for": None, "page": page}, refused_to="account_login")


@require_safe
@never_cache
@login_required
@asks_proof
def identity_begin(request: HttpRequest) -> HttpResponse:
    """Send a signed-in person to the other system, to link their account of it."""
    _require_open()
    return _sent_there(request, {"for": actor_of(request).pk}, refused_to="identities")


@require_safe
@never_cache
def identity_callback(request: HttpRequest) -> HttpResponse:
    """Take what the other system says: sign in, or ask whether to link."""
    _require_open()
    waiting: dict[str, Any] = request.session.pop(BEGUN, {})
    person = request.user.pk if request.user.is_authenticated else None
    try:
        if not waiting or waiting["for"] != person:
            raise outside.stale()
        begun = Begun(**waiting["begun"])
        identity = outside.identity_of(begun, request.GET.dict(), back=_back())
        if person is None:
            return _let_in(request, identity, waiting["page"])
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect("account_login" if person is None else "identities")
    request.session[FOUND] = {"for": person, "identity": asdict(identity)}
    return redirect("identity_link")


@require_safe
@login_required
def my_identities(request: HttpRequest) -> HttpResponse:
    """List what opens one's own account beside its password."""
    rows = identities.of(actor_of(request))
    context = {
        "rows": rows,
        "outside": outside.name(),
        "may_link": outside.is_open() and settings.OIDC_ISSUER not in {row.issuer for row in rows},
        "nav_active": "account",
    }
    return render(request, "accounts/identities.html", context)


@get_or_post
@never_cache
@login_required
@asks_proof
def identity_link(request: HttpRequest) -> HttpResponse:
    """Ask whether the account that signed in over there shall open one's own, and let it."""
    user = actor_of(request)
    found: dict[str, Any] = request.session.get(FOUND, {})
    if found.get("for") != user.pk:
        return redirect("identities")
    identity, form, status = Identity(**found["identity"]), Form(), 200
    if request.method == "POST":
        form = Form({})
        try:
            linked = identities.link(actor=user, identity=identity)
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            del request.session[FOUND]
            messages.success(
                request, _("From now on %(account)s opens your account.") % {"account": linked}
            )
            return redirect("identities")
    context = {
        "identity": identity,
        "outside": outside.name(),
        "form": form,
        "nav_active": "account",
    }
    return render(request, "accounts/identity_link.html", context, status=status)


@require_POST
@login_required
@asks_proof
def identity_unlink(request: HttpRequest, identity_id: int) -> HttpResponse:
    """Let one no longer open one's own account."""
    shown = identities.unlink(actor=actor_of(request), identity_id=identity_id)
    messages.success(request, _("%(account)s opens your account no more.") % {"account": shown})
    return redirect("identities")


def _asks_few(request: HttpRequest) -> bool:
    """Count who begins: each may make this server ask the other one how it describes itself."""
    minute = int(clock.now().timestamp()) // 60
    key = f"oidc-begun-{sender_of(request)}-{minute}"
    return count_up(key, kept_seconds=120) <= MOST_BEGUN_A_MINUTE


def _sent_there(request: HttpRequest, waiting: dict[str, Any], *, refused_to: str) -> HttpResponse:
    begun = Begun.now()
    try:
        address = outside.address_for(begun, back=_back())
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect(refused_to)
    request.session[BEGUN] = {**waiting, "begun": asdict(begun)}
    return HttpResponseRedirect(address)


def _let_in(request: HttpRequest, identity: Identity, page: str) -> HttpResponse:
    """Go through the stages of every sign-in: who has a second step is asked for it."""
    user = identities.entered_by(identity)
    record_authentication(request, user, method="oidc")
    by_letter = EmailVerificationMethod.MANDATORY if user.email else EmailVerificationMethod.NONE
    login = Login(user=user, redirect_url=page, email_verification=by_letter)
    response: HttpResponse = perform_login(request, login)
    return response


def _require_open() -> None:
    if not outside.is_open():
        raise Http404


def _back() -> str:
    return own_link(reverse("identity_callback"))
