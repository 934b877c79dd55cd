"""What this room registers with the kernel."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import periodic, transitions
from marketplace.notices import kinds
from payments import actions, handlers, order_steps, settlement
from payments.models import PAYMENT_TRANSITIONS, PAYOUT_TRANSITIONS
from payments.services import drive_payments

__all__ = ["actions", "handlers", "order_steps"]

transitions.register("payment", PAYMENT_TRANSITIONS)
transitions.register("payout", PAYOUT_TRANSITIONS)
periodic.register("drive_payments", drive_payments)
periodic.register("settle", settlement.settle)

kinds.register(
    "payment.failed",
    title=_("The bank declined the payment of %(number)s"),
    body=_("The bank says: %(reason)s. Nothing was charged; pay again or use another card."),
)
kinds.register(
    "payment.needs_review",
    title=_("The payment of %(number)s needs a person"),
    body=_("What the bank says differs from our record. Look at it before anything else is paid."),
)
kinds.register(
    "payout.failed",
    title=_("The bank refused your payout of %(amount)s"),
    body=_("The bank says: %(reason)s. Check your account number and let the payout be repeated."),
)
