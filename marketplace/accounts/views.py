"""The account page, its addresses, and the choice of a language."""

from typing import Any

from allauth.account import views as allauth_views
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_cookie_view

from marketplace.accounts import outside, services
from marketplace.accounts.actor import actor_of
from marketplace.accounts.forms import ProfileForm
from marketplace.accounts.models import User
from marketplace.accounts.signin import set_language_cookie
from marketplace.core import phones
from marketplace.core.errors import DomainError
from marketplace.web import panels
from marketplace.web.requests import anonymous_choice, get_or_post


@get_or_post
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show and change one's own account."""
    user = actor_of(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return _save(user, form)
            except DomainError as refused:
                refused.add_to(form)
        status = 422
    context = {
        "form": form,
        "market_roles": [row for row in user.active_memberships if row.agency_id is None],
        "role_panels": panels.collect("account.roles", request),
        "has_second_step": is_mfa_enabled(user),
        "number": phones.shown(user.phone),
        "outside": outside.name(),
        "has_password": user.has_usable_password(),
        "nav_active": "account",
    }
    return render(request, "accounts/account.html", context, status=status)


def _save(user: User, form: ProfileForm) -> HttpResponse:
    language = form.cleaned_data["language"]
    services.update_profile(
        account_id=user.pk, actor=user, name=form.cleaned_data["name"], language=language
    )
    response = redirect("account")
    set_language_cookie(response, language)
    return response


class EmailView(allauth_views.EmailView):  # type: ignore[misc]
    """Addresses of one's own account; the main one is always a confirmed one.

    The library lets an account that has none yet take an address of somebody else as its main one.
    """

    def _action_primary(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        chosen = self._get_email_address(request)
        if chosen is None or chosen.verified:
            return super()._action_primary(request, *args, **options)
        messages.error(request, _("Confirm the address first, by the link in the letter."))
        return None


email = login_required(EmailView.as_view())


@require_POST
@anonymous_choice
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language for this browser and, for a signed-in person, for their mails too."""
    wanted = request.POST.get("language", "")
    user = request.user
    if isinstance(user, User) and wanted in services.LANGUAGES and user.language != wanted:
        services.update_profile(
            account_id=user.pk, actor=user, name=user.name or user.reached_at, language=wanted
        )
        with override(wanted):
            messages.success(request, _("The language was changed for pages and mails."))
    return set_language_cookie_view(request)
