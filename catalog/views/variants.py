"""The variants of the shop owner's goods: add, change, price, stock, on and off sale."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog import policies, queries, services
from catalog.forms import NewVariantForm, PriceForm, RiseForm, StockForm, VariantForm
from catalog.models import Product, ProductStatus, Sku
from catalog.views.listings import attempt, edit_page, own_product
from marketplace.accounts.actor import actor_of


def own_variant(request: HttpRequest, public_id: uuid.UUID) -> tuple[Product, Sku]:
    """Return a variant of the person's own goods with its listing; strangers find nothing."""
    rows = Sku.objects.filter(product__in=queries.vendor_products(actor_of(request)).values("pk"))
    sku = rows.select_related("product").filter(public_id=public_id).first()
    if sku is None:
        raise Http404
    return own_product(request, sku.product.public_id), sku


def _change(
    request: HttpRequest,
    public_id: uuid.UUID,
    name: str,
    form_of: Callable[[Product, Sku], Form],
    step: Callable[..., object],
    done: str,
) -> HttpResponse:
    """Check one form about a variant, then run its use-case with what was typed."""
    product, sku = own_variant(request, public_id)
    form = form_of(product, sku)
    typed = {f"{name}-{sku.pk}": form}
    if not form.is_valid():
        return edit_page(request, product, typed, status=422)
    values: dict[str, Any] = form.cleaned_data
    return attempt(
        request,
        product,
        lambda: step(sku_id=sku.pk, actor=actor_of(request), **values),
        done,
        typed,
    )


def _ids(sku: Sku) -> str:
    return f"v{sku.pk}_%s"


@login_required
@require_POST
def variant_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Offer the goods in one more size or kind."""
    product = own_product(request, public_id)
    skus = queries.variants_of(product)
    form = NewVariantForm(request.POST, skus=skus, auto_id="new_%s")
    if not form.is_valid():
        return edit_page(request, product, {"new_variant": form}, status=422)
    live = product.status == ProductStatus.PUBLISHED
    return attempt(
        request,
        product,
        lambda: services.add_variant(
            product_id=product.pk, actor=actor_of(request), **form.cleaned_data
        ),
        _("The variant goes on sale as soon as the catalogue manager publishes it.")
        if live
        else _("The variant is saved."),
        {"new_variant": form},
    )


@login_required
@require_POST
def variant_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change code and weight, and the words while the listing is not live."""
    actor = actor_of(request)

    def form_of(product: Product, sku: Sku) -> Form:
        worded = bool(policies.can_edit(actor, product))
        return VariantForm(request.POST, sku=sku, worded=worded, auto_id=_ids(sku))

    done = _("The variant is saved.")
    return _change(request, public_id, "variant", form_of, services.update_variant, done)


@login_required
@require_POST
def variant_price(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set a new price from now on."""
    return _change(
        request,
        public_id,
        "price",
        lambda _product, sku: PriceForm(request.POST, auto_id=_ids(sku)),
        services.change_price,
        _("The new price holds from now on. Orders already placed keep theirs."),
    )


@login_required
@require_POST
def variant_rise(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for a price above the bound, with a reason."""
    return _change(
        request,
        public_id,
        "rise",
        lambda _product, sku: RiseForm(request.POST, auto_id=f"naik_{_ids(sku)}"),
        services.propose_price_rise,
        _("Proposed. The present price holds until the catalogue manager has answered."),
    )


@login_required
@require_POST
def variant_rise_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back the price that waits."""
    product, sku = own_variant(request, public_id)
    rise = queries.last_rises([sku]).get(sku.pk)
    if rise is None:
        raise Http404
    return attempt(
        request,
        product,
        lambda: services.withdraw_price_rise(rise_id=rise.pk, actor=actor_of(request)),
        _("The proposed price is withdrawn."),
    )


@login_required
@require_POST
def variant_stock(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set the units on the shelf."""
    return _change(
        request,
        public_id,
        "stock",
        lambda _product, sku: StockForm(request.POST, auto_id=_ids(sku)),
        services.set_stock,
        _("Stock is saved."),
    )


@login_required
@require_POST
def variant_switch(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one variant off sale, or put it back."""
    product, sku = own_variant(request, public_id)
    active = request.POST.get("active") == "1"
    return attempt(
        request,
        product,
        lambda: services.switch_variant(sku_id=sku.pk, active=active, actor=actor_of(request)),
        _("The variant is on sale.") if active else _("The variant is off sale."),
    )
