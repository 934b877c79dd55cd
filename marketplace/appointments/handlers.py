"""Who is told of what happens to a role."""

from datetime import timedelta

from django.urls import reverse

from marketplace.accounts.models import Membership, Role, User
from marketplace.appointments import queries
from marketplace.core import outbox
from marketplace.core.calendar import local_day
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify

TOLD = ("role.given", "role.ending", "role.over", "role.ended")
TOLD_OF_LEAVE = ("stand_in.given", "stand_in.called_back", "role.over")


@outbox.subscribe(*TOLD, handler="appointments.tell_role")
def tell_of_a_role(event: OutboxEvent) -> None:
    """Tell the person, and who keeps the roles of the agency and answers for it."""
    row = _role(event)
    if row.stands_in_for is not None:
        return
    found = queries.administrators(row.agency_id) if row.agency_id else []
    keepers = [person for person in found if person.pk != row.user_id]
    _tell(event, row, [row.user], reverse("account") + "#peran")
    _tell(event, row, keepers, reverse("agency_people"))


@outbox.subscribe(*TOLD_OF_LEAVE, handler="appointments.tell_stand_in")
def tell_of_a_stand_in(event: OutboxEvent) -> None:
    """Tell the holder and whoever stands in."""
    row = _role(event)
    if row.stands_in_for is None:
        return
    kind = "stand_in.over" if event.name == "role.over" else event.name
    _tell(event, row, [row.user, row.stands_in_for.user], reverse("account") + "#peran", kind)


def _role(event: OutboxEvent) -> Membership:
    rows = Membership.objects.select_related(
        "user", "agency__region", "tenant__region", "stands_in_for__user"
    )
    return rows.get(pk=event.subject_id)


def _tell(
    event: OutboxEvent, row: Membership, people: list[User], url: str, kind: str = ""
) -> None:
    zone = row.office.time_zone
    first = local_day(row.begins_at, zone)
    last = local_day(row.ends_at - timedelta(seconds=1), zone) if row.ends_at else None
    notify(
        event=event,
        recipients=[person for person in people if person.pk != event.payload.get("by")],
        kind=kind or event.name,
        params={
            "name": str(row.user),
            "holder": str(row.stands_in_for.user) if row.stands_in_for else "",
            "role": Role(row.role).label,
            "office": row.office.name,
            "from_on": first.isoformat(),
            "until_on": last.isoformat() if last else "",
            "reason": row.end_reason,
        },
        url=url,
    )
