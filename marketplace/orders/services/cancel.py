"""Cancelling before shipment, and issuing again what a vendor let pass."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from catalog.day_rules import Days
from catalog.days import calendars, require_days
from catalog.models import Sku
from catalog.prices import current_price_versions
from marketplace.accounts.models import User
from marketplace.core import guards, locks
from marketplace.core.errors import Conflict
from marketplace.core.policy import require
from marketplace.core.seen import require_seen
from marketplace.orders import policies
from marketplace.orders.evidence import holds_goods_of
from marketplace.orders.freight import choice_of
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder
from marketplace.orders.revival import NO_DAYS, Revival
from marketplace.orders.services import transitions
from marketplace.orders.services.grounds import Grounds, grounds_of, merged
from marketplace.orders.services.new_lines import OrderItem
from marketplace.orders.services.place import OrderDraft, place_orders
from marketplace.orders.services.review import required
from marketplace.orders.splitting import hold_pair_of


class AlreadyReissued(Conflict):
    """The order was issued again before."""

    code = "already_reissued"


@guards.use_case
def cancel_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Cancel before shipment; stock and plan money are free again at once.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_cancel(actor, order))
    transitions.advance(order, OrderStatus.CANCELLED, by=actor, reason=required(reason))
    transitions.let_go(order)
    return order


@guards.use_case
def reissue_order(
    *,
    order_id: int,
    seen: str,
    actor: User,
    deliver_by: date | None = None,
    days: Mapping[int, Days | None] = NO_DAYS,
    grounds: Grounds | None = None,
) -> PurchaseOrder:
    """Make a new order from an expired or declined one as it is offered today, linked to the old.

    ``seen``: what the officer was shown (``Revival.seen``); reasons of the old order are kept, and
    the days of its lines, where ``days`` says no others (line id → days): with those the officer
    was shown what it costs. Its goods come by the same way, at what that costs today, as they
    themselves do. Raises: NotAllowed, AlreadyReissued, ChangedSince, what
    ``require_days`` raises, and everything ``place_orders`` raises.
    """
    hold_pair_of(order_id)
    old = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_reissue(actor, old))
    if PurchaseOrder.objects.filter(reissue_of=old).exists():
        raise AlreadyReissued(
            _("Order %(number)s was already issued again.") % {"number": old.number}
        )
    revival = Revival(old, days)
    _require_days(revival)
    require_seen(seen, revival.facts)
    kept = grounds_of(old)
    if not holds_goods_of(old):
        kept = replace(kept, evidence=None)  # its goods were taken out of the order
    said = merged(grounds or Grounds(), kept)
    draft = _draft_like(old, revival.lines, deliver_by=deliver_by, grounds=said)
    return place_orders(agency_id=old.agency_id, drafts=[draft], actor=actor)[0]


def _require_days(revival: Revival) -> None:
    """Refuse days that cannot be had before their sum is shown: nobody confirms it in vain."""
    known = calendars(revival.skus.values(), revival.order.agency.time_zone)
    for line in revival.lines:
        require_days(revival.skus[line.sku_id], known, line.wanted, line.pieces)


def _draft_like(
    old: PurchaseOrder,
    lines: Sequence[OrderLine],
    *,
    deliver_by: date | None,
    grounds: Grounds,
) -> OrderDraft:
    """Return a draft of these lines of an order at today's prices and words."""
    prices = current_price_versions([line.sku_id for line in lines])
    now = dict(Sku.objects.filter(pk__in=prices).values_list("pk", "product__revision"))
    return OrderDraft(
        vendor_id=old.vendor_id,
        items=[
            OrderItem(
                line.sku_id,
                line.quantity,
                prices[line.sku_id].pk,
                now[line.sku_id],
                line.wanted,
                line.note,
            )
            for line in lines
        ],
        title=old.title,
        commitment_officer_id=old.commitment_officer_id,
        plan_package_id=old.plan_package_id,
        account_code_id=old.account_code_id,
        delivery_address=old.delivery_address,
        delivery_region_id=old.delivery_region_id,
        deliver_by=deliver_by,
        freight=choice_of(old),
        note=old.note,
        reissue_of_id=old.pk,
        grounds=grounds,
    )
