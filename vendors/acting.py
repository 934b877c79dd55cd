"""For which of their shops a person acts on pages that name none: chosen by a visible switch.

Pages of one order, product or payout never ask here: the thing itself says whose it is.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from marketplace.accounts.models import User
from vendors import policies, queries
from vendors.models import Vendor
from vendors.policies import VendorAct

CHOSEN = "acting_vendor"
NAMED = "penyedia"
View = Callable[..., HttpResponse]


def acting_vendor(request: HttpRequest, *, to: VendorAct | None = None) -> Vendor | None:
    """Return the chosen shop, else the person's first one; None for somebody without any.

    to: look among the shops where the person may do this.
    """
    if not isinstance(request.user, User):
        return None
    shops = list(queries.shops_of(request.user, to=to))
    chosen = request.session.get(CHOSEN)
    return next((shop for shop in shops if shop.pk == chosen), shops[0] if shops else None)


def acts_of(request: HttpRequest) -> frozenset[VendorAct]:
    """Return what the person may do for at least one shop; the menus of a page ask it once."""
    if not isinstance(request.user, User):
        return frozenset()
    known: frozenset[VendorAct] | None = getattr(request, "acts_of_shops", None)
    if known is None:
        held = policies.active_memberships().filter(user_id=request.user.pk)
        roles = set(held.values_list("role", flat=True))
        known = frozenset(act for act, allowed in policies.ROLES.items() if roles & allowed)
        request.acts_of_shops = known  # type: ignore[attr-defined]
    return known


def act_for(request: HttpRequest, vendor: Vendor) -> None:
    """Remember the choice for this session."""
    request.session[CHOSEN] = vendor.pk


def named_vendor(user: User, public_id: str) -> Vendor | None:
    """Return a shop the person acts for by its public id; None for any other."""
    try:
        return policies.vendors_of(user).filter(public_id=public_id).first()
    except ValidationError:
        return None


def shop_url(name: str, vendor: Vendor, *, reader: User | None = None) -> str:
    """Return the address of a page of the chosen shop that says which shop is meant.

    For notices and tasks: ``asks_to_switch`` sees to it that nobody acts for the wrong one. A
    reader with one shop needs no such word.
    """
    if reader is not None and policies.vendors_of(reader).count() == 1:
        return reverse(name)
    return f"{reverse(name)}?{urlencode({NAMED: vendor.public_id})}"


def asks_to_switch(view: View) -> View:
    """Ask before a link about another shop than the chosen one is followed."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        named = request.GET.get(NAMED, "") if request.method in {"GET", "HEAD"} else ""
        if named and isinstance(request.user, User):
            meant, chosen = named_vendor(request.user, named), acting_vendor(request)
            if meant and chosen and meant.pk != chosen.pk:
                context = {"meant": meant, "chosen": chosen, "nav_active": "vendor_home"}
                return render(request, "vendors/switch.html", context)
        return view(request, *args, **kwargs)

    return asked
