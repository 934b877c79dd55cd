"""Pages of saved searches."""

import uuid
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.queries import theme_for, themes
from catalog.search_sql import PAGE_SIZE
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.shortlists import policies, queries, services
from marketplace.shortlists.forms import SearchForm
from marketplace.shortlists.models import SavedSearch
from marketplace.shortlists.rules import MOST_SEARCHES


@login_required
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    """The person's searches, each with how many goods are new."""
    user = actor_of(request)
    require(policies.can_keep(user))
    rows = [
        {"search": one, "words": _words(one), "many": one.fresh >= PAGE_SIZE}
        for one in policies.own_searches(user)
    ]
    context = {"rows": rows, "most": MOST_SEARCHES, "nav_active": "saved_searches"}
    return render(request, "shortlists/searches.html", context)


def _words(saved: SavedSearch) -> str:
    query = QueryDict(saved.query)
    parts = [value for name in queries.SEARCHED for value in query.getlist(name)]
    return " · ".join([*([saved.theme] if saved.theme else []), *parts])


@login_required
@require_POST
def search_keep(request: HttpRequest) -> HttpResponse:
    """Keep the search whose page the form stands on."""
    theme, query = _searched(request.POST.get("from", ""))
    form = SearchForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(request.POST["from"])
    try:
        services.keep_search(
            name=form.cleaned_data["name"], theme=theme, query=query, actor=actor_of(request)
        )
    except DomainError as error:
        if error.http_status == 403:
            raise
        messages.error(request, error.message)
        return redirect(request.POST["from"])
    messages.success(request, _("The search is kept. You are told when new goods match it."))
    return redirect("saved_searches")


def _searched(address: str) -> tuple[str, str]:
    """Return etalase and search of an address of a page of results. Raises: Http404 for others."""
    try:
        parts = urlsplit(address)
        found = resolve(parts.path)
    except (ValueError, Resolver404) as unknown:
        raise Http404 from unknown
    theme = found.kwargs.get("slug", "")
    shown = theme_for(theme, themes()) is not None if theme else found.url_name == "search"
    if parts.netloc or found.url_name not in {"search", "etalase_page"} or not shown:
        raise Http404
    return theme, queries.canonical(QueryDict(parts.query))


def _own(request: HttpRequest, public_id: uuid.UUID) -> SavedSearch:
    user = actor_of(request)
    require(policies.can_keep(user))
    return get_object_or_404(policies.own_searches(user), public_id=public_id)


@login_required
@require_POST
def search_open(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note the look, and show what the search finds; the newest first where some are new."""
    found = _own(request, public_id)
    newest = {"urut": "baru"} if found.fresh else {}
    services.look_at_search(search_id=found.pk, actor=actor_of(request))
    return redirect(queries.address_of(found, **newest))


@login_required
@require_POST
def search_change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Switch the telling on or off, or drop the search."""
    found, user = _own(request, public_id), actor_of(request)
    if "drop" in request.POST:
        services.drop_search(search_id=found.pk, actor=user)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
    else:
        alerts = request.POST.get("alerts") == "1"
        services.switch_alerts(search_id=found.pk, alerts=alerts, actor=user)
        said = _("You are told of new goods.") if alerts else _("You are not told any more.")
        messages.success(request, said)
    return redirect("saved_searches")
