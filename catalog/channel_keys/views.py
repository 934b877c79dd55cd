"""The page of a shop's keys: make one, see it once, rotate it, revoke it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalog.channel_keys import keys, policies
from catalog.channel_keys.forms import KeyForm
from catalog.channel_keys.models import ChannelKey, KeyScope
from marketplace.accounts.actor import actor_of
from marketplace.accounts.token_views import is_owner
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post
from vendors.acting import acting_vendor
from vendors.models import Vendor
from vendors.policies import VendorAct


def _own_vendor(request: HttpRequest) -> Vendor:
    vendor = acting_vendor(request, to=VendorAct.MANAGE_PEOPLE)
    if vendor is None:
        raise NotAllowed(_("Only the owner of the shop makes and revokes its keys."))
    require(policies.can_keep_keys(actor_of(request), vendor))
    return vendor


@never_cache
@get_or_post
@login_required
def channel_keys(request: HttpRequest) -> HttpResponse:
    """List the keys of the shop, and make one; its secret stands on the answer and nowhere else."""
    vendor = _own_vendor(request)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_owner(request, form):
        given = form.cleaned_data
        try:
            made = keys.make(
                vendor_id=vendor.pk,
                actor=actor_of(request),
                name=given["name"],
                scopes=given["scopes"],
                days=given["days"],
            )
        except DomainError as refused:
            refused.add_to(form)
        else:
            return _once(request, vendor, *made)
    labels = dict(KeyScope.choices)
    context = {
        "vendor": vendor,
        "form": form,
        "rows": [(key, [labels[scope] for scope in key.scopes]) for key in keys.of(vendor)],
        "crumbs": _crumbs((_("Keys of programs"), "")),
        "nav_active": "vendor_products",
    }
    status = 422 if form.errors else 200
    return render(request, "channel_keys/keys.html", context, status=status)


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("My goods"), reverse("vendor_products")),
        (_("Import and export"), reverse("goods_imports")),
        *last,
    ]


def _once(request: HttpRequest, vendor: Vendor, key: ChannelKey, secret: str) -> HttpResponse:
    context = {
        "vendor": vendor,
        "key": key,
        "secret": secret,
        "crumbs": _crumbs((_("Keys of programs"), reverse("channel_keys")), (key.name, "")),
        "nav_active": "vendor_products",
    }
    return render(request, "channel_keys/made.html", context, status=201)


def _act(
    request: HttpRequest, key_id: int, use_case: Callable[..., Any]
) -> tuple[Vendor, Any] | HttpResponse:
    vendor = _own_vendor(request)
    try:
        return vendor, use_case(vendor_id=vendor.pk, actor=actor_of(request), key_id=key_id)
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect("channel_keys")


@require_POST
@login_required
def channel_key_rotate(request: HttpRequest, key_id: int) -> HttpResponse:
    """Make the successor of a key and show it once."""
    done = _act(request, key_id, keys.rotate)
    return done if isinstance(done, HttpResponse) else _once(request, done[0], *done[1])


@require_POST
@login_required
def channel_key_revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """End a key."""
    done = _act(request, key_id, keys.revoke)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, _("The key is revoked; the program is shut out from now on."))
    return redirect("channel_keys")
