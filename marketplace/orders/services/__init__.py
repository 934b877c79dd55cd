"""The use-cases of an order, one function each."""

from marketplace.orders.services.addenda import agree_day, propose_day, refuse_day
from marketplace.orders.services.appoint import UnfitSuccessor, appoint_successor
from marketplace.orders.services.approval_rules import (
    NewApprovalRule,
    end_approval_rule,
    enter_approval_rule,
)
from marketplace.orders.services.bundle import take_bundle
from marketplace.orders.services.cancel import cancel_order, reissue_order
from marketplace.orders.services.edit import change_quantities, resubmit_order
from marketplace.orders.services.freight_quotes import (
    AskedAlready,
    answer_freight,
    ask_freight,
    refuse_freight,
)
from marketplace.orders.services.grounds import Grounds
from marketplace.orders.services.halt import NOT_ACCEPTED, UNDER_WAY, halt_order
from marketplace.orders.services.new_lines import OrderItem
from marketplace.orders.services.place import OrderDraft, place_orders
from marketplace.orders.services.repair import Repairs, repair_order
from marketplace.orders.services.respond import (
    accept_order,
    decline_order,
    expire_order,
    lapse_order,
)
from marketplace.orders.services.review import approve_order, reject_order, return_order
from marketplace.orders.services.second import second_approve
from marketplace.orders.services.stand_in import hand_back, hand_to_stand_in
from marketplace.orders.services.strike import strike_lines
from marketplace.orders.services.terminate import stop_order, stop_sent, terminate_order
from marketplace.orders.services.transitions import advance

__all__ = [
    "NOT_ACCEPTED",
    "UNDER_WAY",
    "AskedAlready",
    "Grounds",
    "NewApprovalRule",
    "OrderDraft",
    "OrderItem",
    "Repairs",
    "UnfitSuccessor",
    "accept_order",
    "advance",
    "agree_day",
    "answer_freight",
    "appoint_successor",
    "approve_order",
    "ask_freight",
    "cancel_order",
    "change_quantities",
    "decline_order",
    "end_approval_rule",
    "enter_approval_rule",
    "expire_order",
    "halt_order",
    "hand_back",
    "hand_to_stand_in",
    "lapse_order",
    "place_orders",
    "propose_day",
    "refuse_day",
    "refuse_freight",
    "reissue_order",
    "reject_order",
    "repair_order",
    "resubmit_order",
    "return_order",
    "second_approve",
    "stop_order",
    "stop_sent",
    "strike_lines",
    "take_bundle",
    "terminate_order",
]
