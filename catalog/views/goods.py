"""The shop owner's goods: list, new, edit, price, stock, submit, take down."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog import photos, policies, queries, services
from catalog.forms import ListingForm, PriceForm, ReasonForm, StockForm
from catalog.models import Product, ProductStatus
from marketplace.accounts.models import User
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import require
from vendors.acting import acting_vendor
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for

PAGE_SIZE = 20


def actor_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required stands before every view
    return request.user


def _own_vendor(request: HttpRequest) -> Vendor:
    vendor = acting_vendor(request)
    if vendor is None:
        raise NotAllowed(_("Register your shop first; then you can offer goods."))
    require(acts_for(actor_of(request), vendor, to=VendorAct.SELL))
    return vendor


def _own_product(request: HttpRequest, public_id: uuid.UUID) -> Product:
    rows = queries.vendor_products(actor_of(request)).select_related("etalase__tenant", "vendor")
    product = rows.filter(public_id=public_id).first()
    if product is None:
        raise Http404
    return product


def put_error(form: Form, error: DomainError) -> None:
    """Show a refusal next to the field it is about, or above the form."""
    field = str(error.details.get("field", ""))
    form.add_error(field if field in form.fields else None, error.message)


@login_required
def vendor_products(request: HttpRequest) -> HttpResponse:
    """Everything the shop offers, what needs repair first."""
    vendor = _own_vendor(request)
    rows = queries.vendor_products(actor_of(request)).filter(vendor=vendor)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    goods = [
        {"product": product, "price": queries.price_with_vat(product)}
        for product in page.object_list
    ]
    context = {"vendor": vendor, "goods": goods, "page_obj": page, "nav_active": "search"}
    return render(request, "catalog/vendor_products.html", context)


@login_required
def product_new(request: HttpRequest) -> HttpResponse:
    """Offer a new product; it starts as a draft."""
    vendor = _own_vendor(request)
    form = ListingForm(request.POST or None, request.FILES or None, vendor=vendor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                product = services.create_product(
                    vendor_id=vendor.pk,
                    actor=actor_of(request),
                    photo=form.cleaned_data["photo"],
                    **form.listing(vendor),
                )
            except DomainError as error:
                put_error(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Saved as a draft. Read it once more, then submit it."))
                return redirect("product_edit", public_id=product.public_id)
    context = {"form": form, "vendor": vendor}
    return render(request, "catalog/product_new.html", context, status=status)


@login_required
def product_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One listing of the shop: its state, words, price, stock and next step."""
    product = _own_product(request, public_id)
    if request.method != "POST":
        return _edit_page(request, product)
    form = ListingForm(request.POST, request.FILES, vendor=product.vendor, product=product)
    if not form.is_valid():
        return _edit_page(request, product, status=422, form=form)
    return _try(
        request,
        product,
        lambda: services.update_product(
            product_id=product.pk,
            actor=actor_of(request),
            photo=form.cleaned_data["photo"],
            **form.listing(product.vendor),
        ),
        _("The listing is saved."),
        form=form,
    )


def _edit_page(
    request: HttpRequest, product: Product, *, status: int = 200, **forms: Form
) -> HttpResponse:
    user = actor_of(request)
    context: dict[str, Any] = {
        "product": product,
        "price": queries.price_with_vat(product),
        "photo_url": photos.url(product.photo),
        "versions": product.price_versions.order_by("-from_at", "-pk")[:6],
        "can_edit": policies.can_edit(user, product),
        "can_trade": policies.can_trade(user, product),
        "can_submit": ProductStatus.SUBMITTED in policies.next_steps(product)
        and policies.can_list(user, product.vendor),
        "can_take_down": ProductStatus.UNPUBLISHED in policies.next_steps(product),
        "form": ListingForm(vendor=product.vendor, product=product),
        "price_form": PriceForm(initial={"price_rupiah": product.price_rupiah}),
        "stock_form": StockForm(initial={"stock": product.stock}),
        "reason_form": ReasonForm(auto_id="down_%s"),
        **forms,
    }
    return render(request, "catalog/product_edit.html", context, status=status)


def _try(
    request: HttpRequest,
    product: Product,
    step: Callable[[], Product],
    done: str,
    **forms: Form,
) -> HttpResponse:
    """Run a step; a refusal comes back beside what was typed."""
    try:
        step()
    except DomainError as error:
        if forms:
            put_error(next(iter(forms.values())), error)
        else:
            messages.error(request, error.message)
        fresh = _own_product(request, product.public_id)
        return _edit_page(request, fresh, status=error.http_status, **forms)
    messages.success(request, done)
    return redirect("product_edit", public_id=product.public_id)


@login_required
@require_POST
def product_price(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set a new price from now on."""
    product = _own_product(request, public_id)
    form = PriceForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, product, status=422, price_form=form)
    return _try(
        request,
        product,
        lambda: services.change_price(
            product_id=product.pk,
            price_rupiah=form.cleaned_data["price_rupiah"],
            actor=actor_of(request),
        ),
        _("The new price holds from now on. Orders already placed keep theirs."),
        price_form=form,
    )


@login_required
@require_POST
def product_stock(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set the units on the shelf."""
    product = _own_product(request, public_id)
    form = StockForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, product, status=422, stock_form=form)
    return _try(
        request,
        product,
        lambda: services.set_stock(
            product_id=product.pk, stock=form.cleaned_data["stock"], actor=actor_of(request)
        ),
        _("Stock is saved."),
        stock_form=form,
    )


@login_required
@require_POST
def product_submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand the listing to the catalogue manager."""
    product = _own_product(request, public_id)
    return _try(
        request,
        product,
        lambda: services.submit_product(product_id=product.pk, actor=actor_of(request)),
        _("Submitted. The catalogue manager is told and answers here."),
    )


@login_required
@require_POST
def product_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one's own live listing down."""
    product = _own_product(request, public_id)
    form = ReasonForm(request.POST, auto_id="down_%s")
    if not form.is_valid():
        return _edit_page(request, product, status=422, reason_form=form)
    return _try(
        request,
        product,
        lambda: services.unpublish_product(
            product_id=product.pk, reason=form.cleaned_data["reason"], actor=actor_of(request)
        ),
        _("The listing is taken down. Orders already placed go on."),
        reason_form=form,
    )
