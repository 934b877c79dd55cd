"""What happens to a sanction: imposed, proposed, answered, decided, lifted by two, ended."""

from vendors.sanctions.services.ending import end_sanction, remind_of_decision
from vendors.sanctions.services.hearing import (
    ShopNotHeard,
    answer_proposal,
    blacklist_span,
    confirm_reading,
    decide_proposal,
)
from vendors.sanctions.services.imposing import (
    Case,
    give_warning,
    hide_listings,
    propose_blacklist,
    suspend_vendor,
)
from vendors.sanctions.services.lifting import appeal, ask_lift, decide_request

__all__ = [
    "Case",
    "ShopNotHeard",
    "answer_proposal",
    "appeal",
    "ask_lift",
    "blacklist_span",
    "confirm_reading",
    "decide_proposal",
    "decide_request",
    "end_sanction",
    "give_warning",
    "hide_listings",
    "propose_blacklist",
    "remind_of_decision",
    "suspend_vendor",
]
