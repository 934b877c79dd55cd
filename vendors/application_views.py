"""Pages of the owner's application: one group of questions a page, then its summary."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.web.requests import get_or_post
from vendors import policies, presenters, queries, services
from vendors.acting import act_for, acting_vendor, asks_to_switch
from vendors.application import STEPS, Identity, missing_fields
from vendors.forms import STEP_FORMS
from vendors.models import Vendor, VendorStatus
from vendors.paths import Path
from vendors.policies import VendorAct
from vendors.step_pages import walk


class OwnPath(Path):
    """An owner's own application."""

    place = "vendor_home"
    is_own = True

    def address(self, step: str) -> str:
        """Return the address of a step, or of the summary."""
        return presenters.step_address(step)

    def begin(self, identity: Identity) -> Vendor:
        """Open the application of whoever acts."""
        return services.begin_application(identity=identity, actor=self.actor)

    def begin_named(self, name: str) -> Vendor:
        """Open the application of whoever acts, of which only the name is known."""
        return services.start_application(name=name, actor=self.actor)

    @property
    def home(self) -> str:
        """The page of one's shop."""
        return reverse("vendor_home")

    def crumbs(self, here: str) -> list[tuple[str, str]]:
        """Return the way back to one's shop."""
        return [(_("My shop"), self.home), (here, "")]

    def before(self, step: str) -> dict[str, Any] | None:
        """Return what the person typed in an application that was rejected, where this one asks."""
        rejected = queries.rejected_of(self.actor)
        if rejected is None or (self.vendor and step not in missing_fields(self.vendor, ())):
            return None
        return STEP_FORMS[step].stored(rejected)

    def saved(self, request: HttpRequest, vendor: Vendor) -> None:
        """Act for this shop from now on."""
        act_for(request, vendor)


@require_safe
@login_required
@asks_to_switch
def vendor_apply(request: HttpRequest) -> HttpResponse:
    """Lead to the first step with something to do."""
    user = actor_of(request)
    vendor = _application(request)
    if vendor is None:
        require(policies.can_apply(user))
    elif vendor.status not in policies.EDITABLE:
        return redirect("vendor_home")
    return _go(presenters.next_step(vendor))


def _application(request: HttpRequest) -> Vendor | None:
    """Return the application the owner works on; None after a rejection, for one begun anew."""
    vendor = acting_vendor(request, to=VendorAct.APPLY)
    if vendor is None or vendor.status != VendorStatus.REJECTED:
        return vendor
    return (
        queries.shops_of(actor_of(request), to=VendorAct.APPLY)
        .filter(status__in=services.UNDECIDED)
        .first()
    )


def _go(step: str) -> HttpResponse:
    return redirect(presenters.step_address(step))


@get_or_post
@login_required
def vendor_step(request: HttpRequest, step: str) -> HttpResponse:
    """Show one step and save it; what was typed stays when it is refused."""
    if step not in STEPS:
        raise Http404
    user = actor_of(request)
    vendor = _application(request)
    if vendor is None:
        require(policies.can_apply(user))
        if step != "usaha":
            return redirect("vendor_step", "usaha")
    elif vendor.status not in policies.EDITABLE:
        return redirect("vendor_home")
    return walk(request, step, OwnPath(user, vendor))


@get_or_post
@login_required
def vendor_summary(request: HttpRequest) -> HttpResponse:
    """Show the whole application once more and submit it."""
    user = actor_of(request)
    vendor = _application(request)
    if vendor is None:
        return redirect("vendor_apply")
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            services.submit_application(vendor_id=vendor.pk, actor=user)
        except DomainError as problem:
            refused = problem
        else:
            messages.success(
                request, _("Submitted. The deadline for the answer stands on this page.")
            )
            return redirect("vendor_home")
    elif vendor.status not in policies.EDITABLE:
        return redirect("vendor_home")
    context = {
        "vendor": vendor,
        "parts": presenters.summary(vendor),
        "papers": presenters.papers(vendor),
        "path": (path := OwnPath(user, vendor)),
        "crumbs": path.crumbs(_("Check and submit")),
        "refused": refused,
        "ready": presenters.next_step(vendor) == presenters.SUMMARY,
        "channels": queries.open_channels(vendor),
        "size_note": presenters.size_note(vendor),
        "nav_active": "vendor_home",
    }
    status = refused.http_status if refused else 200
    return render(request, "vendors/summary.html", context, status=status)
