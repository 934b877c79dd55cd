"""What agencies and shops say of each other, as the catalogue manager of the market reads it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.fulfilment import policies, rating_queries, services
from marketplace.fulfilment.forms import HideForm
from marketplace.fulfilment.models import RatingPart
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post

PAGE_SIZE = 20


@login_required
@require_safe
def moderated_ratings(request: HttpRequest) -> HttpResponse:
    """The open ratings with words in the manager's markets, newest first."""
    user = actor_of(request)
    require(policies.can_moderate(user))
    context = {
        "page_obj": page_of(request, rating_queries.moderated(user), PAGE_SIZE),
        "nav_active": "moderated_ratings",
    }
    return render(request, "fulfilment/moderated.html", context)


@login_required
@get_or_post
def rating_hide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hide the words of a rating, or its reply, with a reason that their writer reads."""
    user = actor_of(request)
    rating = rating_queries.moderated(user).filter(public_id=public_id).first()
    if rating is None:
        raise Http404
    require(policies.can_hide(user, rating))
    form = HideForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        part = RatingPart.REPLY if "reply" in request.POST else RatingPart.WORDS
        try:
            services.hide_words(
                rating_id=rating.pk, part=part, reason=form.cleaned_data["reason"], actor=user
            )
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, _("Hidden. Whoever wrote it is told why; the stars stay."))
            return redirect("moderated_ratings")
    context = {"form": form, "rating": rating, "nav_active": "moderated_ratings"}
    return render(request, "fulfilment/hide.html", context, status=status)
