"""What offices ask a shop about freight, and its answers."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core import clock
from marketplace.core.errors import DomainError, InvalidTransition, NotAllowed
from marketplace.orders import policies, queries
from marketplace.orders.freight_forms import FreightAnswerForm, FreightRefusalForm
from marketplace.orders.models import FreightQuote
from marketplace.orders.services import answer_freight, refuse_freight
from marketplace.web.paging import page_of
from vendors.acting import acting_vendor, asks_to_switch
from vendors.models import Vendor
from vendors.policies import VendorAct

PAGE_SIZE = 20


@login_required
@require_safe
@asks_to_switch
def freight_quotes(request: HttpRequest) -> HttpResponse:
    """What waits for the shop's answer, longest waiting first, and what it answered."""
    vendor = acting_vendor(request, to=VendorAct.ANSWER_ORDERS)
    if vendor is None:
        raise NotAllowed(_("Only the owner and the staff of a shop answer what it is asked."))
    return _page(request, vendor)


def _page(
    request: HttpRequest,
    vendor: Vendor,
    refused: tuple[FreightQuote, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = page_of(request, queries.freight_waiting(vendor), PAGE_SIZE)
    typed = {(refused[0].pk, type(refused[1])): refused[1]} if refused else {}
    rows = [
        (
            one,
            typed.get((one.pk, FreightAnswerForm)) or _answer_form(one),
            typed.get((one.pk, FreightRefusalForm)) or _refusal_form(one),
        )
        for one in waiting.object_list
    ]
    context = {
        "vendor": vendor,
        "rows": rows,
        "page_obj": waiting,
        "closed": queries.freight_closed(vendor)[:PAGE_SIZE],
        "nav_active": "freight_quotes",
    }
    return render(request, "orders/freight_quotes.html", context, status=status)


def _answer_form(quote: FreightQuote, data: Any = None) -> FreightAnswerForm:
    today = clock.today(quote.agency.time_zone)
    return FreightAnswerForm(data, today=today, auto_id=f"o{quote.pk}-%s")


def _refusal_form(quote: FreightQuote, data: Any = None) -> FreightRefusalForm:
    return FreightRefusalForm(data, auto_id=f"t{quote.pk}-%s")


def _found(request: HttpRequest, public_id: uuid.UUID) -> FreightQuote:
    rows = FreightQuote.objects.select_related("vendor", "agency__region")
    quote = rows.filter(public_id=public_id).first()
    if quote is None or not policies.can_answer_freight(actor_of(request), quote.vendor):
        raise Http404
    return quote


@login_required
@require_POST
def freight_quote_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Name the freight; what is refused stays typed beside it."""
    quote = _found(request, public_id)
    said = _("Answered. The office can order at this freight now.")
    return _close(request, quote, _answer_form(quote, request.POST), answer_freight, said)


@login_required
@require_POST
def freight_quote_refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say why the goods are not brought there."""
    quote = _found(request, public_id)
    said = _("Refused. The office reads your reason.")
    return _close(request, quote, _refusal_form(quote, request.POST), refuse_freight, said)


def _close(
    request: HttpRequest,
    quote: FreightQuote,
    form: forms.Form,
    act: Callable[..., FreightQuote],
    said: str,
) -> HttpResponse:
    """Do with a request what the form of the same fields says."""
    status = 422
    if form.is_valid():
        try:
            act(quote_id=quote.pk, actor=actor_of(request), **form.cleaned_data)
        except InvalidTransition as gone:
            messages.error(request, gone.message)
            return redirect("freight_quotes")
        except DomainError as error:
            error.add_to(form)
            status = error.http_status
        else:
            messages.success(request, said)
            return redirect("freight_quotes")
    return _page(request, quote.vendor, (quote, form), status)
