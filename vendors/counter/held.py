"""What a counter holds of the person before it (core.privacy).

Of a shop that was verified it is the proof that its owner agreed, and stays; else it goes.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import GONE, Person
from vendors.counter.models import (
    Confirmation,
    ConfirmationCode,
    CounterSession,
    Desk,
    SessionStatus,
    SessionStatusChange,
)
from vendors.held import given_up, of_given_up, of_shops

privacy.silent(Desk, "a desk of an office")
privacy.silent(
    CounterSession, "a place in a queue, and keys of fields", "queue_number", "consent", "lacked"
)
privacy.names(CounterSession, "officer", "status_by")
privacy.names(SessionStatusChange, "changed_by")
privacy.silent(SessionStatusChange, "states", "from_status", "to_status")
privacy.silent(ConfirmationCode, "the hash of a code", "code_hash")
privacy.names(Confirmation, "owner", "officer")


def _codes(who: Person) -> QuerySet[ConfirmationCode]:
    """Return the codes that went to a phone of theirs or confirmed what goes with them."""
    by_phone = privacy.matching(ConfirmationCode.objects.all(), "phone", who.phones)
    of_session = Q(session__vendor__in=given_up(who).values("pk"))
    return ConfirmationCode.objects.filter(Q(pk__in=by_phone) | of_session)


privacy.holds(
    CounterSession,
    _("Counters at which you were served"),
    of_shops(CounterSession),
    shown={
        "person_name": _("Name"),
        "queue_number": _("Queue number"),
        "day": _("Day"),
        "consented_at": _("Agreed"),
        "get_status_display": _("Where it stands"),
        "status_reason": _("Reason"),
    },
    erased={"person_name": GONE, "status_reason": ""},
    only=of_given_up(CounterSession),
)
privacy.holds(
    SessionStatusChange,
    _("Steps at the counter"),
    of_shops(SessionStatusChange, "session__vendor__in"),
    shown={"to_status": _("Where it stands"), "reason": _("Reason"), "changed_at": _("When")},
    said={"to_status": privacy.of_choices("to_status", SessionStatus)},
    erased={"reason": ""},
    only=of_given_up(SessionStatusChange, "session__vendor__in"),
)
privacy.holds(
    ConfirmationCode,
    _("Codes that were sent to your phone"),
    _codes,
    shown={"phone": _("Phone"), "made_at": _("When")},
    erased={"phone": "", "phone_index": ""},
)
privacy.holds(
    Confirmation,
    _("What you confirmed at a counter"),
    of_shops(Confirmation, "session__vendor__in"),
    shown={"get_how_display": _("How"), "phone": _("Phone"), "confirmed_at": _("When")},
    erased={"phone": ""},
    files=("paper",),
    only=of_given_up(Confirmation, "session__vendor__in"),
)
