"""The use-cases of a delivery: send, count, complain, sign, rate, and what the money reports."""

from marketplace.fulfilment.services.claims import (
    lock_claim,
    mark_claim_paid,
    mark_claim_settled,
)
from marketplace.fulfilment.services.complaints import answer_complaint
from marketplace.fulfilment.services.progress import derive_progress
from marketplace.fulfilment.services.rating import (
    SEAL,
    hide_words,
    open_alone,
    rate,
    reply_to_rating,
)
from marketplace.fulfilment.services.receiving import RECEIPT_PHOTO, dispute_order, receive_order
from marketplace.fulfilment.services.shipping import ship_order
from marketplace.fulfilment.services.signing import sign_handover

__all__ = [
    "RECEIPT_PHOTO",
    "SEAL",
    "answer_complaint",
    "derive_progress",
    "dispute_order",
    "hide_words",
    "lock_claim",
    "mark_claim_paid",
    "mark_claim_settled",
    "open_alone",
    "rate",
    "receive_order",
    "reply_to_rating",
    "ship_order",
    "sign_handover",
]
