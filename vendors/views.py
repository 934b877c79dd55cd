"""Pages of the owner: start page, the steps of the application, its summary."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.core.policy import require
from marketplace.web import panels
from marketplace.web.requests import own_address
from vendors import policies, presenters, queries
from vendors.acting import act_for, acting_vendor, asks_to_switch, named_vendor
from vendors.application import PAPERS
from vendors.policies import VendorAct


@require_safe
@login_required
@asks_to_switch
def vendor_home(request: HttpRequest) -> HttpResponse:
    """Show where the shop stands; to its owner also the application and what it still needs."""
    user = actor_of(request)
    vendor = acting_vendor(request)
    if vendor is None:
        require(policies.can_apply(user))
        return render(request, "vendors/invitation.html", {"nav_active": "vendor_home"})
    may_apply = bool(policies.acts_for(user, vendor, to=VendorAct.APPLY))
    context = {
        "vendor": vendor,
        "may_apply": may_apply,
        "may_sell": bool(policies.acts_for(user, vendor, to=VendorAct.SELL)),
        "may_change": may_apply and vendor.status in policies.VERIFIED,
        "parts": presenters.summary(vendor, only_at_counter=False) if may_apply else [],
        "papers_link": next(link for link in presenters.step_links(vendor) if link.key == PAPERS),
        "is_editable": vendor.status in policies.EDITABLE,
        "returned": presenters.returned_notes(vendor),
        "papers": presenters.papers(vendor),
        "deadline": queries.review_due_at(vendor),
        "channels": queries.open_channels(vendor),
        "size_note": presenters.size_note(vendor),
        "history": vendor.status_changes.order_by("pk"),
        "panels": panels.collect("vendor.panels", request, vendor),
        "zone": vendor.time_zone,
        "nav_active": "vendor_home",
    }
    return render(request, "vendors/home.html", context)


@require_POST
@login_required
def vendor_switch(request: HttpRequest) -> HttpResponse:
    """Choose for which shop the pages without a named one are; go on where the person was."""
    vendor = named_vendor(actor_of(request), request.POST.get("vendor", ""))
    if vendor is None:
        raise Http404
    act_for(request, vendor)
    messages.success(request, _("You now act for %(name)s.") % {"name": vendor.name})
    return redirect(own_address(request, request.POST.get("next", "")) or "vendor_home")
