"""Ratna keeps the roles of the agency, and Putri is there to stand in."""

from datetime import date, timedelta

from marketplace.accounts.appointing import LetterWords
from marketplace.accounts.models import Role, User
from marketplace.appointments import inviting, services
from marketplace.appointments.services import Paper
from marketplace.core import clock, deadlines, outbox
from tests import factories


def hire_ratna(world) -> User:
    """The administrator of the agency."""
    return factories.make_officer("Ratna", Role.AGENCY_ADMIN, world.agency)


def hire_putri(world) -> User:
    """Somebody of the agency who counts goods, with a second step."""
    putri = factories.make_officer("Putri", Role.ACTIVITY_OFFICER, world.agency)
    factories.add_second_step(putri)
    return putri


def today(world) -> date:
    """The day where the agency is."""
    return clock.today(world.agency.time_zone)


def letter(world, first: int = 0, last: int | None = None, **words) -> LetterWords:
    """A letter in force from so many days from today on, up to so many."""
    day = today(world)
    said = {
        "number": "800/21/SK/2026",
        "dated_on": day + timedelta(days=min(first, 0)),
        "signed_by": "Kepala Dinas",
        "valid_from": day + timedelta(days=first),
        "valid_until": None if last is None else day + timedelta(days=last),
    }
    return LetterWords(**{**said, **words})


def appoint(world, by: User, person: User, role: Role, **days):
    """A use-case's answer: the role that was given."""
    return services.appoint(
        agency_id=world.agency.pk,
        person=person,
        role=role,
        paper=Paper(letter(world, **days)),
        actor=by,
    )


def invite(world, by: User, email="nila@dinas.test", role=Role.PROCUREMENT_OFFICER, **days):
    """A use-case's answer: the invitation that waits for its letter."""
    return inviting.invite(
        agency_id=world.agency.pk,
        email=email,
        role=role,
        paper=Paper(letter(world, **days)),
        actor=by,
    )


def role_of(person: User, role: Role):
    """The role of its own that somebody was given last."""
    return person.memberships.filter(role=role, stands_in_for=None).latest("pk")


def stand_in(world, holder: User, role: Role, person: User, *, by: User, first=0, last=6):
    """A week's leave from today on, unless said otherwise."""
    return services.name_stand_in(
        membership_id=role_of(holder, role).pk,
        person=person,
        paper=Paper(letter(world, first=first, last=last)),
        reason="Cuti tahunan",
        actor=by,
    )


def clocks_strike() -> None:
    """What runs by itself: clocks, and what follows from them."""
    while deadlines.fire_due() + outbox.relay():
        pass


def fresh(person: User) -> User:
    """The person with the roles of now: they are read once per request."""
    return User.objects.get(pk=person.pk)
