"""What the pages of an agency's people read, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.db.models import Q, QuerySet

from marketplace.accounts.in_force import not_over
from marketplace.accounts.models import Agency, Membership, Role, User
from marketplace.accounts.queries import officers_of
from marketplace.appointments import policies
from marketplace.core import clock

FORMER_SHOWN = 30


class RoleState(StrEnum):
    """What is said of a role that has not ended."""

    HELD = "held"
    COMING = "coming"
    AWAY = "away"
    STANDS_IN = "stands_in"


@dataclass(frozen=True)
class Row:
    """A role with its state now and what the viewer may do with it."""

    held: Membership
    state: RoleState
    stand_in: Membership | None
    may_end: bool
    may_name: bool


def state_of(held: Membership) -> RoleState:
    """Return the state of a role that has not ended."""
    now = clock.now()
    if held.begins_at > now:
        return RoleState.COMING
    if held.stands_in_for_id is not None:
        return RoleState.STANDS_IN
    if held.away_from and held.away_until and held.away_from <= now < held.away_until:
        return RoleState.AWAY
    return RoleState.HELD


def roles_of(user: User) -> list[Row]:
    """Return the roles of a person in agencies that have not ended, those of their stand-ins too.

    Of the latter, ``stand_in`` of the role they hold.
    """
    mine = Q(user=user) | Q(stands_in_for__user=user)
    rows = _rows(Membership.objects.filter(mine & not_over(), agency__isnull=False), user)
    return [row for row in rows if row.held.user_id == user.pk]


def people_of(agencies: Iterable[Agency], user: User) -> list[tuple[Agency, list[Row]]]:
    """Return the agencies with their roles that have not ended, by name of the person."""
    offices = sorted(agencies, key=lambda agency: (agency.name, agency.pk))
    found = _rows(Membership.objects.filter(not_over(), agency__in=offices), user)
    by_office = {
        key: list(rows) for key, rows in groupby(found, key=lambda row: row.held.agency_id)
    }
    return [(agency, by_office.get(agency.pk, [])) for agency in offices]


def former(agencies: Iterable[Agency]) -> list[Membership]:
    """Return the roles that ended last in these agencies."""
    ended = Membership.objects.filter(~not_over(), agency__in=list(agencies))
    rows = ended.select_related("user", "agency__region", "letter", "ended_by")
    return list(rows.order_by("-ends_at", "-pk")[:FORMER_SHOWN])


def _rows(found: QuerySet[Membership], user: User) -> list[Row]:
    rows = list(
        found.select_related(
            "user", "agency__region", "tenant", "letter__file", "stands_in_for__user"
        ).order_by("agency", "user__name", "user", "role", "pk")
    )
    stand_ins = {row.stands_in_for_id: row for row in rows if row.stands_in_for_id}
    return [
        Row(
            held=row,
            state=state_of(row),
            stand_in=stand_ins.get(row.pk),
            may_end=bool(policies.can_end(user, row)),
            may_name=row.pk not in stand_ins and bool(policies.can_name_stand_in(user, row)),
        )
        for row in rows
    ]


def colleagues(held: Membership) -> list[User]:
    """Return who works in the agency of a role, without its holder, by name."""
    people = User.objects.filter(
        not_over("memberships__"),
        is_active=True,
        memberships__agency=held.agency_id,
    )
    return list(people.exclude(pk=held.user_id).distinct().order_by("name", "pk"))


def administrators(agency_id: int) -> list[User]:
    """Return who keeps the roles of an agency, and who answers for its budget."""
    found = {
        person.pk: person
        for role in (Role.AGENCY_ADMIN, Role.BUDGET_AUTHORITY)
        for person in officers_of(agency_id, role)
    }
    return list(found.values())
