"""One press on a page of a case, training or ticket: its form, its use-case, what is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.functional import Promise

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import User
from marketplace.core.errors import DomainError
from vendors.support.forms import NothingForm

Run = Callable[[Any, dict[str, Any], User], Any]


@dataclass(frozen=True)
class Act:
    """``run`` takes the thing, what was typed and who acts; ``said`` is shown then, if anything."""

    run: Run
    said: str | Promise
    form: type[forms.Form] = NothingForm


@dataclass
class Pressed:
    """What became of a press: refused with its form and status, or done."""

    status: int = 302
    bound: dict[str, forms.Form] = field(default_factory=dict)


def named(act: str, kind: type[forms.Form], typed: Any = None, files: Any = None) -> forms.Form:
    """Return the form of an act; its fields have ids of their own on a page of several forms."""
    return kind(typed, files, auto_id=f"id_{act}_%s")


def press(request: HttpRequest, acts: Mapping[str, Act], act: str, thing: Any) -> Pressed:
    """Carry an act out. Raises: Http404 for one that is none."""
    found = acts.get(act)
    if found is None:
        raise Http404
    form = named(act, found.form, request.POST, request.FILES)
    if not form.is_valid():
        return Pressed(422, {act: form})
    try:
        found.run(thing, form.cleaned_data, actor_of(request))
    except DomainError as refused:
        refused.add_to(form)
        return Pressed(refused.http_status, {act: form})
    if found.said:
        messages.success(request, str(found.said))
    return Pressed()
