"""The shop owner's goods: list, new, edit, submit, take down; variants stand in variants.py."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog import (
    attribute_queries,
    licensing,
    maker_queries,
    photos,
    policies,
    prices,
    queries,
    rules,
    services,
)
from catalog.dating import Dating
from catalog.etalase_forms import choices_for
from catalog.etalase_guess import likely
from catalog.forms import (
    ChangeForm,
    LicencesForm,
    ListingForm,
    NewVariantForm,
    PriceForm,
    ReasonForm,
    RiseForm,
    StockForm,
    VariantForm,
)
from catalog.models import PriceVersion, Product, ProductStatus, RevisionStatus, Sku
from catalog.where_sold import where_sold
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import require
from marketplace.web.paging import page_of
from vendors.acting import acting_vendor
from vendors.licences.queries import sale_day
from vendors.members.policies import has_members
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for

PAGE_SIZE = 20


def own_vendor(request: HttpRequest) -> Vendor:
    """Return the shop in whose name the person sells now. Raises: NotAllowed."""
    vendor = acting_vendor(request)
    if vendor is None:
        raise NotAllowed(_("Register your shop first; then you can offer goods."))
    require(acts_for(actor_of(request), vendor, to=VendorAct.SELL))
    return vendor


def own_product(request: HttpRequest, public_id: uuid.UUID) -> Product:
    rows = queries.vendor_products(actor_of(request)).select_related("etalase__tenant", "vendor")
    product = rows.filter(public_id=public_id).first()
    if product is None:
        raise Http404
    return product


def goods_row(product: Product) -> dict[str, Any]:
    """Return what a list shows of a listing whose variants were prefetched."""
    price, several = prices.price_range(product)
    skus = list(product.skus.all())
    return {
        "product": product,
        "price": price,
        "several": several,
        "free": sum(sku.available for sku in skus),
        "stock": sum(sku.stock for sku in skus),
        "gap": licensing.gap(product, product.vendor, sale_day()),
        "ended": policies.price_ended(product),
    }


@login_required
def vendor_products(request: HttpRequest) -> HttpResponse:
    """Everything the shop offers, what needs repair first."""
    vendor = own_vendor(request)
    rows = queries.vendor_products(actor_of(request)).filter(vendor=vendor)
    page = page_of(request, rows, PAGE_SIZE)
    goods = [goods_row(product) for product in page.object_list]
    context = {
        "vendor": vendor,
        "goods": goods,
        "has_days": Sku.objects.filter(vendor=vendor).exclude(dating=Dating.NONE).exists(),
        "page_obj": page,
        "nav_active": "vendor_products",
    }
    return render(request, "catalog/vendor_products.html", context)


@login_required
def product_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One listing of the shop: its state, words, variants and next step.

    New words of a live listing are handed in and wait; buyers read the published ones meanwhile.
    """
    product = own_product(request, public_id)
    if request.method != "POST":
        return edit_page(request, product)
    if product.status == ProductStatus.PUBLISHED:
        return _propose(request, product)
    form = ListingForm(request.POST, request.FILES, vendor=product.vendor, product=product)
    if not form.is_valid():
        return edit_page(request, product, {"form": form}, status=422)
    return attempt(
        request,
        product,
        lambda: services.update_product(
            product_id=product.pk,
            actor=actor_of(request),
            photo=form.cleaned_data["photo"],
            **form.listing(product.vendor),
        ),
        _("The listing is saved."),
        {"form": form},
    )


def _propose(request: HttpRequest, product: Product) -> HttpResponse:
    skus = queries.variants_of(product)
    form = ChangeForm(request.POST, product=product, skus=skus)
    if not form.is_valid():
        return edit_page(request, product, {"form": form}, status=422)
    return attempt(
        request,
        product,
        lambda: services.propose_revision(
            product_id=product.pk, actor=actor_of(request), **form.words()
        ),
        _("Handed in. Buyers read the published words until the catalogue manager answers."),
        {"form": form},
    )


