"""What this room registers with the kernel."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts import token_scopes
from marketplace.accounts.models import Role
from marketplace.core import files, locks, periodic, transitions
from marketplace.documents import services as documents
from marketplace.notices import kinds
from marketplace.orders.successors import objected_by
from payments import (
    actions,
    badges,
    bundled,
    guards,
    handlers,
    held,
    member_actions,
    order_steps,
    policies,
)
from payments.documents import RECEIPT, WITHHOLDING_SLIP
from payments.models import INSTRUCTION_TRANSITIONS, BankInstruction, GovernmentCard, Payout
from payments.services import drive_instructions, settle
from payments.services.member_splits import PROOF

__all__ = [
    "actions",
    "badges",
    "bundled",
    "guards",
    "handlers",
    "held",
    "member_actions",
    "order_steps",
]

files.readable_by(PROOF, policies.can_read_proof)
locks.register({Payout: 65, BankInstruction: 70, GovernmentCard: 75})
transitions.register("instruction", INSTRUCTION_TRANSITIONS)
token_scopes.register(
    "pay", _("Pay by government card"), lambda user: bool(user.agencies_as(Role.CARD_HOLDER))
)
documents.register_kind(RECEIPT, _("Payment receipt"))
documents.register_kind(WITHHOLDING_SLIP, _("Withholding slip"))
objected_by(policies.successor_objection)
periodic.register("drive_instructions", drive_instructions)
periodic.register("settle", settle)

kinds.register(
    "payment.failed",
    title=_("The bank declined the payment of %(number)s"),
    body=_("The bank says: %(reason)s. Nothing was charged; pay again or use another card."),
)
kinds.register(
    "instruction.needs_person",
    title=_("%(subject)s at the bank needs a person"),
    body=_("%(reason)s %(next_step)s"),
)
kinds.register(
    "payout.failed",
    title=_("The bank refused your payout of %(amount)s"),
    body=_(
        "The bank says: %(reason)s. Settle it with your bank or change the account, then let it "
        "be paid again; both stand on the page of your money."
    ),
)
