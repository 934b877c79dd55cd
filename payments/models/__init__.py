"""Cards, instructions to the bank, the ledger and payouts. Whole rupiah throughout.

The bank is the truth about what was charged, the ledger about whom the money belongs to; the
reconciler compares the two.
"""

from payments.models.charges import CardPayment, GovernmentCard
from payments.models.instructions import (
    INSTRUCTION_TRANSITIONS,
    AnswerSource,
    BankAnswer,
    BankInstruction,
    CallbackEvent,
    Instructed,
    InstructionKind,
    InstructionStatus,
)
from payments.models.ledger import (
    DEBIT_KINDS,
    AccountKind,
    LedgerAccount,
    LedgerEntry,
    LedgerTransaction,
)
from payments.models.members import (
    HandOn,
    MemberPayment,
    MemberPaymentItem,
    MemberPaymentVoid,
    MemberShare,
    MemberSplit,
)
from payments.models.settlement import Payout, SettlementBatch, SettlementLine

__all__ = [
    "DEBIT_KINDS",
    "INSTRUCTION_TRANSITIONS",
    "AccountKind",
    "AnswerSource",
    "BankAnswer",
    "BankInstruction",
    "CallbackEvent",
    "CardPayment",
    "GovernmentCard",
    "HandOn",
    "Instructed",
    "InstructionKind",
    "InstructionStatus",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerTransaction",
    "MemberPayment",
    "MemberPaymentItem",
    "MemberPaymentVoid",
    "MemberShare",
    "MemberSplit",
    "Payout",
    "SettlementBatch",
    "SettlementLine",
]
