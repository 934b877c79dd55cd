"""The page of one's own data: download it, have it corrected or erased, take a request back."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.signin import LATELY, enters_by_code, proved_within
from marketplace.accounts.token_views import is_owner
from marketplace.core import clock, privacy
from marketplace.core.errors import DomainError
from marketplace.core.privacy import Person
from marketplace.privacy import services
from marketplace.privacy.forms import CorrectForm, DownloadForm, EraseForm
from marketplace.privacy.models import DataRequest, RequestKind
from marketplace.privacy.people import Known
from marketplace.web.requests import get_or_post

SHOWN = 20
_FORM_OF: Final = {
    RequestKind.EXPORT: "download",
    RequestKind.CORRECT: "correct",
    RequestKind.ERASE: "erase",
}


@require_safe
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """Show one's requests, what stands against an erasure, and the forms."""
    return _page(request)


@get_or_post
@login_required
def my_download(request: HttpRequest) -> HttpResponse:
    """Ask for everything that is held of oneself; a worker packs it."""
    form = DownloadForm(request.POST or None, by_code=enters_by_code(actor_of(request)))
    return _asked(request, form, RequestKind.EXPORT)


@get_or_post
@login_required
def my_erasure(request: HttpRequest) -> HttpResponse:
    """Ask to be erased; a second person carries it out."""
    form = EraseForm(request.POST or None, by_code=enters_by_code(actor_of(request)))
    return _asked(request, form, RequestKind.ERASE)


@get_or_post
@login_required
def my_correction(request: HttpRequest) -> HttpResponse:
    """Ask for a correction; an operator has it made and says what was done."""
    form = CorrectForm(request.POST or None, by_code=enters_by_code(actor_of(request)))
    return _asked(request, form, RequestKind.CORRECT)


@require_POST
@login_required
def my_request_withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take one of one's own requests back."""
    user = actor_of(request)
    row = get_object_or_404(DataRequest, pk=request_id, account=user)
    services.withdraw(request_id=row.pk, actor=user)
    messages.success(request, _("The request is taken back."))
    return redirect("my_data")


def _asked(request: HttpRequest, form: Form, kind: RequestKind) -> HttpResponse:
    """Ask the use-case; what was typed stays beside a refusal."""
    if request.method != "POST":
        return redirect("my_data")
    user = actor_of(request)
    if form.is_valid() and _is_owner(request, form):
        try:
            services.ask(
                kind,
                Known(account_id=user.pk),
                actor=user,
                reason=form.cleaned_data.get("reason", ""),
            )
        except DomainError as refused:
            refused.add_to(form)
        else:
            messages.success(request, _("Your request is written down."))
            return redirect("my_data")
    return _page(request, status=422, **{f"{_FORM_OF[kind]}_form": form})


def _is_owner(request: HttpRequest, form: Form) -> bool:
    """Ask for the password; of who has none, for a code that was typed a moment ago."""
    user = actor_of(request)
    if not enters_by_code(user):
        return is_owner(request, form)
    if proved_within(request, user, LATELY):
        return True
    form.add_error(
        None,
        _("Sign out, sign in again with a new code, and ask within %(minutes)s minutes.")
        % {"minutes": LATELY.seconds // 60},
    )
    return False


def _page(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    user = actor_of(request)
    rows = DataRequest.objects.filter(account=user).select_related("file")
    by_code = enters_by_code(user)
    context = {
        "download_form": DownloadForm(auto_id="download_%s", by_code=by_code),
        "correct_form": CorrectForm(auto_id="correct_%s", by_code=by_code),
        "erase_form": EraseForm(by_code=by_code),
        **forms,
        "rows": list(rows[:SHOWN]),
        "now": clock.now(),
        "correction_waits": rows.filter(kind=RequestKind.CORRECT, outcome="").exists(),
        "erasure_waits": rows.filter(kind=RequestKind.ERASE, outcome="").exists(),
        "obstacles": privacy.obstacles(privacy.whole(Person(account_id=user.pk))),
        "nav_active": "account",
    }
    return render(request, "privacy/my_data.html", context, status=status)
