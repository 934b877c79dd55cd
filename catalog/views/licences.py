"""The shop says on which of its licences a listing rests."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog import services
from catalog.forms import LicencesForm
from catalog.views.listings import attempt, edit_page, own_product
from marketplace.accounts.actor import actor_of


@login_required
@require_POST
def product_licences(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep the licences that were ticked, all of them at once."""
    product = own_product(request, public_id)
    form = LicencesForm(request.POST, product=product, auto_id="izin_%s")
    if not form.is_valid():
        return edit_page(request, product, {"licences_form": form}, status=422)
    return attempt(
        request,
        product,
        lambda: services.state_licences(
            product_id=product.pk, licence_ids=form.keys(), actor=actor_of(request)
        ),
        _("Saved. Badges follow the licences that are valid on the day."),
        {"licences_form": form},
    )
