"""The page on which a verified shop declares its size for another year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.actor import actor_of
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post
from vendors import change_presenters, policies, queries, services
from vendors.acting import acting_vendor, asks_to_switch
from vendors.application import Figures
from vendors.forms import SizeForm
from vendors.models import ChangeKind, ChangeStatus, Vendor
from vendors.policies import VendorAct


@get_or_post
@login_required
@asks_to_switch
def vendor_size(request: HttpRequest) -> HttpResponse:
    """Show what is on record and until when it counts; take the declaration."""
    vendor = acting_vendor(request, to=VendorAct.APPLY)
    if vendor is None:
        raise Http404
    require(policies.can_ask_change(actor_of(request), vendor))
    if request.method != "POST":
        return _show(request, vendor, SizeForm(vendor=vendor))
    form = SizeForm(request.POST, vendor=vendor)
    if not form.is_valid():
        return _show(request, vendor, form, status=422)
    figures = form.value()
    changed = _changed(vendor, figures)
    if changed and "understood" not in request.POST:
        return _show(request, vendor, form, status=422, changed=changed)
    return _declare(request, vendor, form, figures)


def _declare(
    request: HttpRequest, vendor: Vendor, form: SizeForm, figures: Figures
) -> HttpResponse:
    try:
        declaration = services.declare_size(
            vendor_id=vendor.pk, figures=figures, actor=actor_of(request)
        )
    except DomainError as refused:
        refused.add_to(form)
        return _show(request, vendor, form, status=refused.http_status)
    if declaration.change_id is None:
        messages.success(request, _("Declared. Thank you; your size class stays."))
    else:
        messages.success(
            request, _("Sent to the verifier. Until it is checked the old one is used.")
        )
    return redirect("vendor_size")


def _changed(vendor: Vendor, figures: Figures) -> dict[str, Any] | None:
    """Return the other class that the figures make and the channels it opens, if it is another."""
    verdict = queries.size_verdict(figures, on=clock.today(vendor.time_zone))
    if verdict is None or verdict.size == vendor.size_class:
        return None
    return {"verdict": verdict, "channels": queries.channels_by(vendor.legal_form, verdict.size)}


def _show(
    request: HttpRequest, vendor: Vendor, form: SizeForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    due_at = queries.size_due_at(vendor)
    waiting = queries.changes_of(vendor, ChangeStatus.PENDING).filter(kind=ChangeKind.SIZE).first()
    context = {
        "vendor": vendor,
        "form": form,
        "on_record": change_presenters.size_in_words(vendor),
        "declared_at": queries.size_declared_at(vendor),
        "due_at": due_at,
        "is_due": due_at <= clock.now(),
        "waiting": waiting,
        "declarations": vendor.size_declarations.select_related("declared_by", "change"),
        "zone": vendor.time_zone,
        "crumbs": [
            (_("My shop"), reverse("vendor_home")),
            (_("Changes"), reverse("vendor_changes")),
            (_("Size class"), ""),
        ],
        "nav_active": "vendor_home",
        **extra,
    }
    return render(request, "vendors/size.html", context, status=status)
