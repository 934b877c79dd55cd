"""The account page and the choice of a language."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_cookie_view

from marketplace.accounts import services
from marketplace.accounts.actor import actor_of
from marketplace.accounts.forms import ProfileForm
from marketplace.accounts.models import User
from marketplace.accounts.signin import set_language_cookie
from marketplace.core.errors import DomainError
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
        "memberships": user.active_memberships,
        "has_second_step": is_mfa_enabled(user),
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


@require_POST
@anonymous_choice
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language for this browser and, for a signed-in person, for their mails too."""
    wanted = request.POST.get("language", "")
    user = request.user
    if isinstance(user, User) and wanted in services.LANGUAGES and user.language != wanted:
        services.update_profile(
            account_id=user.pk, actor=user, name=user.name or user.email, language=wanted
        )
        with override(wanted):
            messages.success(request, _("The language was changed for pages and mails."))
    return set_language_cookie_view(request)
