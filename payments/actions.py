"""What the order page, the task list and the vendor's page show of money."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.models import User
from marketplace.fulfilment.models import ClaimStatus
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.web import panels
from payments import policies, queries
from vendors.acting import acting_vendor, acts_of, shop_url
from vendors.models import Vendor
from vendors.policies import VERIFIED, VendorAct, acts_for, vendors_of

LIMIT = 50
CARD_ROWS = 20
# A claim opens with the handover of a part; the order waits for its last part.
BEYOND_CLAIM = frozenset(
    {
        OrderStatus.SHIPPED,
        OrderStatus.RECEIVED,
        OrderStatus.DISPUTED,
        OrderStatus.HANDED_OVER,
        OrderStatus.STOPPED,
        OrderStatus.TERMINATED,
        OrderStatus.PAID,
        OrderStatus.SETTLED,
    }
)


@panels.provide("order.fees")
def order_fees(_request: HttpRequest, order: PurchaseOrder) -> list[int]:
    """Tell the money split what bank and platform keep, as far as it is known."""
    if order.status not in BEYOND_CLAIM:
        return []
    return [queries.fees_of(order)]


@panels.provide("order.panels")
def money_panel(request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Show where the money of each claim of an order is."""
    if order.status not in BEYOND_CLAIM or not isinstance(request.user, User):
        return []
    found = queries.money_of(order)
    if not found:
        return []
    is_payer = bool(policies.can_see_claim(request.user, found[0].claim))
    shown = []
    for place, money in enumerate(found):
        money.claim.order = order
        context = {
            "order": order,
            "money": money,
            "zone": order.agency.time_zone,
            "is_payer": is_payer,
            "id": "pembayaran" if place == 0 else f"pembayaran-{money.claim.number}",
        }
        shown.append(panels.Panel("payments/order_money.html", context, order=10))
    return shown


@panels.provide("places")
def money_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead everybody who handles or audits money to their pages of it."""
    user = request.user
    if not isinstance(user, User):
        return []
    places = []
    if VendorAct.READ_MONEY in acts_of(request):
        places.append(panels.Place("vendor_money", _("Your money"), "wallet", order=40))
    if policies.can_see_finance(user):
        places.append(panels.Place("finance", _("Finance"), "landmark", order=40))
    if policies.can_see_cards(user):
        places.append(panels.Place("cards", _("Government cards"), "credit-card", order=50))
    return places


@panels.provide("tasks")
def money_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return refused payouts of this person's shops, and what waits for an operator."""
    user = request.user
    if not isinstance(user, User):
        return []
    return _payout_tasks(user) + _trouble_tasks(user)


def _payout_tasks(user: User) -> list[panels.Task]:
    shops = vendors_of(user, to=VendorAct.READ_MONEY)
    return [
        panels.Task(
            title=_("The bank refused your payout"),
            detail=payout.failure_words,
            url=shop_url("vendor_money", payout.vendor, reader=user),
            action=_("Repair"),
            does=reverse("payout_retry", args=[payout.pk]),
            icon="landmark",
            since=payout.finished_at,
            amount_rupiah=payout.amount_rupiah,
        )
        for payout in queries.failed_payouts(shops).select_related("vendor")[:LIMIT]
    ]


def _trouble_tasks(user: User) -> list[panels.Task]:
    """Return what an operator must look at; the payers see it with their claims."""
    if not user.is_staff:
        return []
    return [
        panels.Task(
            title=str(instruction.trouble_words.what),
            detail=f"{instruction.get_kind_display()} · {instruction.destination}",
            url=f"{reverse('finance')}#perhatian",
            action=_("Look"),
            does=reverse("instruction_close", args=[instruction.pk]),
            icon="triangle-alert",
            since=instruction.trouble_at,
            amount_rupiah=instruction.amount_rupiah,
        )
        for instruction in queries.in_trouble(user)[:LIMIT]
    ]


@panels.provide("tasks.panels")
def money_cards(request: HttpRequest, _subject: object) -> list[panels.Panel]:
    """Show beside the tasks where a vendor's money is, or what an agency still has to pay."""
    user = request.user
    if not isinstance(user, User):
        return []
    vendor = acting_vendor(request)
    if vendor is not None and acts_for(user, vendor, to=VendorAct.READ_MONEY):
        return _coming_money(vendor)
    if not policies.can_see_finance(user):
        return []
    number, total = queries.waiting_sum(user)
    context = {
        "number": number,
        "total_rupiah": total,
        "may_see_cards": bool(policies.can_see_cards(user)),
    }
    return [panels.Panel("payments/finance_card.html", context, order=20)]


def _coming_money(vendor: Vendor) -> list[panels.Panel]:
    claims = list(queries.unfinished_claims(vendor)[:CARD_ROWS])
    if not claims:
        return []
    paid = [claim for claim in claims if claim.status == ClaimStatus.PAID]
    shown = paid or claims
    sent = any(not line.void for claim in paid for line in claim.settlement_lines.all())
    context = {
        "is_coming": bool(paid),
        "total_rupiah": sum(queries.expected_net(claim) for claim in shown),
        "rows": [(claim, queries.expected_net(claim)) for claim in shown],
        "steps": [
            (_("BAST"), True),
            (_("Paid"), bool(paid)),
            (_("Sent"), sent),
            (_("Arrived"), False),
        ],
    }
    return [panels.Panel("payments/coming_money.html", context, order=10)]


@panels.provide("vendor.panels")
def vendor_panel(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Sum up a selling vendor's money, with the way to the whole list."""
    if vendor.status not in VERIFIED:
        return []
    if not acts_for(request.user, vendor, to=VendorAct.READ_MONEY):
        return []
    refused = queries.failed_payouts([vendor]).count()
    context = {
        "sums": queries.vendor_sums(vendor),
        "refused": ngettext(
            "The bank refused %(number)s payout.", "The bank refused %(number)s payouts.", refused
        )
        % {"number": refused}
        if refused
        else "",
    }
    return [panels.Panel("payments/vendor_panel.html", context, order=10)]
