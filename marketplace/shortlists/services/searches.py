"""Use-cases of saved searches: keep one, look at it, be told of new goods, drop it."""

from datetime import timedelta
from typing import Final

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from catalog.queries import Theme, themes
from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Membership, User
from marketplace.core import clock, guards, locks, outbox
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import NotFoundError, RuleViolation
from marketplace.core.policy import require
from marketplace.shortlists import policies, queries, rules
from marketplace.shortlists.models import QUERY_MAX, SavedSearch

log = structlog.get_logger(__name__)
CHECK_EVERY: Final = timedelta(hours=1)
AT_ONCE: Final = 500  # searches of one run; the next run goes on


@guards.use_case
def keep_search(*, name: str, theme: str, query: str, actor: User) -> SavedSearch:
    """Keep a search by its address. ``query``: as ``queries.canonical`` writes it.

    Raises: NotAllowed, RuleViolation for one that is kept already or one too many.
    """
    require(policies.can_keep(actor))
    if len(query) > QUERY_MAX:
        raise RuleViolation(_("This search has too many filters to be kept. Remove some."))
    kept = list(policies.own_searches(actor))
    same = next((one for one in kept if (one.theme, one.query) == (theme, query)), None)
    if same is not None:
        raise RuleViolation(_("You keep this search already, as “%(name)s”.") % {"name": same.name})
    free = rules.free_places({one.place for one in kept}, rules.MOST_SEARCHES)
    if not free:
        raise RuleViolation(
            _("You keep %(most)s searches, as many as one person may. Delete one first.")
            % {"most": rules.MOST_SEARCHES}
        )
    now = clock.now()
    return SavedSearch.objects.create(
        owner=actor,
        place=free[0],
        name=name,
        theme=theme,
        query=query,
        seen_at=now,
        checked_at=now,
    )


def _own(search_id: int, actor: User) -> SavedSearch:
    require(policies.can_keep(actor))
    found = locks.lock_one(SavedSearch, search_id)
    if found.owner_id != actor.pk:
        raise NotFoundError(_("This search is not kept any more. Reload the page."))
    return found


@guards.use_case
def look_at_search(*, search_id: int, actor: User) -> SavedSearch:
    """Note that the person looks at what their search finds now. Raises: NotFoundError."""
    found = _own(search_id, actor)
    found.seen_at = found.checked_at = clock.now()
    found.fresh = 0
    found.save(update_fields=["seen_at", "checked_at", "fresh"])
    return found


@guards.use_case
def switch_alerts(*, search_id: int, alerts: bool, actor: User) -> None:
    """Be told of new goods of a search, or not any more. Raises: NotFoundError."""
    found = _own(search_id, actor)
    found.alerts = alerts
    found.save(update_fields=["alerts"])


@guards.use_case
def drop_search(*, search_id: int, actor: User) -> None:
    """Keep a search no longer. Raises: NotFoundError."""
    _own(search_id, actor).delete()


def check_searches() -> int:
    """Count what went live since each last look, and tell whoever asked to be told.

    A search is asked once an hour, its owner told once a day at most, and only when there is more
    than they were told of. Returns how many people were told.
    """
    known = themes()
    keys = list(_due().values_list("pk", flat=True)[:AT_ONCE])
    return sum(_check_or_later(key, known) for key in keys)


def _check_or_later(search_id: int, known: list[Theme]) -> bool:
    """Ask a search; one that the database cannot answer waits its hour, so that others go on."""
    try:
        return _check(search_id, known)
    except DatabaseError:
        log.exception("saved search not answered", search=search_id)
        SavedSearch.objects.filter(pk=search_id).update(checked_at=clock.now())
        return False


def _due() -> QuerySet[SavedSearch]:
    buys = Membership.objects.filter(
        in_force(), user=OuterRef("owner"), role__in=policies.BUYING_ROLES
    )
    asked = SavedSearch.objects.filter(
        alerts=True, owner__is_active=True, checked_at__lte=clock.now() - CHECK_EVERY
    )
    return asked.filter(Exists(buys)).order_by("checked_at")


@transaction.atomic
def _check(search_id: int, known: list[Theme]) -> bool:
    found = (
        SavedSearch.objects.select_for_update(skip_locked=True)
        .filter(pk=search_id, alerts=True, checked_at__lte=clock.now() - CHECK_EVERY)
        .first()
    )
    if found is None:
        return False
    fresh, today = queries.fresh_matches(found, known), clock.today(HOME_ZONE)
    tells = fresh > found.fresh and found.told_on != today
    if tells:
        outbox.emit("saved_search.found", subject=found, number=fresh)
        found.told_on = today
    # What is not told today stays to be told tomorrow.
    if tells or fresh < found.fresh:
        found.fresh = fresh
    found.checked_at = clock.now()
    found.save(update_fields=["fresh", "told_on", "checked_at"])
    return tells
