"""Pages of other names: what a search finds by words that listings do not use."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalog import policies, services
from catalog.synonym_forms import NewSynonymForm, SynonymForm
from catalog.synonym_models import SearchSynonym
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post

PAGE_SIZE = 50


@get_or_post
@login_required
def synonyms(request: HttpRequest) -> HttpResponse:
    """List the other names, and add one."""
    user = actor_of(request)
    require(policies.can_edit_synonyms(user))
    form = NewSynonymForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.add_synonym(actor=user, **form.cleaned_data)
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("Kept. Searches read it within a minute."))
                return redirect("synonyms")
    rows = page_of(request, SearchSynonym.objects.all(), PAGE_SIZE)
    context = {"rows": rows, "form": form, "nav_active": "synonyms"}
    return render(request, "catalog/synonyms.html", context, status=status)


@get_or_post
@login_required
def synonym(request: HttpRequest, number: int) -> HttpResponse:
    """Change what else some names find, or switch them off."""
    user = actor_of(request)
    require(policies.can_edit_synonyms(user))
    row = get_object_or_404(SearchSynonym, pk=number)
    form = SynonymForm(request.POST if request.method == "POST" else None, row=row)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.change_synonym(synonym_id=row.pk, actor=user, **form.cleaned_data)
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("Kept. Searches read it within a minute."))
                return redirect("synonyms")
    context = {"row": row, "form": form, "nav_active": "synonyms"}
    return render(request, "catalog/synonym.html", context, status=status)
