"""Goods that were sent and that nobody counts: R-DEEMED (docs/adr/0020).

A government's BAST needs its signatures, so nothing is deemed accepted here. When the days are
over, those who can act and the budget authority are told, and the shop has a statement to show.
"""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from marketplace.core import audit, clock, deadlines, guards, locks, outbox
from marketplace.core.errors import InvalidTransition
from marketplace.core.number_series import next_numbers
from marketplace.core.rule_codes import RuleCode
from marketplace.fulfilment import queries
from marketplace.fulfilment.complaint_clocks import due
from marketplace.fulfilment.documents import issue_delivery_statement
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.rules import document_number

UNCOUNTED: Final = "order.uncounted"


def watch(order: PurchaseOrder) -> None:
    """Start the clock of an order whose goods are on their way, or stop it: all are counted.

    Raises: RuleMissing.
    """
    if order.status == OrderStatus.SHIPPED and queries.has_uncounted(order):
        due_at = due(RuleCode.DEEMED, order.agency.time_zone)
        deadlines.open_deadline(UNCOUNTED, subject_id=order.pk, due_at=due_at)
    else:
        deadlines.close(UNCOUNTED, subject_id=order.pk)


def remind_to_count(order_id: int, due_at: datetime) -> None:
    """Let the receiving officers be told that goods wait to be counted."""
    order = PurchaseOrder.objects.get(pk=order_id)
    outbox.emit("order.count_nudged", subject=order, due_at=due_at.isoformat())


@guards.use_case
def state_uncounted(order_id: int) -> None:
    """Tell that nobody counted in time, and issue the shop's statement; the platform's own step.

    Raises: InvalidTransition where the goods were counted or complained about in the meantime.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    if order.status != OrderStatus.SHIPPED or not queries.has_uncounted(order):
        raise InvalidTransition(
            _("Nothing of order %(number)s waits to be counted.") % {"number": order.number},
            status=order.status,
        )
    year = clock.today(order.agency.time_zone).year
    (serial,) = next_numbers([f"KET-{year}"])
    number = document_number("KET", year, serial)
    issue_delivery_statement(order, number)
    audit.record("order.uncounted", actor=None, subject=order, number=number)
    outbox.emit("order.uncounted", subject=order, paper=number)
