"""A session of one person: opened, agreed to, begun, handed in, closed by hand or by the clock."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, deadlines, guards, locks, moments, outbox
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from vendors import queries as shop_queries
from vendors import services as vendors
from vendors.application import Identity, missing_keys
from vendors.counter import consent, policies, rules
from vendors.counter.models import RUNNING, CounterSession, Desk, SessionStatus
from vendors.counter.services.common import (
    DAY_DEADLINE,
    ChangedSince,
    InvalidEntry,
    NotAgreed,
    NumberUsed,
    held,
    lock,
    move_to,
    require_state,
)
from vendors.models import Vendor
from vendors.policies import EDITABLE

NAME_MAX = 120
LANGUAGES = frozenset({"id", "en"})


@guards.use_case
def open_session(
    *,
    desk_id: int,
    queue_number: str,
    actor: User,
    resume: UUID | None = None,
    again: bool = False,
) -> CounterSession:
    """Call a queue number at a counter; ``resume`` names an application to be continued.

    again: the officer has seen that the number was called today, and calls it once more.
    Raises: NotAllowed, InvalidEntry, NumberUsed, Conflict where the officer or the application is
    in a running session already.
    """
    number, vendor = rules.queue_number(queue_number), None
    locks.advisory_lock(f"counter-number-{desk_id}-{number}")
    if resume is not None:
        key = Vendor.objects.values_list("pk", flat=True).get(public_id=resume)
        vendor = locks.lock_one(Vendor, key)
    desk = Desk.objects.select_related("tenant__region").get(pk=desk_id)
    require(policies.can_open(actor, desk))
    if vendor is not None:
        require(policies.can_take_up(actor, desk.tenant, vendor))
    if not number:
        raise InvalidEntry(
            _("Type the queue number as on the slip: at most %(most)s letters and digits.")
            % {"most": rules.QUEUE_MAX},
            field="queue_number",
        )
    _require_unused(desk, number, again=again)
    session = CounterSession.objects.create(
        desk=desk,
        officer=actor,
        queue_number=number,
        day=clock.today(desk.time_zone),
        opened_at=clock.now(),
        status_at=clock.now(),
        vendor=vendor,
    )
    deadlines.open_deadline(DAY_DEADLINE, subject_id=session.pk, due_at=end_of_day(session))
    audit.record(
        "counter.opened", actor=actor, subject=session, vendor=vendor.pk if vendor else None
    )
    return session


def _require_unused(desk: Desk, number: str, *, again: bool) -> None:
    """Refuse a number that is being served; of one served before, ask. Raises: NumberUsed."""
    today = CounterSession.objects.filter(
        desk=desk, day=clock.today(desk.time_zone), queue_number=number
    )
    running = today.filter(status__in=RUNNING).first()
    last = running or today.order_by("pk").last()
    if last is None or (running is None and again):
        return
    said = {
        "queue": number,
        "moment": moments.moment(last.opened_at, desk.time_zone),
        "status": SessionStatus(last.status).label,
    }
    if running is not None:
        raise NumberUsed(
            _(
                "Queue number %(queue)s was called here at %(moment)s and is being served: "
                "“%(status)s”. Type the number on the person's slip."
            )
            % said,
            field="queue_number",
        )
    raise NumberUsed(
        _(
            "Queue number %(queue)s was called here at %(moment)s and stands at “%(status)s”. "
            "Tick below if the same slip came again, or type another number."
        )
        % said,
        field="again",
    )


def end_of_day(session: CounterSession) -> datetime:
    """Return the midnight that ends the day of a session at its desk."""
    midnight = datetime.combine(
        session.day + timedelta(days=1), time(), ZoneInfo(session.time_zone)
    )
    return midnight.astimezone(ZoneInfo("UTC"))


@guards.use_case
def agree(
    *, session_id: int, person_name: str, language: str, version: str, actor: User
) -> CounterSession:
    """Write down that the person was told the purpose and agrees, or correct their name.

    Whoever owns the application already hears that an officer goes on with it.

    Raises: NotAllowed, InvalidTransition, InvalidEntry, NotAgreed for another text than today's.
    """
    session = lock(session_id, actor, SessionStatus.OPEN)
    name = clean_line(person_name)
    if not name or len(name) > NAME_MAX:
        raise InvalidEntry(
            _("Type the name of the person as on the identity card."), field="person_name"
        )
    if version != consent.CURRENT:
        raise NotAgreed(_("Read the text to the person as it stands here now, then tick it."))
    session.person_name = name
    session.language = language if language in LANGUAGES else "id"
    if session.consented_at is None:
        session.consent, session.consented_at = version, clock.now()
        if session.vendor_id is not None:
            outbox.emit("counter.taken_up", subject=session)
    session.save(update_fields=["person_name", "language", "consent", "consented_at"])
    audit.record("counter.agreed", actor=actor, subject=session, version=version)
    return session


@guards.use_case
def begin(*, session_id: int, identity: Identity, actor: User) -> Vendor:
    """Open the application of the person with its first step; nobody owns it yet.

    Raises: NotAllowed, InvalidTransition, NotAgreed, and as ``save_identity`` does.
    """
    vendor = begin_named(session_id=session_id, name=identity.name, actor=actor)
    return vendors.save_identity(vendor_id=vendor.pk, identity=identity, actor=actor)


@guards.use_case
def begin_named(*, session_id: int, name: str, actor: User) -> Vendor:
    """Open the application of the person with nothing but its name. Raises: as ``begin``."""
    session = lock(session_id, actor, SessionStatus.OPEN)
    if session.consented_at is None:
        raise NotAgreed(_("Nothing is typed before the person has agreed."))
    if session.vendor_id is not None:
        raise ChangedSince(_("The first step is saved already. Reload the page."))
    vendor = vendors.open_draft(name=name, actor=actor)
    session.vendor = vendor
    session.save(update_fields=["vendor"])
    return vendor


@guards.use_case
def reopen(*, session_id: int, actor: User) -> CounterSession:
    """Let something be changed again; the person confirms anew. Raises: as ``held``."""
    session, _vendor = held(session_id, actor, SessionStatus.CONFIRMED)
    session.confirmation, session.printed_upto = None, None
    move_to(session, SessionStatus.OPEN, actor=actor)
    audit.record("counter.reopened", actor=actor, subject=session)
    return session


def submit(*, session_id: int, actor: User) -> CounterSession:
    """Hand the confirmed application in, in the name of the person.

    Raises: NotAllowed, InvalidTransition, ChangedSince, and as ``submit_application`` does.
    """
    session = CounterSession.objects.select_related("vendor", "confirmation").get(pk=session_id)
    require(policies.can_work(actor, session))
    require_state(session, (SessionStatus.CONFIRMED,))
    vendor = session.vendor
    if vendor is not None and vendor.status in EDITABLE:
        if not policies.is_confirmed(session, vendor):
            raise ChangedSince(
                _("Something was changed since the person confirmed. Let them confirm it again.")
            )
        vendors.submit_application(vendor_id=vendor.pk, actor=actor)
    return _finish(session_id=session_id, actor=actor)


@guards.use_case
def _finish(*, session_id: int, actor: User) -> CounterSession:
    """End the session of what was handed in, by whomever."""
    session, vendor = held(session_id, actor, SessionStatus.CONFIRMED)
    if vendor.status in EDITABLE:
        raise ChangedSince(_("It was not handed in. Reload the page and try again."))
    move_to(session, SessionStatus.SUBMITTED, actor=actor)
    deadlines.close(DAY_DEADLINE, subject_id=session.pk)
    audit.record("counter.submitted", actor=actor, subject=session, vendor=vendor.pk)
    return session


@guards.use_case
def close_session(*, session_id: int, actor: User, given_up: bool = False) -> CounterSession:
    """End a session before it is handed in; the draft stays, for another day.

    given_up: the person wants no shop. Raises: DoesNotExist, NotAllowed, InvalidTransition.
    """
    session, vendor = _running(session_id)
    require(policies.can_close(actor, session))
    require_state(session, (SessionStatus.OPEN,) if given_up else RUNNING_STATES)
    return _close(session, vendor, actor=actor, given_up=given_up)


RUNNING_STATES = tuple(SessionStatus(state) for state in RUNNING)


@guards.use_case
def close_day(session_id: int) -> None:
    """Close a session that its officer forgot, after the end of its day; the draft stays."""
    session, vendor = _running(session_id)
    if session.is_running:
        _close(session, vendor, actor=None, given_up=False)


def _running(session_id: int) -> tuple[CounterSession, Vendor | None]:
    found = CounterSession.objects.only("vendor_id").get(pk=session_id)
    vendor = locks.lock_one(Vendor, found.vendor_id) if found.vendor_id else None
    return locks.lock_one(CounterSession, session_id), vendor


def _close(
    session: CounterSession, vendor: Vendor | None, *, actor: User | None, given_up: bool
) -> CounterSession:
    """Close with what was missing; a session in which nothing was typed was given up."""
    nothing = vendor is None or session.vendor_id is None
    if vendor is not None and vendor.status in EDITABLE:
        fields, papers = missing_keys(vendor, shop_queries.current_documents(vendor))
        session.lacked = [*(f"field:{key}" for key in fields), *(f"paper:{key}" for key in papers)]
    end = SessionStatus.ABANDONED if given_up or nothing else SessionStatus.CLOSED
    session.codes.filter(used_at=None, ended_at=None).update(ended_at=clock.now())
    move_to(session, end, actor=actor)
    deadlines.close(DAY_DEADLINE, subject_id=session.pk)
    audit.record("counter.closed", actor=actor, subject=session, status=str(end))
    return session
