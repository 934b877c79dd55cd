"""The use-cases of paying: cards, charges, settlement, and everything the bank is asked to do."""

from payments.services.callbacks import receive_callback
from payments.services.cards import register_card, retire_card
from payments.services.charging import request_payment
from payments.services.instructions import drive_instructions, take_answer
from payments.services.member_splits import HandedOn, record_member_payment, take_payment_back
from payments.services.payouts import retry_payout
from payments.services.review import ask_bank_again, close_instruction
from payments.services.settlement import settle

__all__ = [
    "HandedOn",
    "ask_bank_again",
    "close_instruction",
    "drive_instructions",
    "receive_callback",
    "record_member_payment",
    "register_card",
    "request_payment",
    "retire_card",
    "retry_payout",
    "settle",
    "take_answer",
    "take_payment_back",
]
