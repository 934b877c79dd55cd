"""What is live in a manager's markets, and taking several listings down at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Product
from catalog.moderation import live_goods as reads
from catalog.moderation import policies, services
from catalog.moderation.forms import LiveGoodsForm, TakeDownForm
from catalog.moderation.services.takedown import MOST
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.whole_numbers import plain_number
from marketplace.web.paging import page_of


@login_required
@require_safe
def live_goods(request: HttpRequest) -> HttpResponse:
    """Live goods of the manager's markets by words, shop, etalase and watched words."""
    user = actor_of(request)
    require(policies.can_see_reports(user))
    form = LiveGoodsForm(request.GET, user=user)
    page = page_of(request, reads.live(user, form.wanted()), MOST)
    products = list(page.object_list)
    words = reads.held_words(products, reads.watched(user))
    context = {
        "form": form,
        "rows": [(product, words[product.pk]) for product in products],
        "page_obj": page,
        "nav_active": "live_goods",
    }
    return render(request, "moderation/live.html", context)


@login_required
@require_POST
def take_goods_down(request: HttpRequest) -> HttpResponse:
    """Show what was chosen, ask for reason and number, then take it down."""
    user = actor_of(request)
    require(policies.can_see_reports(user))
    chosen = _chosen(request, user)
    if not chosen:
        messages.error(request, _("Choose at least one listing."))
        return redirect("live_goods")
    if "number" not in request.POST:
        return _confirm(request, TakeDownForm(), chosen)
    form = TakeDownForm(request.POST)
    if not form.is_valid():
        return _confirm(request, form, chosen, status=422)
    try:
        refused = services.take_down(
            product_ids=[product.pk for product in chosen],
            reason=form.cleaned_data["reason"],
            confirmed=form.cleaned_data["number"],
            actor=user,
        )
    except DomainError as error:
        error.add_to(form)
        return _confirm(request, form, chosen, status=error.http_status)
    for product in chosen:
        if product.pk in refused:
            messages.error(request, f"{product.name}: {refused[product.pk]}")
    number = len(chosen) - len(refused)
    words = ngettext(
        "%(number)s listing is off sale; its shop reads the reason.",
        "%(number)s listings are off sale; their shops read the reason.",
        number,
    )
    if number:
        messages.success(request, words % {"number": number})
    return redirect("live_goods")


def _chosen(request: HttpRequest, user: User) -> list[Product]:
    """Return those of the ticked listings that are live and the manager's, in the list's order."""
    sent = request.POST.getlist("listing")[:MOST]
    keys = [key for key in map(plain_number, sent) if key is not None]
    return list(reads.live(user, reads.Wanted()).filter(pk__in=keys))


def _confirm(
    request: HttpRequest, form: TakeDownForm, chosen: list[Product], status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "chosen": chosen, "nav_active": "live_goods"}
    return render(request, "moderation/take_down.html", context, status=status)
