"""A new listing: the etalase is guessed from the name, as it is saved or while it is typed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import services
from catalog.etalase_forms import choices_for
from catalog.etalase_guess import likely
from catalog.forms import ListingForm
from catalog.models import Etalase
from catalog.views.listings import own_vendor
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.text import clean_line
from vendors.models import Vendor

LONGEST = 140  # letters of a name


@login_required
def product_new(request: HttpRequest) -> HttpResponse:
    """Offer a new product; it starts as a draft, in the etalase that its name points to.

    Without a choice the first likely etalase is taken, and the next page asks whether it is right.
    """
    vendor = own_vendor(request)
    form, guessed = _form(request, vendor)
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
                error.add_to(form)
                status = error.http_status
            else:
                messages.success(request, _saved(guessed))
                return redirect("product_edit", public_id=product.public_id)
    context = {"form": form, "vendor": vendor, "nav_active": "vendor_products"}
    return render(request, "catalog/product_new.html", context, status=status)


def _saved(guessed: Etalase | None) -> str:
    if guessed is None:
        return _("Saved as a draft. Read it once more, then submit it.")
    return _(
        "Saved as a draft. From its name we put it into %(etalase)s of %(market)s: choose another "
        "one below if that is wrong, then submit it."
    ) % {"etalase": guessed.name, "market": guessed.tenant.name}


def _form(request: HttpRequest, vendor: Vendor) -> tuple[ListingForm, Etalase | None]:
    """Return the form as it was sent, and the etalase that was guessed because none was chosen."""
    if request.method != "POST":
        return ListingForm(vendor=vendor), None
    sent: QueryDict = request.POST.copy()
    found = _likely(vendor, sent.get("name", ""))
    guessed = found[0] if found and not sent.get("etalase") else None
    if guessed is not None:
        sent["etalase"] = str(guessed.pk)
    form = ListingForm(sent, request.FILES, vendor=vendor)
    form.show_likely(found)
    return form, guessed


def _likely(vendor: Vendor, name: str) -> list[Etalase]:
    return likely(clean_line(name)[:LONGEST], choices_for(vendor), vendor)


@login_required
@require_safe
def etalase_guess(request: HttpRequest) -> HttpResponse:
    """The choice of an etalase as a script asks for it once the name is typed.

    What the person chose stays chosen; what was guessed before goes with the name.
    """
    vendor = own_vendor(request)
    chosen, before = (request.GET.get(name, "") for name in ("etalase", "guessed"))
    initial: dict[str, Any] = {"etalase": chosen} if chosen != before else {}
    form = ListingForm(vendor=vendor, initial=initial)
    found = _likely(vendor, request.GET.get("name", ""))
    form.show_likely(found)
    guessed = found[0].pk if found and not initial.get("etalase") else ""
    return render(request, "catalog/_etalase_choice.html", {"form": form, "guessed": guessed})
