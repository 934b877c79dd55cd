"""Whether a role is held at a moment: the one condition that everybody asks by.

Its twin in the database is ``accounts_in_force`` (migration 0011).
"""

from datetime import datetime

from django.db.models import Q

from marketplace.core import clock


def in_force(prefix: str = "", *, at: datetime | None = None) -> Q:
    """Return the condition of a role held at a moment (now if none), by a stand-in too.

    It begins and ends by itself, and rests while somebody stands in for its holder.
    prefix: the way to the roles, such as ``memberships__``; all conditions belong into one filter.
    """
    moment = at or clock.now()

    def is_(**conditions: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    begun = is_(active=True, begins_at__lte=moment)
    lasts = is_(ends_at=None) | is_(ends_at__gt=moment)
    here = is_(away_from=None) | is_(away_from__gt=moment) | is_(away_until__lte=moment)
    return begun & lasts & here
