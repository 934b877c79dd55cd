"""What this room registers with the kernel."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.core import context, deadlines, documents, transitions
from marketplace.notices import kinds
from marketplace.orders import handlers, papers_for_people, policies, queries, tasks_for_people
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.rules import ORDER_TRANSITIONS
from marketplace.orders.services import expire_order
from marketplace.orders.services.steps import ACCEPT_DEADLINE, REVIEW_DEADLINE

__all__ = ["handlers", "papers_for_people", "tasks_for_people"]

transitions.register("order", ORDER_TRANSITIONS)


def _expire(order_id: int) -> None:
    expire_order(order_id=order_id)


deadlines.on_due(ACCEPT_DEADLINE, _expire)
# A review that takes too long only turns red on the page: no order is lost to a slow office.
deadlines.on_due(REVIEW_DEADLINE, lambda order_id: None)

documents.readable_by(
    PurchaseOrder._meta.label_lower,
    policies.can_read_paper,
    state=papers_for_people.order_state,
)


@context.frame_part
def orders_waiting(request: HttpRequest) -> dict[str, Any]:
    """Count the orders whose next step is this person's; counted only on pages that show it."""
    user = request.user
    if not user.is_authenticated:
        return {"orders_count": 0}
    return {"orders_count": cache(lambda: queries.waiting_for(user).count())}


kinds.register(
    "order.message",
    title=_("New message about %(number)s"),
    body=_("Somebody wrote in the conversation of “%(title)s”. Read it on the order page."),
)
kinds.register(
    "order.submitted",
    title=_("%(number)s waits for your approval"),
    body=_("%(title)s from %(vendor)s, %(amount)s. Approve it or return it with a reason."),
)
kinds.register(
    "order.returned",
    title=_("%(number)s was returned to you"),
    body=_("The PPK asks: %(reason)s. Repair the order and submit it again."),
)
kinds.register(
    "order.rejected",
    title=_("%(number)s was rejected"),
    body=_("Reason: %(reason)s. Stock and plan money are free again."),
)
kinds.register(
    "order.issued",
    title=_("Surat Pesanan for %(number)s was issued"),
    body=_("%(agency)s orders “%(title)s” from %(vendor)s for %(amount)s."),
)
kinds.register(
    "order.accepted",
    title=_("%(vendor)s accepted %(number)s"),
    body=_("“%(title)s” is being prepared."),
)
kinds.register(
    "order.declined",
    title=_("%(vendor)s declined %(number)s"),
    body=_("Reason: %(reason)s. You can issue the order again or choose another shop."),
)
kinds.register(
    "order.expired",
    title=_("%(number)s expired without an answer"),
    body=_("%(vendor)s did not answer in time. The officer can issue it again with one click."),
)
kinds.register(
    "order.cancelled",
    title=_("%(number)s was cancelled"),
    body=_("Reason: %(reason)s. Nothing needs to be delivered."),
)
kinds.register(
    "order.stopped",
    title=_("%(number)s was stopped"),
    body=_("Reason: %(reason)s. Do not prepare or send anything more."),
)
kinds.register(
    "order.terminated",
    title=_("%(number)s was terminated"),
    body=_("Reason: %(reason)s. The agency ended the order because it was not fulfilled."),
)
kinds.register(
    "order.shipped",
    title=_("%(number)s is on its way"),
    body=_("%(vendor)s has sent “%(title)s”. Count the goods when they arrive."),
)
kinds.register(
    "order.received",
    title=_("Sign the handover of %(number)s"),
    body=_("The goods of “%(title)s” were counted. PPK and vendor sign the BAST."),
)
kinds.register(
    "order.handed_over",
    title=_("%(number)s can be paid"),
    body=_("The BAST is signed by both. The claim over %(amount)s is open for the card holder."),
)
kinds.register(
    "order.paid",
    title=_("%(number)s was paid by card"),
    body=_("The bank confirmed %(amount)s. The payout to %(vendor)s follows."),
)
kinds.register(
    "order.settled",
    title=_("The money for %(number)s was sent to you"),
    body=_("The bank confirmed the transfer. The reference stands on the order page."),
)
