"""What pages of a cooperative's members show of their money."""

from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.web import panels
from payments import member_queries, policies
from vendors.members.models import CooperativeMember
from vendors.models import Vendor


def _reads(request: HttpRequest, vendor: Vendor) -> bool:
    user = request.user
    return isinstance(user, User) and policies.member_money_of(user).filter(pk=vendor.pk).exists()


@panels.provide("members.panels")
def members_money(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Lead who reads the members' money to it, from their list."""
    if not _reads(request, vendor):
        return []
    context = {"vendor": vendor, "sums": member_queries.sums_of(vendor)}
    return [panels.Panel("payments/members_panel.html", context, order=10)]


@panels.provide("member.panels")
def member_money(request: HttpRequest, member: CooperativeMember) -> list[panels.Panel]:
    """Show on a member's page what is owed, with the way to the statement."""
    if not _reads(request, member.vendor):
        return []
    context = {"member": member, "sums": member_queries.sums_of_member(member)}
    return [panels.Panel("payments/member_panel.html", context, order=10)]
