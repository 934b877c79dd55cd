"""The photos of the shop owner's goods: add, put in order, describe, remove."""

import uuid
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalog import photos, policies, services
from catalog.models import Product
from catalog.photo_forms import PhotosForm, moved
from catalog.photo_models import MOST_PHOTOS
from catalog.photos import Picture
from catalog.views.listings import own_product
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError

BUTTONS: Final = ("earlier", "later", "remove")


@login_required
def product_photos(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the photos of a listing; every button saves all that was typed and chosen."""
    product = own_product(request, public_id)
    shown = photos.pictures_of(product)
    form = PhotosForm(request.POST or None, request.FILES or None, shown=shown)
    if request.method != "POST":
        return _page(request, product, form)
    if not form.is_valid():
        return _page(request, product, form, status=422)
    taken = _taken(request, product, form)
    if form.errors:
        return _page(request, product, form, status=422)
    try:
        services.arrange_photos(
            product_id=product.pk,
            pictures=_asked(request, form.pictures()),
            taken=taken,
            actor=actor_of(request),
        )
    except DomainError as error:
        error.add_to(form)
        return _page(request, own_product(request, public_id), form, status=error.http_status)
    messages.success(request, _("The photos are saved."))
    return redirect("product_photos", public_id=product.public_id)


def _taken(request: HttpRequest, product: Product, form: PhotosForm) -> list[Picture]:
    """Keep the new photos; what is wrong with one is put beside its field."""
    taken = []
    for field, upload, words in form.uploads():
        try:
            name = services.take_photo(
                product_id=product.pk, upload=upload, actor=actor_of(request)
            )
        except DomainError as error:
            form.add_error(field, error.message)
        else:
            taken.append(Picture(name, words))
    return taken


def _asked(request: HttpRequest, pictures: list[Picture]) -> list[Picture]:
    """Return the photos in the order that the pressed button asks for."""
    for step in BUTTONS:
        if step in request.POST:
            return moved(pictures, step, request.POST[step])
    return pictures


def _page(
    request: HttpRequest, product: Product, form: PhotosForm, status: int = 200
) -> HttpResponse:
    rows = zip(
        photos.gallery(product, photos.pictures_of(product)), form.words_fields, strict=False
    )
    context = {
        "product": product,
        "form": form,
        "rows": list(rows),
        "most": MOST_PHOTOS,
        "can_edit": policies.can_edit(actor_of(request), product),
        "nav_active": "vendor_products",
    }
    return render(request, "catalog/photos.html", context, status=status)
