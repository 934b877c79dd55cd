"""The cooperative says who of its members makes the goods of a listing."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, services
from catalog.maker_forms import MakersForm
from catalog.maker_queries import makers_of, service_bp
from catalog.views.listings import own_product
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post
from vendors.members.policies import has_members


@get_or_post
@login_required
def product_makers(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Name the makers and their shares, all of them at once; a refusal keeps what was typed."""
    product = own_product(request, public_id)
    if not has_members(product.vendor):
        raise Http404
    makers = makers_of(product)
    form, status = MakersForm(vendor=product.vendor, makers=makers), 200
    if request.method == "POST":
        require(policies.can_trade(actor_of(request), product))
        form, status = MakersForm(request.POST, vendor=product.vendor, makers=makers), 422
        if form.is_valid():
            try:
                services.set_makers(
                    product_id=product.pk, shares=form.shares, actor=actor_of(request)
                )
            except DomainError as refused:
                refused.add_to(form)
                status = refused.http_status
            else:
                messages.success(request, _("Saved. Orders placed from now on name these makers."))
                return redirect("product_edit", public_id=product.public_id)
    context = {
        "product": product,
        "form": form,
        "service_bp": service_bp(makers),
        "can_trade": policies.can_trade(actor_of(request), product),
        "crumbs": [
            (_("My goods"), reverse("vendor_products")),
            (product.name, reverse("product_edit", args=[product.public_id])),
            (_("Who makes it"), ""),
        ],
        "nav_active": "vendor_products",
    }
    return render(request, "catalog/makers.html", context, status=status)
