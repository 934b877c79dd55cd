"""How a role is given and ended, whoever decides it: by a letter, from day to day.

Two operators decide in ``account_changes``, the administrator of an agency in the room
``appointments``; both come here under the lock of the person's account. What a role is told of
later (that it soon ends, that it ended) are clocks opened here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from marketplace.accounts import duties
from marketplace.accounts.in_force import not_over
from marketplace.accounts.models import (
    LETTER_NUMBER_MAX,
    SECOND_STEP_ROLES,
    SIGNED_BY_MAX,
    Agency,
    AppointmentLetter,
    Membership,
    Role,
    Tenant,
    User,
)
from marketplace.core import audit, clock, deadlines, locks, moments, outbox
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.files import Written, keep
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.text import clean_line, clean_text

LETTER_FILE: Final = "appointment_letter"
BEGINS: Final = "role.begins"
ENDING: Final = "role.ending"
OVER: Final = "role.over"


class DutiesApart(RuleViolation):
    """The person holds a duty that excludes this one (accounts.duties)."""

    code = "duties_apart"


@dataclass(frozen=True)
class LetterWords:
    """What a letter says; its days are the office's, the last one counted, none: until revoked."""

    number: str
    dated_on: date
    signed_by: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class Seat:
    """A role in an office."""

    role: str
    tenant: Tenant
    agency: Agency | None = None

    @property
    def office(self) -> Agency | Tenant:
        """Where the role is held."""
        return self.agency or self.tenant


def require_letter(words: LetterWords) -> None:
    """Refuse a letter that says nothing, or whose days run backwards. Raises: RuleViolation."""
    if not clean_line(words.number) or len(words.number) > LETTER_NUMBER_MAX:
        raise RuleViolation(_("Write the number of the letter."), field="number")
    if not clean_line(words.signed_by) or len(words.signed_by) > SIGNED_BY_MAX:
        raise RuleViolation(_("Write who signed the letter, with the office."), field="signed_by")
    if words.valid_from < words.dated_on:
        raise RuleViolation(
            _("A letter of %(day)s appoints from that day on. Choose a later first day.")
            % {"day": moments.day(words.dated_on)},
            field="valid_from",
        )
    if words.valid_until is not None and words.valid_until < words.valid_from:
        raise RuleViolation(
            _("The last day comes before the first one. Choose a later last day."),
            field="valid_until",
        )


def write_letter(words: LetterWords, *, by: User, file: Written | None = None) -> AppointmentLetter:
    """Keep a letter as it was signed, with its file where there is one. Raises: RuleViolation."""
    require_letter(words)
    return AppointmentLetter.objects.create(
        number=clean_line(words.number),
        dated_on=words.dated_on,
        signed_by=clean_line(words.signed_by),
        valid_from=words.valid_from,
        valid_until=words.valid_until,
        file=keep(file, owner=by) if file else None,
        written_by=by,
        written_at=clock.now(),
    )


def require_fit(person: User, seat: Seat, words: LetterWords | None) -> None:
    """Refuse a role that the person cannot hold in these days.

    Raises: RuleViolation without a letter for an agency's role, or for an account that could not do
    this work; Conflict where they have it already, DutiesApart.
    """
    if seat.role in SECOND_STEP_ROLES and not person.email:
        raise RuleViolation(
            _("This work needs an address, a password and a second step. Add an address first."),
            field="person",
        )
    if seat.agency is not None and words is None:
        raise RuleViolation(
            _("A role in an agency rests on a letter. Write its number and days."), field="number"
        )
    held = list(_at_the_same_time(person, seat, words))
    if any(row.role == seat.role and row.agency_id == _key(seat.agency) for row in held):
        raise Conflict(_("This person already has this role here."), field="person")
    near = {
        row.role
        for row in held
        if None in {row.agency_id, seat.agency} or row.agency_id == _key(seat.agency)
    }
    if other := duties.excluding(seat.role, near):
        raise DutiesApart(
            _(
                "%(name)s is %(held)s here, which excludes: %(role)s. End that role first, or "
                "appoint somebody else."
            )
            % {"name": person, "held": Role(other).label, "role": Role(seat.role).label},
            field="person",
        )


