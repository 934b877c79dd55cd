"""The use-cases of paying: register a card, charge a claim, hear from the bank."""

from payments.services.callbacks import receive_callback
from payments.services.cards import register_card, retire_card
from payments.services.charging import (
    ask_bank_again,
    drive_payments,
    record_charge_result,
    request_payment,
)
from payments.services.payouts import record_payout_result, retry_payout

__all__ = [
    "ask_bank_again",
    "drive_payments",
    "receive_callback",
    "record_charge_result",
    "record_payout_result",
    "register_card",
    "request_payment",
    "retire_card",
    "retry_payout",
]
