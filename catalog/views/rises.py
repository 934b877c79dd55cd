"""The catalogue manager's desk for prices that rise far: read why, accept or refuse."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog import policies, queries, rules, services
from catalog.forms import ReasonForm
from catalog.rise_models import PriceRise
from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.paging import page_of

PAGE_SIZE = 20


@login_required
@require_safe
def price_rises(request: HttpRequest) -> HttpResponse:
    """The prices that wait, longest first."""
    return _page(request)


def _page(
    request: HttpRequest, typed: tuple[int, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    user = actor_of(request)
    require(policies.can_see_queue(user))
    page = page_of(request, queries.waiting_rises(user), PAGE_SIZE)
    rows = []
    for rise in page.object_list:
        form = ReasonForm(auto_id=f"tolak_{rise.pk}_%s")
        if typed is not None and typed[0] == rise.pk:
            form = typed[1]
        far = rules.deviation_bp(rise.price_rupiah, rise.low_rupiah)
        rows.append({"rise": rise, "far": far, "form": form})
    context = {"page_obj": page, "rows": rows, "nav_active": "catalogue_queue"}
    return render(request, "catalog/price_rises.html", context, status=status)


def _found(request: HttpRequest, public_id: uuid.UUID) -> PriceRise:
    """Fetch a proposed price of a market the person manages; strangers find nothing."""
    user = actor_of(request)
    require(policies.can_see_queue(user))
    rows = PriceRise.objects.filter(sku__product__etalase__in=policies.managed_etalases(user))
    rise = rows.select_related("sku__product").filter(public_id=public_id).first()
    if rise is None:
        raise Http404
    return rise


@login_required
@require_POST
def price_rise_accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the price hold from now on."""
    rise = _found(request, public_id)
    try:
        services.decide_price_rise(rise_id=rise.pk, accept=True, actor=actor_of(request))
    except DomainError as error:
        messages.error(request, error.message)
        return _page(request, status=error.http_status)
    messages.success(
        request, _("The new price of %(name)s holds now.") % {"name": rise.sku.product.name}
    )
    return redirect("price_rises")


@login_required
@require_POST
def price_rise_refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Refuse the price with a reason."""
    rise = _found(request, public_id)
    form = ReasonForm(request.POST, auto_id=f"tolak_{rise.pk}_%s")
    if not form.is_valid():
        return _page(request, (rise.pk, form), status=422)
    answer = form.cleaned_data["reason"]
    try:
        services.decide_price_rise(
            rise_id=rise.pk, accept=False, actor=actor_of(request), answer=answer
        )
    except DomainError as error:
        messages.error(request, error.message)
        return _page(request, (rise.pk, form), status=error.http_status)
    messages.success(request, _("Refused; the shop owner reads your reason."))
    return redirect("price_rises")
