"""Signing in, registering, proving oneself and taking another number by a code sent to a telephone.

The code that a browser waits for stands in its session, by its key alone. Whatever the number is,
the answers are the same; wrong codes are counted with those of the sign-in page (``lockout``).
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_login_failed
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.accounts import lockout, phone_codes, phone_notes, services
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import CodePurpose, PhoneCode, User, phone_name
from marketplace.accounts.phone_forms import CodeForm, PhoneForm, SignUpForm
from marketplace.accounts.signin import enters_by_code, locked_out
from marketplace.accounts.step_up import asks_proof
from marketplace.core import phones
from marketplace.core.errors import DomainError
from marketplace.web.requests import get_or_post, own_address, sender_of

WAITING: Final = "phone_code"  # in the session: which code is awaited, and what for


@get_or_post
@never_cache
def phone_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the number of an account and send its code."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_wanted_page(request))
    form = PhoneForm(request.POST or None)
    return _asked(request, form, CodePurpose.SIGN_IN, "account/phone_sign_in.html")


@get_or_post
@never_cache
def phone_sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for name and number of a new account and send its code."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_wanted_page(request))
    form = SignUpForm(request.POST or None)
    return _asked(request, form, CodePurpose.SIGN_UP, "account/phone_sign_up.html")


@get_or_post
@never_cache
@login_required
def account_phone(request: HttpRequest) -> HttpResponse:
    """Ask for another number of one's own account and send its code."""
    if not actor_of(request).phone:
        return redirect("account")
    return _another_number(request)


@asks_proof
def _another_number(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST or None)
    return _asked(request, form, CodePurpose.NEW_NUMBER, "account/phone_change.html")


@get_or_post
@never_cache
@login_required
def phone_prove(request: HttpRequest) -> HttpResponse:
    """Send a code to the number that opens one's account, before something about it is changed."""
    user = actor_of(request)
    if not enters_by_code(user):
        return redirect("account")
    form, status = Form({} if request.method == "POST" else None), 200
    if request.method == "POST":
        if not _is_open(request, user.phone):
            return locked_out(request)
        try:
            given = {"phone": user.phone}
            _send(request, CodePurpose.PROVE, given, page=_wanted_page(request))
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            return redirect("phone_code")
    context = {
        "number": phones.masked(user.phone),
        "form": form,
        "next": own_address(request, request.GET.get("next", "")),
    }
    return render(request, "account/phone_prove.html", context, status=status)


@get_or_post
@never_cache
def phone_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent, or send another one."""
    waiting: dict[str, Any] = request.session.get(WAITING, {})
    code = PhoneCode.objects.filter(pk=waiting.get("id", 0)).first()
    if code is None or not _is_theirs(request, code):
        return redirect("phone_sign_in")
    if not _is_open(request, code.phone):
        return locked_out(request)
    if request.method == "POST" and "again" in request.POST:
        return _sent_again(request, code)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, waiting, form.cleaned_data["code"])
        except phone_codes.CodeRefused as refused:
            credentials = {"username": phone_name(code.phone)}
            user_login_failed.send(sender=User, request=request, credentials=credentials)
            refused.add_to(form)
        except DomainError as refused:
            refused.add_to(form)
    return _code_page(request, form, code, 422 if form.errors else 200)


def _asked(request: HttpRequest, form: PhoneForm, purpose: str, template: str) -> HttpResponse:
    """Show the form, or send a code and lead on to the page that asks for it."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if not _is_open(request, form.cleaned_data["phone"]):
                return locked_out(request)
            try:
                _send(request, CodePurpose(purpose), form.cleaned_data, page=_wanted_page(request))
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                return redirect("phone_code")
    context = {"form": form, "next": own_address(request, request.GET.get("next", ""))}
    return render(request, template, context, status=status)


def _send(request: HttpRequest, purpose: CodePurpose, given: dict[str, Any], *, page: str) -> None:
    phone, user = given["phone"], request.user
    wanted = phone_codes.Wanted(
        purpose=purpose,
        phone=phone,
        asked_from=sender_of(request),
        known_device=lockout.knows_device(request, phone_name(phone)),
        account=user if isinstance(user, User) else None,
    )
    request.session[WAITING] = {
        "id": phone_codes.send_code(wanted),
        "name": given.get("name", ""),
        "next": page,
    }


