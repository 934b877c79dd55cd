"""The life of an order: its states (one table), and the steps between them (one row each).

A state's row stands in ``states.py``. A step's row stands in ``order_steps.py`` of the room whose
use-case carries it out, and is registered at ``ready()``; everything that shows, offers, announces
or allows a step reads these rows. Terminal is final: a re-issue is a new order linked to the old.
"""

from marketplace.orders.lifecycle.registry import (
    ORDER_TRANSITIONS,
    can_become,
    main_step,
    register,
    states_ahead,
    step_at,
    step_between,
    step_named,
    steps,
    steps_from,
    whose_turn,
)
from marketplace.orders.lifecycle.shapes import (
    PLATFORM,
    VENDOR,
    Clock,
    NoticeWords,
    Rank,
    State,
    Step,
    TaskWords,
)
from marketplace.orders.lifecycle.states import (
    BOOKS_DAYS,
    COMMITTED,
    GROUPS,
    HOLDS_STOCK,
    STAGES,
    STATES,
    TERMINAL,
    VOID,
    OrderStatus,
    clocks,
    in_group,
)

__all__ = [
    "BOOKS_DAYS",
    "COMMITTED",
    "GROUPS",
    "HOLDS_STOCK",
    "ORDER_TRANSITIONS",
    "PLATFORM",
    "STAGES",
    "STATES",
    "TERMINAL",
    "VENDOR",
    "VOID",
    "Clock",
    "NoticeWords",
    "OrderStatus",
    "Rank",
    "State",
    "Step",
    "TaskWords",
    "can_become",
    "clocks",
    "in_group",
    "main_step",
    "register",
    "states_ahead",
    "step_at",
    "step_between",
    "step_named",
    "steps",
    "steps_from",
    "whose_turn",
]
