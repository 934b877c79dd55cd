"""Pages of whoever is invited to open a shop."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.accounts.models import User
from marketplace.core.errors import DomainError
from marketplace.web.requests import get_or_post
from vendors.acting import act_for
from vendors.code_pages import CodePages
from vendors.pipeline import policies, queries, services
from vendors.pipeline.models import ShopInvitation
from vendors.region_words import region_label

_PAGES = CodePages(
    find=queries.by_code,
    closed=services.closed,
    entrance="shop_invitation",
    address="shop_invitation_open",
    asking="pipeline/code.html",
    answering="pipeline/answer.html",
)


@never_cache
@require_safe
def shop_invitation(request: HttpRequest) -> HttpResponse:
    """Take the code that somebody types from a sheet."""
    return _PAGES.ask(request)


@never_cache
@get_or_post
def shop_invitation_open(request: HttpRequest, code: str) -> HttpResponse:
    """Show an invitation to whoever has its code, and take the answer."""
    try:
        found: ShopInvitation = _PAGES.opened(request, code)
    except DomainError as refused:
        return _PAGES.ask_again(request, code, refused)
    if request.method == "POST":
        return _answer(request, found, code)
    return _show(request, found, code)


def _answer(request: HttpRequest, found: ShopInvitation, code: str) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    try:
        if request.POST.get("answer") == "no":
            services.decline_shop_invitation(code=code, actor=user)
            return _show(request, queries.by_code(code) or found, code)
        if user is None:
            return redirect_to_login(request.path)
        vendor = services.accept_shop_invitation(code=code, actor=user)
    except DomainError as refused:
        if user is not None and found.accepted_by == user:
            return redirect("vendor_apply")  # a second click of the same person
        return _show(request, found, code, refused)
    act_for(request, vendor)
    messages.success(request, _("Your shop is begun. Check what the office knew, and complete it."))
    return redirect("vendor_apply")


def _show(
    request: HttpRequest, found: ShopInvitation, code: str, refused: DomainError | None = None
) -> HttpResponse:
    user, target = request.user, found.target
    may_answer = policies.can_answer(user, found) if user.is_authenticated else None
    return _PAGES.show(
        request,
        code,
        queries.invitation_state(found),
        may_answer,
        refused,
        invitation=found,
        target=target,
        list=target.list,
        zone=target.list.time_zone,
        by_mail=found.by_mail,
        place=region_label(target.region),
    )
