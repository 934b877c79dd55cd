"""The list of negotiations, and the page of each: its rounds, and forms for whose turn it is."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError, InvalidTransition
from marketplace.core.policy import require
from marketplace.negotiation import policies, queries, services
from marketplace.negotiation.forms import AcceptForm, CounterForm, RefuseForm, goods_of
from marketplace.negotiation.models import Negotiation, Status
from marketplace.negotiation.rules import Side, Step, may_take
from marketplace.web.paging import page_of

PAGE_SIZE = 20


@login_required
@require_safe
def negotiations(request: HttpRequest) -> HttpResponse:
    """List the negotiations this person reads, open ones first."""
    user = actor_of(request)
    require(policies.can_read(user))
    page = page_of(request, queries.negotiations_of(user), PAGE_SIZE)
    waiting = set(policies.waiting_for(user).values_list("pk", flat=True))
    context = {
        "page_obj": page,
        "rows": [(one, one.pk in waiting) for one in page.object_list],
        "nav_active": "negotiations",
    }
    return render(request, "negotiation/list.html", context)


def _visible(request: HttpRequest, public_id: uuid.UUID) -> Negotiation:
    return get_object_or_404(queries.page_rows(actor_of(request)), public_id=public_id)


@login_required
@require_safe
def negotiation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the rounds of a negotiation, and what the person may answer now."""
    return _page(request, _visible(request, public_id))


def _page(
    request: HttpRequest,
    row: Negotiation,
    typed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    told = queries.story(row)
    side = policies.side_of(actor_of(request), row) if row.status == Status.OPEN else None
    turn = Side(row.turn)
    offer = next(one for one in reversed(told) if one.lines)
    due = queries.due_dates([row], services.ANSWER).get(row.pk)
    shown = {step: _form(row, step) for step in ("counter", "accept", "refuse")}
    if typed is not None:
        shown[typed[0]] = typed[1]
    context: dict[str, Any] = {
        "negotiation": row,
        "told": told,
        "offer": offer,
        "saved": queries.saved_rupiah(row, offer.round),
        "side": side,
        "may_answer": side is not None and may_take(Step.COUNTER, side, turn),
        "may_refuse": side is not None and may_take(Step.REFUSE, side, turn),
        "due": due,
        "forms": shown,
        "refused_step": typed[0] if typed else "",
        "zone": row.agency.time_zone,
        "crumbs": [(_("Negotiations"), reverse("negotiations")), (row.number, "")],
        "nav_active": "negotiations",
    }
    return render(request, "negotiation/page.html", context, status=status)


def _form(row: Negotiation, step: str, data: Any = None) -> forms.Form:
    options: dict[str, Any] = {
        "initial": {"seen": queries.story(row)[-1].round.number},
        "auto_id": f"{step}-%s",
    }
    if step == "counter":
        offer = next(one for one in reversed(queries.story(row)) if one.lines)
        return CounterForm(
            data,
            goods=goods_of(row),
            listed_freight=row.list_freight_rupiah,
            shown=queries.terms_of(offer.round),
            **options,
        )
    return {"accept": AcceptForm, "refuse": RefuseForm}[step](data, **options)


def _say(
    request: HttpRequest,
    public_id: uuid.UUID,
    step: str,
    act: Callable[..., Negotiation],
    said: str,
) -> HttpResponse:
    """Take a step by its form; what is refused stays typed beside its sentence."""
    row, actor = _visible(request, public_id), actor_of(request)
    side = policies.side_of(actor, row)
    require(policies.can_act(actor, row, side or Side(row.turn)))
    form, status = _form(row, step, request.POST), 422
    if form.is_valid():
        given = {"seen": form.cleaned_data["seen"], "words": form.cleaned_data["words"]}
        if isinstance(form, CounterForm):
            given["asked"] = form.terms()
        try:
            act(negotiation_id=row.pk, actor=actor, **given)
        except (services.Answered, InvalidTransition) as late:
            messages.error(request, late.message)
            return _page(request, *_as_it_is(request, public_id, step), late.http_status)
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, said)
            return redirect("negotiation", public_id=row.public_id)
    return _page(request, _visible(request, public_id), (step, form), status)


def _as_it_is(
    request: HttpRequest, public_id: uuid.UUID, step: str
) -> tuple[Negotiation, tuple[str, forms.Form]]:
    """Return a negotiation that went on meanwhile, and what was typed, to be sent once more."""
    row, typed = _visible(request, public_id), request.POST.copy()
    typed["seen"] = str(queries.story(row)[-1].round.number)
    return row, (step, _form(row, step, typed))


@login_required
@require_POST
def negotiation_counter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer with other prices."""
    said = _("Sent. You are told when the other side answers.")
    return _say(request, public_id, "counter", services.counter, said)


@login_required
@require_POST
def negotiation_accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Agree to the last offer."""
    said = _("Agreed. The record is among the documents; the office orders at checkout.")
    return _say(request, public_id, "accept", services.accept, said)


@login_required
@require_POST
def negotiation_refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End it without an agreement."""
    said = _("Ended. The goods can still be ordered at the list price.")
    return _say(request, public_id, "refuse", services.refuse, said)
