"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import locks
from marketplace.web import panels
from vendors import acting
from vendors.members import badges, guards, held, policies, queries
from vendors.members.models import CooperativeMember, MemberSheet
from vendors.models import Vendor
from vendors.policies import VendorAct

SHOWN = 5

__all__ = ["badges", "guards", "held"]

locks.register({MemberSheet: 43, CooperativeMember: 44})


@panels.provide("places")
def member_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead whoever keeps a cooperative's members to their list."""
    if VendorAct.SELL not in acting.acts_of(request):
        return []
    vendor = acting.acting_vendor(request, to=VendorAct.SELL)
    if vendor is None or not policies.can_keep(request.user, vendor):
        return []
    return [panels.Place("coop_members", _("Members"), "users", order=12)]


@panels.provide("vendor.panels")
def members_panel(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Show a cooperative how many members it sells for, with the way to their list."""
    if not policies.can_keep(request.user, vendor):
        return []
    context = {"numbers": queries.numbers_of(vendor)}
    return [panels.Panel("members/vendor_panel.html", context, order=22)]


@panels.provide("vendor.review")
def review_panel(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Lead verifiers and auditors from a cooperative to its members."""
    user = request.user
    if not isinstance(user, User) or not policies.can_watch(user, vendor):
        return []
    first = vendor.cooperative_members.filter(until=None).order_by("-pk")[:SHOWN]
    context = {"vendor": vendor, "numbers": queries.numbers_of(vendor), "first": list(first)}
    return [panels.Panel("members/review_panel.html", context, order=22)]
