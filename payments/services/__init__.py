"""The use-cases of paying: register a card, charge a claim, hear from the bank."""

from payments.services.callbacks import receive_callback
from payments.services.cards import register_card, retire_card
from payments.services.charging import (
    drive_payments,
    record_charge_result,
    request_payment,
)

__all__ = [
    "drive_payments",
    "receive_callback",
    "record_charge_result",
    "register_card",
    "request_payment",
    "retire_card",
]
