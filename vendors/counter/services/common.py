"""What the use-cases of this room share: refusals, and the session under its locks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, locks
from marketplace.core.errors import Conflict, DomainError, InvalidTransition, RuleViolation
from marketplace.core.policy import require
from vendors.counter import policies
from vendors.counter.models import SESSION_TRANSITIONS, CounterSession, SessionStatus
from vendors.models import Vendor

DAY_DEADLINE: Final = "counter.day"
PAPER_FILE: Final = "counter_paper"


class InvalidEntry(RuleViolation):
    """One field cannot be taken as it is; ``details["field"]`` names it."""

    code = "invalid_entry"


class NumberUsed(Conflict):
    """The queue number was called at this counter today already."""

    code = "queue_number_used"


class NotAgreed(RuleViolation):
    """The person has not agreed yet, or to another text."""

    code = "not_agreed"


class NotComplete(RuleViolation):
    """Something is still to be filled in before the person confirms."""

    code = "application_unfinished"


class ChangedSince(Conflict):
    """Something was typed since the code was sent or the sheet was printed."""

    code = "changed_since"


class WrongCode(RuleViolation):
    """The code does not fit, is over, or was tried too often."""

    code = "wrong_code"


class TooManyMessages(DomainError):
    """Too many codes were sent for this session or to this phone."""

    code, http_status = "too_many_messages", 429


class CodeNeeded(RuleViolation):
    """The number belongs to an account, so that only its code proves the person."""

    code = "code_needed"


class PaperNeeded(RuleViolation):
    """No code can be sent to this person; they sign on paper."""

    code = "paper_needed"


class MobileNeeded(RuleViolation):
    """The account of the person would have no mobile number by which it is entered."""

    code = "mobile_needed"


class AccountUnfit(RuleViolation):
    """The account behind the number is closed, or has a duty that keeps it from owning a shop."""

    code = "account_unfit"


class ServesThemselves(RuleViolation):
    """The account behind the number is the officer's own."""

    code = "serves_themselves"


def held(session_id: int, actor: User, *states: SessionStatus) -> tuple[CounterSession, Vendor]:
    """Lock the application of a session, then the session; its officer works on it now.

    Raises: DoesNotExist, NotAllowed, InvalidTransition, RuleViolation before the first step.
    """
    found = CounterSession.objects.only("vendor_id").get(pk=session_id)
    if found.vendor_id is None:
        raise RuleViolation(_("Nothing is typed yet. Fill in the first step."))
    vendor = locks.lock_one(Vendor, found.vendor_id)
    return lock(session_id, actor, *states), vendor


def lock(session_id: int, actor: User, *states: SessionStatus) -> CounterSession:
    """Lock a session that its officer works on now. Raises: as ``held``."""
    session = locks.lock_one(CounterSession, session_id)
    require(policies.can_work(actor, session))
    require_state(session, states)
    return session


def require_state(session: CounterSession, states: Sequence[SessionStatus]) -> None:
    """Raise InvalidTransition unless the session is in one of these states."""
    if session.status not in states:
        raise InvalidTransition(
            _("Queue number %(queue)s now stands at “%(status)s”; reload the page.")
            % {
                "queue": session.queue_number,
                "status": SessionStatus(session.status).label,
            },
            status=session.status,
        )


def move_to(
    session: CounterSession, to: SessionStatus, *, actor: User | None, reason: str = ""
) -> datetime:
    """Set the status with who, why and when; return the moment. ``actor``: None for the clock."""
    if to not in SESSION_TRANSITIONS[session.status]:
        require_state(session, ())
    session.status, session.status_by, session.status_reason = to, actor, reason
    session.status_at = clock.now()
    if not SESSION_TRANSITIONS[to]:
        session.ended_at = session.status_at
    session.save()
    return session.status_at
