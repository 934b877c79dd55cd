"""The page on which a shop says what bringing an order costs, by distance."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import services
from catalog.delivery import fetched_from, rates_of
from catalog.delivery_forms import DeliveryForm
from catalog.views.listings import own_vendor
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.web.requests import get_or_post


@get_or_post
@login_required
def delivery_rates(request: HttpRequest) -> HttpResponse:
    """Show the table of the shop; posting replaces it."""
    vendor = own_vendor(request)
    known = rates_of([vendor.pk]).get(vendor.pk, [])
    form = DeliveryForm(
        request.POST if request.method == "POST" else None,
        rates=known,
        pick_up=vendor.pk in fetched_from([vendor.pk]),
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.set_delivery(
                    vendor_id=vendor.pk,
                    rates=form.rates(),
                    pick_up=form.cleaned_data["pick_up"],
                    actor=actor_of(request),
                )
            except DomainError as refused:
                refused.add_to(form)
            else:
                messages.success(request, _("Your delivery costs are saved."))
                return redirect("delivery_rates")
        status = 422
    context = {
        "vendor": vendor,
        "form": form,
        "crumbs": [(_("My goods"), reverse("vendor_products")), (_("Delivery costs"), "")],
        "nav_active": "vendor_products",
    }
    return render(request, "catalog/delivery_rates.html", context, status=status)
