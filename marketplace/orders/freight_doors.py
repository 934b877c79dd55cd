"""How a shop comes to what it is asked about freight: notices, menu and tasks."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.accounts.models import User
from marketplace.notices import kinds
from marketplace.orders import queries
from marketplace.orders.models import FreightQuote
from marketplace.web import counts, panels
from vendors.acting import acting_vendor, acts_of, shop_url
from vendors.models import Vendor
from vendors.policies import VendorAct

kinds.register(
    "freight.asked",
    title=gettext_lazy("%(office)s asks for the freight to %(place)s"),
    body=gettext_lazy("Name the cost and until when it holds; the office can order then."),
)
kinds.register(
    "freight.answered",
    title=gettext_lazy("%(shop)s named the freight to %(place)s: %(cost)s"),
    body=gettext_lazy("It holds until %(day)s, for the goods you asked about. Order at checkout."),
)
kinds.register(
    "freight.refused",
    title=gettext_lazy("%(shop)s does not bring your goods to %(place)s"),
    body=gettext_lazy("Reason: %(reason)s"),
)


@panels.provide("places")
def freight_place(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead shops to what they are asked about freight."""
    if VendorAct.ANSWER_ORDERS not in acts_of(request):
        return []
    waiting = counts.kept(request, "freight", lambda: _waiting(request))
    return [panels.Place("freight_quotes", _("Freight requests"), "truck", order=23, count=waiting)]


def _waiting(request: HttpRequest) -> int:
    vendor = acting_vendor(request, to=VendorAct.ANSWER_ORDERS)
    return queries.freight_waiting(vendor).count() if vendor else 0


@panels.provide("tasks")
def freight_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name the shops of the person that requests for freight wait for."""
    user = request.user
    if not isinstance(user, User) or VendorAct.ANSWER_ORDERS not in acts_of(request):
        return []
    return [
        _task(user, vendor, number, first)
        for vendor, number, first in queries.freight_waiting_by_shop(user)
    ]


def _task(user: User, vendor: Vendor, number: int, first: FreightQuote) -> panels.Task:
    title = ngettext("%(number)s freight to name", "%(number)s freights to name", number)
    return panels.Task(
        title=title % {"number": number},
        detail=_("Longest waiting: %(name)s") % {"name": first.agency.name},
        url=shop_url("freight_quotes", vendor, reader=user),
        action=_("Answer"),
        icon="truck",
        since=first.asked_at,
    )
