"""Whether a role is held at a moment: the one condition that everybody asks by.

Its twin in the database is ``accounts_in_force`` (migration 0011).
"""

from datetime import datetime

from django.db.models import Q

from marketplace.core import clock


def not_over(prefix: str = "", *, at: datetime | None = None) -> Q:
    """Return the condition of a role that nobody ended and whose days are not over at a moment.

    It may not have begun, and its holder may be away. ``at``, ``prefix``: as ``in_force``.
    """
    ends = f"{prefix}ends_at"
    lasts = Q(**{ends: None}) | Q(**{f"{ends}__gt": at or clock.now()})
    return Q(**{f"{prefix}active": True}) & lasts


def in_force(prefix: str = "", *, at: datetime | None = None) -> Q:
    """Return the condition of a role held at a moment (now if none), by a stand-in too.

    It begins and ends by itself, and rests while somebody stands in for its holder.
    prefix: the way to the roles, such as ``memberships__``; all conditions belong into one filter.
    """
    moment = at or clock.now()

    def is_(**conditions: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    here = is_(away_from=None) | is_(away_from__gt=moment) | is_(away_until__lte=moment)
    return not_over(prefix, at=moment) & is_(begins_at__lte=moment) & here
