"""The terms of the shop owner's goods: validity, places served, order bounds, tiers."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog import policies, prices, queries, services
from catalog.models import Product, Sku
from catalog.terms_forms import ListingTermsForm, VariantTermsForm
from catalog.views.listings import own_product
from catalog.views.variants import own_variant
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.web.requests import get_or_post


@get_or_post
@login_required
def product_terms(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show all terms of a listing; saving here is about what holds for all its variants."""
    product = own_product(request, public_id)
    if request.method != "POST":
        return _page(request, product)
    form = ListingTermsForm(request.POST, product=product)
    if not form.is_valid():
        return _page(request, product, form=form, status=422)
    try:
        services.set_listing_terms(product_id=product.pk, actor=actor_of(request), **form.terms())
    except DomainError as refused:
        refused.add_to(form, renamed={"service_area": "area-0"})
        return _page(request, product, form=form, status=refused.http_status)
    messages.success(request, _("Saved. Buyers read it from now on."))
    return redirect("product_terms", public_id=product.public_id)


@login_required
@require_POST
def variant_terms(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set order bounds, lead time, capacity and tiers of one variant."""
    product, sku = own_variant(request, public_id)
    form = VariantTermsForm(request.POST, sku=sku, auto_id=_ids(sku))
    if not form.is_valid():
        return _page(request, product, typed={sku.pk: form}, status=422)
    try:
        services.set_variant_terms(sku_id=sku.pk, actor=actor_of(request), **form.terms())
    except DomainError as refused:
        refused.add_to(form, renamed=form.renamed)
        return _page(request, product, typed={sku.pk: form}, status=refused.http_status)
    messages.success(request, _("Saved. It holds from now on; orders already placed keep theirs."))
    return redirect("product_terms", public_id=product.public_id)


def _ids(sku: Sku) -> str:
    return f"s{sku.pk}_%s"


def _page(
    request: HttpRequest,
    product: Product,
    *,
    form: ListingTermsForm | None = None,
    typed: dict[int, VariantTermsForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    skus = queries.variants_of(product)
    versions = prices.current_price_versions([sku.pk for sku in skus])
    rows: list[dict[str, Any]] = [
        {
            "sku": sku,
            "gross": prices.price_with_vat(sku),
            "form": (typed or {}).get(sku.pk)
            or VariantTermsForm(sku=sku, seen=versions[sku.pk].pk, auto_id=_ids(sku)),
        }
        for sku in skus
    ]
    context = {
        "product": product,
        "form": form or ListingTermsForm(product=product),
        "rows": rows,
        "ended": policies.price_ended(product),
        "can_trade": policies.can_trade(actor_of(request), product),
        "nav_active": "vendor_products",
    }
    return render(request, "catalog/terms.html", context, status=status)
