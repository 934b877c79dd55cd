"""The use-cases of a delivery: send, count, complain, sign, rate, and what the money reports."""

from marketplace.fulfilment.services.claims import (
    lock_claim,
    mark_claim_paid,
    mark_claim_settled,
)
from marketplace.fulfilment.services.complaints import (
    COMPLAINT_PHOTO,
    NotYourTurn,
    agree_to_answer,
    answer_complaint,
    decide_complaint,
    disagree_with_answer,
    dispute_order,
    escalate_complaint,
    escalate_silence,
    stop_rest,
    warn_of_no_decision,
)
from marketplace.fulfilment.services.couriers import (
    end_courier,
    enter_courier,
    take_courier_event,
)
from marketplace.fulfilment.services.progress import derive_progress
from marketplace.fulfilment.services.proofs import PROOF_PHOTO, prove_arrival
from marketplace.fulfilment.services.rating import (
    SEAL,
    hide_words,
    open_alone,
    rate,
    reply_to_rating,
)
from marketplace.fulfilment.services.receiving import RECEIPT_PHOTO, receive_order
from marketplace.fulfilment.services.shipping import ship_order
from marketplace.fulfilment.services.signing import sign_handover
from marketplace.fulfilment.services.uncounted import (
    UNCOUNTED,
    remind_to_count,
    state_uncounted,
)

__all__ = [
    "COMPLAINT_PHOTO",
    "PROOF_PHOTO",
    "RECEIPT_PHOTO",
    "SEAL",
    "UNCOUNTED",
    "NotYourTurn",
    "agree_to_answer",
    "answer_complaint",
    "decide_complaint",
    "derive_progress",
    "disagree_with_answer",
    "dispute_order",
    "end_courier",
    "enter_courier",
    "escalate_complaint",
    "escalate_silence",
    "hide_words",
    "lock_claim",
    "mark_claim_paid",
    "mark_claim_settled",
    "open_alone",
    "prove_arrival",
    "rate",
    "receive_order",
    "remind_to_count",
    "reply_to_rating",
    "ship_order",
    "sign_handover",
    "state_uncounted",
    "stop_rest",
    "take_courier_event",
    "warn_of_no_decision",
]
