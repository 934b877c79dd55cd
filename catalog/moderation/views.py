"""The public report of a listing; the manager's page of reports, and of watched words."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.moderation import policies, queries, services
from catalog.moderation.forms import AnswerForm, ReportForm, WordForm
from catalog.policies import public
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.whole_numbers import plain_number
from marketplace.web.paging import page_of
from marketplace.web.requests import sender_of

PAGE_SIZE = 20


def listing_report(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Report a listing that everybody sees; no account is needed."""
    product = public().select_related("vendor").filter(public_id=public_id).first()
    if product is None:
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    typed = request.POST if request.method == "POST" else None
    form = ReportForm(typed, signed_in=user is not None)
    status = 422 if typed is not None else 200
    if typed is not None and form.is_valid():
        data = form.cleaned_data
        try:
            services.report_listing(
                product_id=product.pk,
                kind=data["kind"],
                words=data["words"],
                sender=f"account-{user.pk}" if user else sender_of(request),
                reporter=user if data.get("wants_answer") else None,
            )
        except DomainError as error:
            error.add_to(form)
            status = error.http_status
        else:
            messages.success(
                request, _("Thank you. The catalogue manager of this market reads it.")
            )
            return redirect("product_page", public_id=product.public_id)
    context = {"form": form, "product": product}
    return render(request, "moderation/report.html", context, status=status)


@login_required
def listing_reports(request: HttpRequest) -> HttpResponse:
    """What was reported, longest waiting first; one reason answers all that are chosen."""
    user = actor_of(request)
    require(policies.can_see_reports(user))
    if request.method != "POST":
        return _reports_page(request, AnswerForm(), frozenset())
    form = AnswerForm(request.POST)
    chosen = frozenset(request.POST.getlist("listing")[:PAGE_SIZE])
    if not chosen:
        form.add_error(None, _("Choose at least one listing."))
    if not form.is_valid():
        return _reports_page(request, form, chosen, status=422)
    left = _answer(user, form, chosen, upheld="uphold" in request.POST)
    if form.errors:
        return _reports_page(request, form, left, status=409)
    messages.success(request, _("Answered. The shops and whoever asked for the answer are told."))
    return redirect("listing_reports")


def _answer(
    user: User, form: AnswerForm, chosen: frozenset[str], *, upheld: bool
) -> frozenset[str]:
    """Answer each listing for itself; return those that were refused, said above the form."""
    reason, left = form.cleaned_data["reason"], set()
    keys = [key for key in map(plain_number, chosen) if key is not None]
    for product in queries.reported(user).filter(pk__in=keys):
        try:
            services.answer_reports(product_id=product.pk, upheld=upheld, reason=reason, actor=user)
        except DomainError as error:
            form.add_error(None, f"{product.name}: {error.message}")
            left.add(str(product.pk))
    return frozenset(left)


def _reports_page(
    request: HttpRequest, form: AnswerForm, chosen: frozenset[str], status: int = 200
) -> HttpResponse:
    user = actor_of(request)
    page = page_of(request, queries.reported(user), PAGE_SIZE)
    products = list(page.object_list)
    reports = queries.reports_by_listing(user, products)
    context = {
        "rows": [
            {"product": one, "reports": reports[one.pk], "chosen": str(one.pk) in chosen}
            for one in products
        ],
        "page_obj": page,
        "form": form,
        "nav_active": "listing_reports",
    }
    return render(request, "moderation/reports.html", context, status=status)


@login_required
def watched_words(request: HttpRequest) -> HttpResponse:
    """The words that the market's managers are warned of: add one, take one off."""
    user = actor_of(request)
    require(policies.can_see_reports(user))
    if "remove" in request.POST:
        return _unwatch(request, user)
    form = WordForm(request.POST if request.method == "POST" else None, user=user)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            services.watch_word(actor=user, **form.words())
        except DomainError as error:
            error.add_to(form)
            status = error.http_status
        else:
            messages.success(request, _("The word is watched from now on."))
            return redirect("watched_words")
    context: dict[str, Any] = {
        "form": form,
        "words": policies.watched_words(user).select_related("tenant"),
        "nav_active": "listing_reports",
    }
    return render(request, "moderation/words.html", context, status=status)


def _unwatch(request: HttpRequest, user: User) -> HttpResponse:
    key = plain_number(request.POST["remove"])
    word = policies.watched_words(user).filter(pk=key).first() if key is not None else None
    if word is None:
        raise Http404
    services.unwatch_word(word_id=word.pk, actor=user)
    messages.success(request, _("“%(word)s” is not watched any more.") % {"word": word.word})
    return redirect(reverse("watched_words"))
