"""How the states of cases, meetings, seats and tickets look: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.web import badges
from marketplace.web.badges import Chip
from vendors.support.models import AppointmentState, CaseStatus, SeatState, TicketStatus

badges.register(
    "case",
    {
        CaseStatus.OPEN: Chip("inbox", _("Asked for"), "kunyit"),
        CaseStatus.WORKING: Chip("handshake", _("In work"), "nila"),
        CaseStatus.WAITING_SHOP: Chip("store", _("Waiting for the shop"), "kunyit"),
        CaseStatus.WAITING_OFFICE: Chip("landmark", _("Waiting for the issuing office"), "nila"),
        CaseStatus.DONE: Chip("badge-check", _("Paper obtained"), "kelor"),
        CaseStatus.CLOSED: Chip("circle-slash", _("Given up"), "netral"),
    },
)
badges.register(
    "appointment",
    {
        AppointmentState.PLANNED: Chip("calendar-clock", _("Planned"), "nila"),
        AppointmentState.KEPT: Chip("circle-check", _("Kept"), "kelor"),
        AppointmentState.MISSED: Chip("circle-alert", _("Missed"), "mengkudu"),
        AppointmentState.MOVED: Chip("history", _("Moved"), "netral"),
    },
)
badges.register(
    "seat",
    {
        SeatState.SEATED: Chip("circle-check", _("Signed up"), "kelor"),
        SeatState.WAITING: Chip("hourglass", _("On the waiting list"), "kunyit"),
        SeatState.WITHDRAWN: Chip("undo-2", _("Withdrawn"), "netral"),
    },
)
badges.register(
    "ticket",
    {
        TicketStatus.OPEN: Chip("inbox", _("Waiting for the office"), "kunyit"),
        TicketStatus.ANSWERED: Chip("message-circle", _("Answered"), "nila"),
        TicketStatus.WAITING: Chip("hourglass", _("Waiting for the asker"), "kunyit"),
        TicketStatus.SOLVED: Chip("circle-check", _("Solved"), "kelor"),
        TicketStatus.CLOSED: Chip("lock", _("Closed"), "netral"),
    },
)
