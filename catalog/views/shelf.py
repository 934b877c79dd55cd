"""Stock and price of all goods of a shop in one list; each row is saved for itself."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import policies, prices, queries, rules, services
from catalog.forms import ShelfForm
from catalog.models import Sku
from catalog.views.listings import own_vendor
from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core.errors import DomainError
from marketplace.core.money import grouped
from marketplace.core.whole_numbers import plain_number
from marketplace.web.paging import page_of
from vendors.models import Vendor

PAGE_SIZE = 40
# What is typed, what was read before, and the use-case that saves it.
COLUMNS: Final = (
    ("stock", "seen_stock", services.set_stock),
    ("price_rupiah", "seen_price", services.change_price),
)
Forms = dict[int, ShelfForm]


@login_required
def goods_shelf(request: HttpRequest) -> HttpResponse:
    """Change stock and price of many goods at once; what is refused stays beside its row."""
    vendor, user = own_vendor(request), actor_of(request)
    words = rules.clean_query(request.GET.get("q", ""))
    page = page_of(request, queries.shelf(vendor, words), PAGE_SIZE)
    if request.method != "POST":
        rows = _rows(user, vendor, list(page.object_list), {})
        return _page(request, {"vendor": vendor, "rows": rows, "page_obj": page, "words": words})
    forms = _typed(request, vendor)
    saved = sum(_save(key, form, user) for key, form in forms.items())
    refused = {key: form for key, form in forms.items() if form.errors}
    if not refused:
        messages.success(request, _said(saved))
        return redirect(request.get_full_path())
    skus = list(queries.shelf(vendor).filter(pk__in=forms))
    rows = _rows(user, vendor, skus, refused)
    context = {"vendor": vendor, "rows": rows, "page_obj": page, "words": words}
    return _page(request, {**context, "refused": len(refused), "saved": _said(saved)}, status=422)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["nav_active"] = "vendor_products"
    return render(request, "catalog/shelf.html", context, status=status)


def _said(saved: int) -> str:
    if not saved:
        return _("Nothing was changed.")
    words = ngettext("%(number)s number is saved.", "%(number)s numbers are saved.", saved)
    return words % {"number": grouped(saved)}


def _typed(request: HttpRequest, vendor: Vendor) -> Forms:
    """Return a form for each row that was sent and is the shop's."""
    sent = [plain_number(key) for key in request.POST.getlist("row")[:PAGE_SIZE]]
    own = queries.shelf(vendor).filter(pk__in=[key for key in sent if key is not None])
    return {pk: _form(pk, request.POST) for pk in own.values_list("pk", flat=True)}


def _form(key: int, data: Any = None, **options: Any) -> ShelfForm:
    prefix = f"v{key}"
    if data is not None:  # a copy of its own, so that it may be shown with other numbers
        data = {name: data[name] for name in data if name.startswith(f"{prefix}-")}
    return ShelfForm(data, prefix=prefix, **options)


def _save(key: int, form: ShelfForm, actor: User) -> int:
    """Save what was changed and holds; a refusal is put beside its number. Returns how many."""
    form.is_valid()
    return sum(_attempt(key, form, actor, *column) for column in _changed(form))


def _changed(form: ShelfForm) -> Iterator[tuple[str, int | None, Any]]:
    """Name the numbers that were typed anew, with what was read before and their use-case."""
    for name, before, step in COLUMNS:
        seen = form.cleaned_data.get(before)
        if name in form.cleaned_data and form.cleaned_data[name] != seen:
            yield name, seen, step


def _attempt(
    key: int, form: ShelfForm, actor: User, name: str, seen: int | None, step: Any
) -> bool:
    given = {name: form.cleaned_data[name], "seen": seen}
    if name == "price_rupiah":
        given["confirmed"] = form.cleaned_data["confirmed"]
    try:
        step(sku_id=key, actor=actor, **given)
    except DomainError as error:
        error.add_to(form)
        return False
    return True


def _rows(user: User, vendor: Vendor, skus: list[Sku], refused: Forms) -> list[dict[str, Any]]:
    """Return what each row shows: what was refused as it was typed, all else as it is now."""
    for sku in skus:
        sku.product.vendor = vendor
    tradable = policies.tradable(user, vendor, [sku.product for sku in skus])
    return [
        {
            "sku": sku,
            "gross": prices.price_with_vat(sku),
            "form": _shown(sku, refused.get(sku.pk)),
            "open": sku.product_id in tradable,
        }
        for sku in skus
    ]


def _shown(sku: Sku, refused: ShelfForm | None) -> ShelfForm:
    now = {"stock": sku.stock, "price_rupiah": sku.price_rupiah}
    if refused is None:
        return _form(sku.pk, initial=now)
    typed: dict[str, Any] = refused.data  # type: ignore[assignment]
    for name, number in now.items():
        if name not in refused.errors and refused.cleaned_data.get(name) != number:
            typed[refused.add_prefix(name)] = str(number)
    return refused
