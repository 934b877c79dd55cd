"""What the order page, the task list and the vendor's page show of money."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.models import User
from marketplace.core import panels
from marketplace.core.money import rupiah
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.orders.models import OrderStatus, PurchaseOrder
from payments import policies, queries
from payments.forms import PayForm
from vendors.models import Vendor, VendorStatus

LIMIT = 50
CARD_ROWS = 20
BEYOND_CLAIM = frozenset({OrderStatus.HANDED_OVER, OrderStatus.PAID, OrderStatus.SETTLED})


@panels.provide("order.actions")
def pay_action(request: HttpRequest, order: PurchaseOrder) -> list[panels.Action]:
    """Offer the payment of each claim that nobody is paying to a card holder."""
    user = request.user
    if order.status != OrderStatus.HANDED_OVER or not isinstance(user, User):
        return []
    payable = [money for money in queries.money_of(order) if money.is_payable]
    for money in payable:
        money.claim.order = order
    return [
        _pay(order, user, money.claim, several=len(payable) > 1)
        for money in payable
        if policies.can_pay(user, money.claim)
    ]


def _pay(order: PurchaseOrder, user: User, claim: Claim, *, several: bool) -> panels.Action:
    form = PayForm(payer=user, agency_id=order.agency_id, auto_id=f"pay_{claim.pk}_%s")
    label = _("Pay %(number)s by card") % {"number": claim.number}
    return panels.Action(
        label=label if several else _("Pay by card"),
        url=reverse("claim_pay", args=[claim.public_id]),
        icon="credit-card",
        order=10,
        sentence=_("Pay %(amount)s by government card?") % {"amount": rupiah(claim.amount_rupiah)},
        dialog_template="payments/pay_fields.html",
        context={"form": form},
    )


@panels.provide("order.fees")
def order_fees(_request: HttpRequest, order: PurchaseOrder) -> list[int]:
    """Tell the money split what bank and platform keep, once it is known."""
    if order.status not in BEYOND_CLAIM:
        return []
    return [queries.fees_of(order)]


@panels.provide("order.panels")
def money_panel(request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Show where the money of an order is, once its claim is open."""
    if order.status not in BEYOND_CLAIM or not isinstance(request.user, User):
        return []
    found = queries.money_of(order)
    for money in found:
        money.claim.order = order
    return [
        panels.Panel(
            "payments/order_money.html",
            {
                "order": order,
                "money": money,
                "anchor": f"-{money.claim.pk}" if place else "",
                "zone": order.agency.time_zone,
                "is_payer": bool(policies.can_see_claim(request.user, money.claim)),
            },
            order=10,
        )
        for place, money in enumerate(found)
    ]


@panels.provide("tasks")
def money_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return claims this card holder may pay, and refused payouts of this shop."""
    user = request.user
    if not isinstance(user, User):
        return []
    tasks = [
        panels.Task(
            title=_("Pay by card: %(title)s") % {"title": claim.order.title},
            detail=f"{claim.order.number} · {claim.order.vendor.name}",
            url=reverse("order_detail", args=[claim.order.public_id]),
            action=_("Pay"),
            icon="credit-card",
            since=claim.opened_at,
            amount_rupiah=claim.amount_rupiah,
        )
        for claim in queries.claims_to_pay(user)[:LIMIT]
    ]
    return tasks + _payout_tasks(user) + _trouble_tasks(user)


def _payout_tasks(user: User) -> list[panels.Task]:
    vendor = Vendor.objects.filter(owner=user).first()
    if vendor is None:
        return []
    return [
        panels.Task(
            title=_("The bank refused your payout"),
            detail=payout.failure_words,
            url=reverse("vendor_money"),
            action=_("Repair"),
            icon="landmark",
            since=payout.finished_at,
            amount_rupiah=payout.amount_rupiah,
        )
        for payout in queries.failed_payouts(vendor)[:LIMIT]
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
    vendor = Vendor.objects.filter(owner=user).first()
    if vendor is not None:
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
def vendor_panel(_request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Sum up a selling vendor's money, with the way to the whole list."""
    if vendor.status not in {VendorStatus.APPROVED, VendorStatus.SUSPENDED}:
        return []
    refused = queries.failed_payouts(vendor).count()
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