def _key(agency: Agency | None) -> int | None:
    return agency.pk if agency else None


def _at_the_same_time(person: User, seat: Seat, words: LetterWords | None) -> list[Membership]:
    zone = seat.office.time_zone
    begins = first_moment(words.valid_from, zone) if words else clock.now()
    rows = Membership.objects.filter(not_over(at=begins), user=person, tenant=seat.tenant)
    if words is not None and words.valid_until is not None:
        rows = rows.filter(begins_at__lt=first_moment(words.valid_until + timedelta(days=1), zone))
    return list(rows)


def first_moment(day: date, zone: str) -> datetime:
    """Return when a day begins in an office's zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def give(
    person: User,
    seat: Seat,
    letter: AppointmentLetter | None,
    *,
    by: User,
    reason: str = "",
    stands_in_for: Membership | None = None,
) -> Membership:
    """Give a role whose person is locked and fits; its clocks begin to run, and it is told."""
    now = clock.now()
    given = Membership.objects.create(
        user=person,
        role=seat.role,
        tenant=seat.tenant,
        agency=seat.agency,
        letter=letter,
        stands_in_for=stands_in_for,
        given_by=by,
        given_at=now,
        begins_at=now,  # without a letter; with one the trigger writes its days
    )
    given.refresh_from_db(fields=["begins_at", "ends_at"])  # written by the trigger
    _open_clocks(given)
    name = "stand_in.given" if stands_in_for else "role.given"
    _record(name, given, by=by, reason=reason)
    outbox.emit(name, subject=given, by=by.pk)
    return given


def _open_clocks(given: Membership) -> None:
    if given.stands_in_for_id is not None:
        deadlines.open_deadline(BEGINS, subject_id=given.pk, due_at=given.begins_at)
    if given.ends_at is None:
        return
    deadlines.open_deadline(OVER, subject_id=given.pk, due_at=given.ends_at)
    if given.stands_in_for_id is None:
        notice = rule_in_force(RuleCode.ROLE_REMIND, on=clock.today(given.office.time_zone)).value
        due_at = max(given.begins_at, given.ends_at - timedelta(days=notice))
        deadlines.open_deadline(ENDING, subject_id=given.pk, due_at=due_at)


def require_running(held: Membership) -> None:
    """Refuse to do more with a role that has ended. Raises: Conflict."""
    if not held.active or (held.ends_at is not None and held.ends_at <= clock.now()):
        raise Conflict(_("This role has ended already. Reload the page."))


def end(membership: Membership, *, by: User, reason: str) -> Membership:
    """End a locked role at once, and with it who stands in for its holder.

    Raises: RuleViolation without a reason, Conflict when it has ended.
    """
    why, now = clean_text(reason), clock.now()
    if not why:
        raise RuleViolation(_("Write why the role ends; the person reads it."), field="reason")
    require_running(membership)
    for stand_in in membership.stand_ins.filter(not_over(at=now)):
        end(locks.lock_one(Membership, stand_in.pk), by=by, reason=why)
    membership.active, membership.ended_at = False, now
    membership.ended_by, membership.end_reason = by, why
    membership.save(update_fields=["active", "ended_at", "ended_by", "end_reason"])
    for kind in (BEGINS, ENDING, OVER):
        deadlines.close(kind, subject_id=membership.pk)
    name = "stand_in.called_back" if membership.stands_in_for_id else "role.ended"
    _record(name, membership, by=by, reason=why)
    outbox.emit(name, subject=membership, by=by.pk)
    return membership


def _record(what: str, row: Membership, *, by: User, reason: str) -> None:
    audit.record(
        what,
        actor=by,
        subject=row,
        reason=reason,
        person=row.user_id,
        role=row.role,
        agency=row.agency_id,
        tenant=row.tenant_id,
        letter=row.letter.number if row.letter else "",
        instead_of=row.stands_in_for.user_id if row.stands_in_for else None,
    )


def say(event: str) -> Callable[[int], None]:
    """Return what a clock of a role does: say it, unless somebody has ended the role meanwhile."""

    def told(membership_id: int) -> None:
        row = Membership.objects.get(pk=membership_id)
        if row.active:
            outbox.emit(event, subject=row, by=None)

    return told
