"""Pages of whoever is invited to open a shop."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.accounts.models import User
from marketplace.core.errors import DomainError
from marketplace.web.requests import get_or_post
from vendors import guesses
from vendors.acting import act_for
from vendors.invitation_rules import VALID_DAYS, InvitationState, grouped_code, typed_code
from vendors.invitation_views import CodeForm
from vendors.pipeline import policies, queries, services
from vendors.pipeline.models import ShopInvitation


@never_cache
@require_safe
def shop_invitation(request: HttpRequest) -> HttpResponse:
    """Take the code that somebody types from a sheet."""
    if "code" not in request.GET:
        return _ask_for_code(request, CodeForm())
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _ask_for_code(request, form, 422)
    try:
        _opened(request, form.cleaned_data["code"])
    except DomainError as refused:
        refused.add_to(form)
        return _ask_for_code(request, form, refused.http_status)
    return redirect("shop_invitation_open", grouped_code(form.cleaned_data["code"]))


def _ask_for_code(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    return render(request, "pipeline/code.html", {"form": form}, status=status)


def _opened(request: HttpRequest, code: str) -> ShopInvitation:
    """Return the invitation of a code, counting what opens nothing."""
    guesses.require_few(request)
    found = queries.by_code(code)
    if found is None:
        if signs := typed_code(code):  # what can be no code was no guess
            guesses.count(request, signs)
        raise services.unknown()
    return found


@never_cache
@get_or_post
def shop_invitation_open(request: HttpRequest, code: str) -> HttpResponse:
    """Show an invitation to whoever has its code, and take the answer."""
    try:
        found = _opened(request, code)
    except DomainError as refused:
        form = CodeForm({"code": code})
        form.errors.clear()
        refused.add_to(form)
        return _ask_for_code(request, form, refused.http_status)
    if request.method == "POST":
        return _answer(request, found, code)
    return _show(request, found, code)


def _answer(request: HttpRequest, found: ShopInvitation, code: str) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    try:
        if request.POST.get("answer") == "no":
            services.decline_shop_invitation(code=code, actor=user)
            return _show(request, queries.by_code(code) or found, code, status=200)
        if user is None:
            return redirect_to_login(request.path)
        vendor = services.accept_shop_invitation(code=code, actor=user)
    except DomainError as refused:
        if user is not None and found.accepted_by == user:
            return redirect("vendor_apply")  # a second click of the same person
        return _show(request, found, code, refused=refused)
    act_for(request, vendor)
    messages.success(request, _("Your shop is begun. Check what the office knew, and complete it."))
    return redirect("vendor_apply")


def _show(
    request: HttpRequest,
    found: ShopInvitation,
    code: str,
    *,
    refused: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    where = queries.invitation_state(found)
    closed = None if where == InvitationState.OPEN else services.closed(found, where)
    signed_in = request.user.is_authenticated
    context = {
        "invitation": found,
        "target": found.target,
        "list": found.target.list,
        "place": queries.region_label(found.target.region),
        "days": VALID_DAYS,
        "state": where,
        "closed": closed.message if closed else "",
        "refused": refused.message if refused else "",
        "may_answer": policies.can_answer(request.user, found) if signed_in else None,
        "here": reverse("shop_invitation_open", args=[grouped_code(typed_code(code))]),
    }
    if refused is not None:
        status = refused.http_status
    elif closed is not None and where != InvitationState.DECLINED:
        status = 410
    return render(request, "pipeline/answer.html", context, status=status)
