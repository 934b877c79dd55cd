"""What this room registers with the kernel."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog import offices
from catalog.days import booked_by
from marketplace.accounts import token_scopes
from marketplace.accounts.models import Role
from marketplace.core import deadlines, files, locks, outbox, transitions
from marketplace.documents import services as documents
from marketplace.notices import kinds
from marketplace.notices.models import Group
from marketplace.notices.services import MESSAGE_FILE
from marketplace.orders import (
    addendum_guards,
    addendum_panels,
    addendum_steps,
    delivery_handlers,
    document_list,
    freight_doors,
    freight_handlers,
    guards,
    handlers,
    held,
    negotiated,
    order_steps,
    policies,
    queries,
    review_panels,
    seconding,
    successor_views,
    worklist,
)
from marketplace.orders.addendum_paper import ADDENDUM
from marketplace.orders.bookings import count_booked
from marketplace.orders.bundle import checking, parts
from marketplace.orders.bundle.cover import COVER
from marketplace.orders.delivery_day import DELIVERY
from marketplace.orders.documents import PURCHASE_LETTER
from marketplace.orders.lifecycle import ORDER_TRANSITIONS, STATES, Clock, clocks, step_named
from marketplace.orders.models import (
    ADDENDUM_TRANSITIONS,
    QUOTE_TRANSITIONS,
    EvidenceBundle,
    FreightQuote,
    PurchaseOrder,
)
from marketplace.orders.own_rules import guards as approval_rule_guards
from marketplace.orders.own_rules import views as approval_rules
from marketplace.orders.services.delivery import remind_to_deliver, state_late
from marketplace.web import badges, counts, frame

__all__ = [
    "addendum_guards",
    "addendum_panels",
    "addendum_steps",
    "approval_rule_guards",
    "approval_rules",
    "delivery_handlers",
    "document_list",
    "freight_doors",
    "freight_handlers",
    "guards",
    "handlers",
    "held",
    "negotiated",
    "order_steps",
    "parts",
    "review_panels",
    "successor_views",
    "worklist",
]

locks.register({PurchaseOrder: 20, FreightQuote: 42})
offices.register_late_orders(queries.late_orders)
booked_by(count_booked)
transitions.register("order", ORDER_TRANSITIONS)
transitions.register("freight_quote", QUOTE_TRANSITIONS)
transitions.register("addendum", ADDENDUM_TRANSITIONS)
token_scopes.register(
    "order",
    _("Submit, approve, return and end orders"),
    lambda user: bool(user.agencies_as(Role.PROCUREMENT_OFFICER, *seconding.ROLES)),
)


def _when_due(running: Clock) -> Callable[[int], None]:
    """Return what the platform does when a clock has run out; without a step it only warns."""

    def act(order_id: int) -> None:
        step = step_named(running.then)  # looked up when due: an upper room may carry it out
        if step:
            step.act(order_id=order_id)

    return act


def _nudge(order_id: int, due_at: datetime) -> None:
    """Let whoever is awaited be told that the clock of an order runs."""
    order = PurchaseOrder.objects.get(pk=order_id)
    outbox.emit("order.nudged", subject=order, status=order.status, due_at=due_at.isoformat())


for running in clocks():
    deadlines.on_due(running.kind, _when_due(running), about=PurchaseOrder, nudge=_nudge)
deadlines.on_due(DELIVERY, state_late, about=PurchaseOrder, nudge=remind_to_deliver)

files.readable_by(MESSAGE_FILE, policies.can_read_message_file)
documents.register_kind(PURCHASE_LETTER, _("Purchase order letter"))
documents.register_kind(ADDENDUM, _("Addendum to the purchase order letter"))
documents.readable_by(
    PurchaseOrder._meta.label_lower,
    policies.can_read_paper,
    state=document_list.order_state,
)
documents.register_kind(COVER, _("Evidence bundle"))
documents.readable_by(
    EvidenceBundle._meta.label_lower, policies.can_read_cover, copies=checking.handed_out
)


@frame.frame_part
def orders_waiting(request: HttpRequest) -> dict[str, Any]:
    """Count the orders whose next step is this person's; counted only on pages that show it."""
    if not request.user.is_authenticated:
        return {"orders_count": 0}

    def count() -> int:
        return worklist.waiting_count(request)

    return {"orders_count": cache(lambda: counts.kept(request, "orders", count))}


kinds.register(
    "order.message",
    title=_("New message about %(number)s"),
    body=_("Somebody wrote in the conversation of “%(title)s”. Read it on the order page."),
)
kinds.register_optional(Group.TALK, "order.message")
kinds.register(
    "order.appointed",
    title=_("%(name)s acts in %(number)s from now on"),
    body=_("%(name)s was appointed in place of %(before)s. Reason: %(reason)s"),
)
kinds.register(
    "second_approval.asked",
    title=_("%(number)s waits for a second approval"),
    body=_(
        "“%(title)s” of %(vendor)s: its page says why. The PPK approves it only after somebody "
        "else has given the second approval."
    ),
)
kinds.register(
    "second_approval.given",
    title=_("%(number)s has its second approval"),
    body=_("%(name)s gave it: %(reason)s"),
)
kinds.register(
    "order.lines_struck",
    title=_("Lines of %(number)s were struck"),
    body=_("%(name)s struck: %(goods)s. The rest, %(amount)s, waits for approval."),
)
kinds.register(
    "order.vendor_stopped",
    title=_("%(vendor)s is suspended; %(number)s may be finished"),
    body=_(
        "What was accepted before is delivered, signed for and paid as agreed. The PPK may "
        "terminate the order if the shop does not fulfil it. %(reason)s"
    ),
)
kinds.register(
    "order.nudged",
    title=_("%(number)s still waits for you"),
    body=_("“%(title)s” of %(vendor)s waits for your answer until %(moment)s."),
)
kinds.register(
    "order.delivery_nudged",
    title=_("%(number)s is due by %(due_on)s"),
    body=_(
        "“%(title)s” of %(vendor)s has not all come yet. If the day cannot be kept, another one "
        "can be proposed on the order page."
    ),
)
kinds.register(
    "order.late",
    title=_("%(number)s is late"),
    body=_(
        "The goods of “%(title)s” from %(vendor)s were due by %(due_on)s and have not all come. "
        "Another day holds only if both sides agree to it on the order page."
    ),
)
kinds.register_text(_("An order of your shop is late. Read what to do."), "order.late")
kinds.register(
    "order.day_proposed",
    title=_("Another delivery day is proposed for %(number)s"),
    body=_("New day: %(due_on)s. Reason: %(reason)s. The other side agrees or refuses."),
)
kinds.register_text(
    _("Another delivery day is proposed for an order of your shop."), "order.day_proposed"
)
kinds.register(
    "order.day_agreed",
    title=_("The delivery day of %(number)s moved to %(due_on)s"),
    body=_("Both sides agreed. The addendum lies with the papers of the order."),
)
kinds.register(
    "order.day_refused",
    title=_("The delivery day of %(number)s stays"),
    body=_("The proposed day %(due_on)s was refused. Reason: %(reason)s"),
)
for status, state in STATES.items():
    if state.notice:
        kinds.register(f"order.{status}", title=state.notice.title, body=state.notice.body)
        if state.notice.text:
            kinds.register_text(state.notice.text, f"order.{status}")
badges.register(
    "order",
    {
        status.value: badges.Chip(state.icon, status.label, state.tone)
        for status, state in STATES.items()
    },
)
