"""Pages of saved lists."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalog import prices
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.whole_numbers import plain_number
from marketplace.shortlists import policies, queries, services, snapshot
from marketplace.shortlists.forms import LinesForm, ListForm, ListNameForm
from marketplace.shortlists.models import SavedList
from marketplace.shortlists.rules import MOST_LISTS
from marketplace.shortlists.views.choosing import back, chosen, refused
from marketplace.web import panels
from marketplace.web.requests import get_or_post


@login_required
@get_or_post
def saved_lists(request: HttpRequest) -> HttpResponse:
    """The person's lists and those of colleagues; a new one is begun here."""
    user = actor_of(request)
    require(policies.can_keep(user))
    sent = request.POST if request.method == "POST" else None
    form = ListForm(sent, agencies=queries.agencies_of(user))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = services.make_list(
                agency_id=form.chosen_agency().pk,
                name=form.cleaned_data["name"],
                is_shared=form.cleaned_data["is_shared"],
                actor=user,
            )
        except DomainError as error:
            error.add_to(form)
            status = error.http_status
        else:
            messages.success(request, _("The list is there. Put goods into it from their pages."))
            return redirect("saved_list", public_id=made.public_id)
    context = {
        "form": form,
        "lists": queries.lists_of(user),
        "shared": queries.shared_lists(user),
        "most": MOST_LISTS,
        "nav_active": "saved_lists",
    }
    return render(request, "shortlists/lists.html", context, status=status)


@login_required
@require_POST
def list_add(request: HttpRequest) -> HttpResponse:
    """Put what was chosen on a page of goods into one of the person's lists."""
    user, keys = actor_of(request), chosen(request)
    require(policies.can_keep(user))
    number = plain_number(request.POST.get("list", ""))
    found = policies.own_lists(user).filter(pk=number).first() if number is not None else None
    if found is None or not keys:
        messages.info(request, _("Choose goods and a list first."))
        return back(request, "saved_lists")
    try:
        new = services.add_to_list(list_id=found.pk, sku_ids=keys, actor=user)
    except DomainError as error:
        return refused(request, error, "saved_lists")
    said = ngettext(
        "%(new)s item is new in “%(name)s”.", "%(new)s items are new in “%(name)s”.", new
    )
    messages.success(request, said % {"new": new, "name": found.name})
    return back(request, "saved_lists")


def _readable(request: HttpRequest, public_id: uuid.UUID) -> SavedList:
    user = actor_of(request)
    require(policies.can_keep(user))
    rows = policies.readable_lists(user).select_related("owner", "agency")
    return get_object_or_404(rows, public_id=public_id)


def _own(request: HttpRequest, public_id: uuid.UUID) -> SavedList:
    found = _readable(request, public_id)
    if found.owner_id != actor_of(request).pk:
        raise Http404
    return found


@login_required
@get_or_post
def saved_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One list with what its goods cost today; its owner renames and shares it here."""
    found = _readable(request, public_id)
    if request.method != "POST":
        return _page(request, found)
    found = _own(request, public_id)
    form = ListNameForm(request.POST)
    if not form.is_valid():
        return _page(request, found, name_form=form, status=422)
    try:
        services.change_list(list_id=found.pk, actor=actor_of(request), **form.cleaned_data)
    except DomainError as error:
        error.add_to(form)
        return _page(request, found, name_form=form, status=error.http_status)
    messages.success(request, _("The list is saved."))
    return redirect("saved_list", public_id=found.public_id)


@login_required
@require_POST
def list_lines(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Save units and notes of all lines, or take one out."""
    found, user = _own(request, public_id), actor_of(request)
    if "remove" in request.POST:
        key = plain_number(request.POST["remove"])
        if key is not None:
            services.remove_line(list_id=found.pk, line_id=key, actor=user)
        messages.success(request, _("Taken out of the list."))
        return redirect("saved_list", public_id=found.public_id)
    form = LinesForm(request.POST, lines=queries.lines_of(found))
    if not form.is_valid():
        return _page(request, found, lines_form=form, status=422)
    services.change_lines(list_id=found.pk, said=form.said(), actor=user)
    messages.success(request, _("The list is saved."))
    return redirect("saved_list", public_id=found.public_id)


@login_required
@require_POST
def list_delete(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete a list."""
    found = _own(request, public_id)
    services.delete_list(list_id=found.pk, actor=actor_of(request))
    messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
    return redirect("saved_lists")


def _page(request: HttpRequest, found: SavedList, status: int = 200, **typed: Any) -> HttpResponse:
    lines_form = typed.get("lines_form") or LinesForm(lines=queries.lines_of(found))
    rows = [
        {
            "line": line,
            "price": prices.price_with_vat(line.sku),
            "refusal": snapshot.refusal(line.sku),
            "units": lines_form.units_of(line),
            "note": lines_form.note_of(line),
        }
        for line in lines_form.lines
    ]
    context = {
        "list": found,
        "rows": rows,
        "ways": panels.collect("list.ways", request, found) if rows else [],
        "own": found.owner_id == actor_of(request).pk,
        "lines_form": lines_form,
        "name_form": ListNameForm(initial={"name": found.name, "is_shared": found.is_shared}),
        "crumbs": [(_("Saved lists"), reverse("saved_lists")), (found.name, "")],
        "nav_active": "saved_lists",
        **typed,
    }
    return render(request, "shortlists/list.html", context, status=status)
