"""The catalogue manager's desk: what waits for publication, and the decision about one listing."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog import (
    attribute_queries,
    licence_queries,
    licensing,
    lookalikes,
    photos,
    policies,
    prices,
    queries,
    rules,
    services,
)
from catalog.forms import ReasonForm
from catalog.models import Product, ProductRevision, ProductStatus
from catalog.publication_checks import review_checks
from catalog.views.listings import goods_row
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web import panels
from marketplace.web.paging import page_of
from vendors.licences.queries import sale_day

PAGE_SIZE = 20
SHOWN = (ProductStatus.SUBMITTED, ProductStatus.PUBLISHED, ProductStatus.RETURNED)


@login_required
def catalogue_queue(request: HttpRequest) -> HttpResponse:
    """What waits for publication, longest first; live and returned goods by a link."""
    user = actor_of(request)
    require(policies.can_see_queue(user))
    state = request.GET.get("status", "")
    shown = state if state in set(SHOWN) else ProductStatus.SUBMITTED
    page = page_of(request, queries.review_queue(user, shown), PAGE_SIZE)
    context = {
        "page_obj": page,
        "state": shown,
        "states": [(status.value, status.label) for status in SHOWN],
        "goods": [goods_row(product) for product in page.object_list],
        "nav_active": "catalogue_queue",
    }
    return render(request, "catalog/queue.html", context)


def _managed(request: HttpRequest, public_id: uuid.UUID) -> Product:
    """Fetch a listing of a market the person manages: strangers find nothing there."""
    user = actor_of(request)
    require(policies.can_see_queue(user))
    rows = Product.objects.filter(etalase__in=policies.managed_etalases(user))
    product = (
        rows.exclude(status=ProductStatus.DRAFT)
        .select_related("vendor__region__parent", "etalase__tenant", "origin", "revision")
        .filter(public_id=public_id)
        .first()
    )
    if product is None:
        raise Http404
    return product


@login_required
def catalogue_review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One listing with the checks a manager makes."""
    return _review_page(request, _managed(request, public_id), ReasonForm())


def _review_page(
    request: HttpRequest, product: Product, form: ReasonForm, status: int = 200
) -> HttpResponse:
    skus = queries.variants_of(product)
    waiting = queries.waiting_revision(product)
    context = {
        "product": product,
        "rows": [{"sku": sku, "gross": prices.price_with_vat(sku)} for sku in skus],
        "panels": panels.collect("review.panels", request, product),
        "alike": lookalikes.of_other_shops(product),
        "gallery": photos.gallery(product, photos.pictures_of(product)),
        "checks": review_checks(product, skus),
        "waiting": waiting,
        "live": product.status == ProductStatus.PUBLISHED,
        "changes": _differences(product, waiting),
        "verdict": policies.can_review(actor_of(request), product),
        "steps": policies.next_steps(product),
        "form": form,
        "licence_badges": licence_queries.licence_badges(product),
        "gap": licensing.gap(product, product.vendor, sale_day()),
        "stated": attribute_queries.stated(product),
        "place": queries.place_name(product.origin or product.vendor.region),
        "nav_active": "catalogue_queue",
    }
    return render(request, "catalog/review.html", context, status=status)


def _differences(product: Product, waiting: ProductRevision | None) -> list[dict[str, str]]:
    """Return old and new words beside each other, when the listing was published before."""
    if waiting is None or product.revision_id is None:
        return []
    published = queries.revisions([product.revision_id])[product.revision_id]
    return queries.change_rows(product, rules.changes(published.words, waiting.words))


@login_required
@require_POST
def product_publish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a listing go live."""
    product = _managed(request, public_id)
    try:
        services.publish_product(product_id=product.pk, actor=actor_of(request))
    except DomainError as error:
        messages.error(request, error.message)
        return _review_page(
            request, _managed(request, public_id), ReasonForm(), status=error.http_status
        )
    messages.success(request, _("%(name)s is live now.") % {"name": product.name})
    return redirect("catalogue_queue")


def _with_reason(
    request: HttpRequest, public_id: uuid.UUID, step: Callable[..., Product], done: str
) -> HttpResponse:
    product = _managed(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _review_page(request, product, form, status=422)
    try:
        step(product_id=product.pk, reason=form.cleaned_data["reason"], actor=actor_of(request))
    except DomainError as error:
        error.add_to(form)
        return _review_page(request, _managed(request, public_id), form, status=error.http_status)
    messages.success(request, done % {"name": product.name})
    return redirect("catalogue_queue")


@login_required
@require_POST
def product_return(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a listing back for repair with a reason."""
    done = _("%(name)s was returned; the shop owner reads your reason.")
    return _with_reason(request, public_id, services.return_product, done)


@login_required
@require_POST
def product_unpublish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a live listing down with a reason."""
    done = _("%(name)s was taken down; the shop owner reads your reason.")
    return _with_reason(request, public_id, services.unpublish_product, done)
