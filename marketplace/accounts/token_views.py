"""The page of a person's tokens: make one, see it once, revoke it."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts import token_scopes, tokens
from marketplace.accounts.actor import actor_of
from marketplace.accounts.token_forms import TokenForm
from marketplace.core.errors import DomainError
from marketplace.web.requests import get_or_post


@get_or_post
@login_required
def api_tokens(request: HttpRequest) -> HttpResponse:
    """List one's own tokens, and make one; its secret stands on the answer and nowhere else."""
    user = actor_of(request)
    form = TokenForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid() and is_owner(request, form):
        given = form.cleaned_data
        try:
            token, secret = tokens.make(
                actor=user, name=given["name"], scopes=given["scopes"], days=given["days"]
            )
        except DomainError as refused:
            refused.add_to(form)
        else:
            context = {"token": token, "secret": secret, "nav_active": "account"}
            return render(request, "accounts/api_token_made.html", context, status=201)
    rows = [(token, token_scopes.labels(token.scopes)) for token in tokens.of(user)]
    return render(
        request,
        "accounts/api_tokens.html",
        {"form": form, "rows": rows, "nav_active": "account"},
        status=422 if form.errors else 200,
    )


def is_owner(request: HttpRequest, form: Form) -> bool:
    """Ask for the password; wrong ones are counted with those of the sign-in page."""
    user = actor_of(request)
    if authenticate(request, email=user.email, password=form.cleaned_data["password"]) == user:
        return True
    wrong = _("This is not your password.")
    if not user.has_usable_password():
        wrong = _("Your account has no password yet. Make one first, on the page of your account.")
    form.add_error("password", wrong)
    return False


@require_POST
@login_required
def api_token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of one's own tokens."""
    tokens.revoke(actor=actor_of(request), token_id=token_id)
    messages.success(request, _("The token is revoked; the program is shut out from now on."))
    return redirect("api_tokens")