def _sent_again(request: HttpRequest, code: PhoneCode) -> HttpResponse:
    waiting = request.session[WAITING]
    given = {"phone": code.phone, "name": waiting["name"]}
    try:
        _send(request, CodePurpose(code.purpose), given, page=waiting["next"])
    except DomainError as refused:
        messages.error(request, refused.message)
        return _code_page(request, CodeForm(), code, refused.http_status)
    messages.success(request, _("A new code was sent. The one before opens nothing any more."))
    return redirect("phone_code")


def _entered(request: HttpRequest, waiting: dict[str, Any], typed: str) -> HttpResponse:
    """Do what the code was for. Raises: DomainError."""
    code = phone_codes.check(code_id=waiting["id"], typed=typed)
    del request.session[WAITING]
    done: dict[str, Callable[[HttpRequest, PhoneCode, dict[str, Any]], HttpResponse]] = {
        CodePurpose.SIGN_IN: _signed_in,
        CodePurpose.SIGN_UP: _signed_up,
        CodePurpose.NEW_NUMBER: _changed,
        CodePurpose.PROVE: _proved,
    }
    return done[code.purpose](request, code, waiting)


def _signed_in(request: HttpRequest, code: PhoneCode, waiting: dict[str, Any]) -> HttpResponse:
    user = code.account
    # Asked for in good order; since then the account was closed, got work that needs more, or is
    # entered by another number.
    is_theirs = user is not None and user.phone == code.phone
    if user is None or not is_theirs or not user.is_active or user.needs_second_step:
        messages.error(request, _("This account is not entered by a code. Sign in by e-mail."))
        return redirect("account_login")
    return _let_in(request, user, waiting["next"])


def _signed_up(request: HttpRequest, code: PhoneCode, waiting: dict[str, Any]) -> HttpResponse:
    language = request.LANGUAGE_CODE or settings.LANGUAGE_CODE
    user = services.sign_up_by_phone(phone=code.phone, name=waiting["name"], language=language)
    return _let_in(request, user, waiting["next"])


def _changed(request: HttpRequest, code: PhoneCode, _waiting: dict[str, Any]) -> HttpResponse:
    user = actor_of(request)
    before = services.change_phone(account_id=user.pk, phone=code.phone, actor=user)
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    phone_notes.tell_former_number(before, user)
    messages.success(request, _("From now on you sign in with the new number."))
    return redirect("account")


def _proved(request: HttpRequest, _code: PhoneCode, waiting: dict[str, Any]) -> HttpResponse:
    """Go on with what was begun: the page, or the form that was sent to it."""
    record_authentication(request, actor_of(request), method="code", reauthenticated=True)
    response: HttpResponse | None = resume_request(request)
    return response or HttpResponseRedirect(waiting["next"])


def _let_in(request: HttpRequest, user: User, page: str) -> HttpResponse:
    """Go through the stages of every sign-in: who has a second step is asked for it."""
    record_authentication(request, user, method="code")
    login = Login(user=user, redirect_url=page, email_verification=EmailVerificationMethod.NONE)
    response: HttpResponse = perform_login(request, login)
    return response


def _code_page(request: HttpRequest, form: CodeForm, code: PhoneCode, status: int) -> HttpResponse:
    is_proof = code.purpose == CodePurpose.PROVE
    context = {
        "form": form,
        "number": (phones.masked if is_proof else phones.shown)(code.phone),
        "is_proof": is_proof,
        "action_url": _code_address(request.session[WAITING]["next"] if is_proof else ""),
        "is_change": code.purpose == CodePurpose.NEW_NUMBER,
        "is_sign_up": code.purpose == CodePurpose.SIGN_UP,
    }
    return render(request, "account/phone_code.html", context, status=status)


def _code_address(following: str) -> str:
    """Return where a code is typed; a proof carries along which page it was asked for."""
    query = f"?{urlencode({'next': following})}" if following else ""
    return f"{reverse('phone_code')}{query}"


def _is_theirs(request: HttpRequest, code: PhoneCode) -> bool:
    """Whether the browser is still signed in, or out, as it was when it asked."""
    if code.purpose in {CodePurpose.NEW_NUMBER, CodePurpose.PROVE}:
        return code.account_id == request.user.pk
    return not request.user.is_authenticated


def _is_open(request: HttpRequest, phone: str) -> bool:
    allowed: bool = AxesProxyHandler.is_allowed(request, {"username": phone_name(phone)})
    return allowed


def _wanted_page(request: HttpRequest) -> str:
    """Return the path that was wanted; what is none is not looked up as the name of a page."""
    wanted = own_address(request, request.GET.get("next", ""))
    return wanted if wanted.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)
