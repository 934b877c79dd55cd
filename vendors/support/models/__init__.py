"""The facts of this room."""

from vendors.support.models.cases import (
    CASE_TRANSITIONS,
    OPEN_CASES,
    Appointment,
    AppointmentState,
    Case,
    CaseNote,
    CaseStatus,
    CaseStatusChange,
    CaseStep,
)
from vendors.support.models.ladder import GoodsClass, LadderRule, Office, Paper
from vendors.support.models.tickets import (
    OPEN_TICKETS,
    TICKET_TRANSITIONS,
    StepKind,
    Ticket,
    TicketKind,
    TicketMessage,
    TicketStatus,
    TicketStatusChange,
)
from vendors.support.models.trainings import SeatState, Training, TrainingSeat, TrainingTopic

__all__ = [
    "CASE_TRANSITIONS",
    "OPEN_CASES",
    "OPEN_TICKETS",
    "TICKET_TRANSITIONS",
    "Appointment",
    "AppointmentState",
    "Case",
    "CaseNote",
    "CaseStatus",
    "CaseStatusChange",
    "CaseStep",
    "GoodsClass",
    "LadderRule",
    "Office",
    "Paper",
    "SeatState",
    "StepKind",
    "Ticket",
    "TicketKind",
    "TicketMessage",
    "TicketStatus",
    "TicketStatusChange",
    "Training",
    "TrainingSeat",
    "TrainingTopic",
]
