"""What shop and PPK say to a complaint, each once; the goods are then counted again."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, guards, locks
from marketplace.core.errors import InvalidTransition
from marketplace.core.policy import require
from marketplace.fulfilment import policies, queries
from marketplace.notices.services import post_message
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services.review import required
from marketplace.orders.timeline import author_line


@guards.use_case
def answer_complaint(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Say in the conversation how the complaint is met; everybody concerned is told.

    Raises: NotAllowed, InvalidTransition without an open complaint or after one's own answer,
    RuleViolation without words.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_answer_complaint(actor, order))
    if order.status != OrderStatus.DISPUTED:
        raise InvalidTransition(
            _("Order %(number)s has no open complaint.") % {"number": order.number},
            status=order.status,
        )
    if not queries.owes_an_answer(actor, order):
        raise InvalidTransition(
            _("This complaint was answered already. Write in the conversation to add something."),
            status=order.status,
        )
    words = required(reason)
    post_message(subject=order, author=actor, author_line=author_line(actor, order), text=words)
    audit.record("order.complaint_answered", actor=actor, subject=order, reason=words)
    return order
