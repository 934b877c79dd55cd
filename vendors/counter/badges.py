"""How the states of a session look: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.web import badges
from marketplace.web.badges import Chip
from vendors.counter.models import SessionStatus

badges.register(
    "counter_session",
    {
        SessionStatus.OPEN: Chip("file-pen", _("Being filled in"), "nila"),
        SessionStatus.CONFIRMED: Chip("badge-check", _("Confirmed"), "kunyit"),
        SessionStatus.SUBMITTED: Chip("circle-check", _("Submitted"), "kelor"),
        SessionStatus.CLOSED: Chip("hourglass", _("Not finished"), "kunyit"),
        SessionStatus.ABANDONED: Chip("circle-slash", _("Given up"), "netral"),
    },
)