def edit_page(
    request: HttpRequest,
    product: Product,
    typed: Mapping[str, Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show one listing of the shop, with the forms that were typed wrongly in their places."""
    user, forms = actor_of(request), typed or {}
    skus = queries.variants_of(product)
    live = product.status == ProductStatus.PUBLISHED
    words = policies.can_propose if live else policies.can_edit
    can_edit = words(user, product)
    last = queries.last_revision(product) if live else None
    context: dict[str, Any] = {
        "product": product,
        "live": live,
        "gallery": photos.gallery(product, photos.pictures_of(product)),
        "rows": _variant_rows(skus, forms, worded=not live and bool(can_edit)),
        "can_edit": can_edit,
        "can_trade": policies.can_trade(user, product),
        "can_submit": ProductStatus.SUBMITTED in policies.next_steps(product)
        and policies.can_list(user, product.vendor),
        "can_take_down": ProductStatus.UNPUBLISHED in policies.next_steps(product),
        "stated": attribute_queries.stated(product),
        "sold": where_sold(product.vendor, product.etalase),
        "form": ChangeForm(product=product, skus=skus) if live else _listing_form(product),
        "new_variant": NewVariantForm(skus=skus, auto_id="new_%s"),
        "reason_form": ReasonForm(auto_id="down_%s"),
        "licences_form": LicencesForm(product=product, auto_id="izin_%s"),
        "gap": licensing.gap(product, product.vendor, sale_day()),
        "ended": policies.price_ended(product),
        "makers": maker_queries.makers_of(product),
        "names_makers": bool(has_members(product.vendor)),
        "last": last,
        "waiting": last is not None and last.status == RevisionStatus.SUBMITTED,
        "changes": _changes(product, last),
        "nav_active": "vendor_products",
        **forms,
    }
    return render(request, "catalog/product_edit.html", context, status=status)


def _listing_form(product: Product) -> ListingForm:
    """Return the form of a listing; of a draft its name still says where it may belong."""
    form = ListingForm(vendor=product.vendor, product=product)
    if product.status == ProductStatus.DRAFT:
        form.show_likely(likely(product.name, choices_for(product.vendor), product.vendor))
    return form


def _changes(product: Product, last: Any) -> list[dict[str, str]]:
    """Return what the change handed in last would alter, unless it is in force already."""
    if last is None or product.revision_id in {None, last.pk}:
        return []
    published = queries.revisions([product.revision_id])[product.revision_id]
    return queries.change_rows(product, rules.changes(published.words, last.words))


def _rise_form(refused: Form | None, ids: str) -> RiseForm:
    """Return the form that asks why; with the price that was refused just now, if one was."""
    price = getattr(refused, "rises_to", None)
    return RiseForm(initial={"price_rupiah": price}, auto_id=f"naik_{ids}")


def _variant_rows(
    skus: list[Sku], typed: Mapping[str, Form], *, worded: bool
) -> list[dict[str, Any]]:
    """Return each variant with its forms and its last prices, in one query."""
    newest = PriceVersion.objects.filter(sku__in=skus).order_by("-from_at", "-pk")
    versions = list(newest[: 6 * len(skus)])
    rises = queries.last_rises(skus)
    rows = []
    for sku in skus:
        ids = f"v{sku.pk}_%s"
        forms = {
            "price": PriceForm(initial={"price_rupiah": sku.price_rupiah}, auto_id=ids),
            "stock": StockForm(initial={"stock": sku.stock}, auto_id=ids),
            "rise": _rise_form(typed.get(f"price-{sku.pk}"), ids),
            "variant": VariantForm(sku=sku, worded=worded, auto_id=ids),
        }
        rows.append(
            {
                "sku": sku,
                "gross": prices.price_with_vat(sku),
                "rise": rises.get(sku.pk),
                "versions": [one for one in versions if one.sku_id == sku.pk][:6],
                "forms": {
                    name: typed.get(f"{name}-{sku.pk}", form) for name, form in forms.items()
                },
            }
        )
    return rows


def attempt(
    request: HttpRequest,
    product: Product,
    step: Callable[[], object],
    done: str,
    typed: Mapping[str, Form] | None = None,
) -> HttpResponse:
    """Run a step; a refusal comes back beside what was typed."""
    forms = typed or {}
    try:
        step()
    except DomainError as error:
        if forms:
            error.add_to(next(iter(forms.values())))
        else:
            messages.error(request, error.message)
        fresh = own_product(request, product.public_id)
        return edit_page(request, fresh, forms, status=error.http_status)
    messages.success(request, done)
    return redirect("product_edit", public_id=product.public_id)


@login_required
@require_POST
def product_submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand the listing to the catalogue manager."""
    product = own_product(request, public_id)
    user = actor_of(request)

    def submit() -> None:
        services.submit_product(product_id=product.pk, actor=user)

    asked = bool(policies.can_edit(user, product)) and bool(product.etalase.category_id)
    typed = {"form": ListingForm.as_stored(product)} if asked else None
    done = _("Submitted. The catalogue manager is told and answers here.")
    return attempt(request, product, submit, done, typed)


@login_required
@require_POST
def product_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one's own live listing down."""
    product = own_product(request, public_id)
    form = ReasonForm(request.POST, auto_id="down_%s")
    if not form.is_valid():
        return edit_page(request, product, {"reason_form": form}, status=422)
    return attempt(
        request,
        product,
        lambda: services.unpublish_product(
            product_id=product.pk, reason=form.cleaned_data["reason"], actor=actor_of(request)
        ),
        _("The listing is taken down. Orders already placed go on."),
        {"reason_form": form},
    )
