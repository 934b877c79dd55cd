"""Quiet hours: what falls into those of its reader leaves when they end."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from marketplace.core import clock
from marketplace.notices import rules
from marketplace.notices.choices import reach_of
from marketplace.notices.models import Channel, Notice
from marketplace.web import viewer_zone


def awake(claimed: list[int]) -> list[Notice]:
    """Return what of a claimed batch may leave now, oldest first; the rest is put off.

    Put off is no failed try: the sender never asked anybody.
    """
    return [notice for notice in _read(claimed) if not _put_off(notice)]


def _read(claimed: list[int]) -> QuerySet[Notice]:
    rows = Notice.objects.filter(pk__in=claimed).order_by("pk")
    return rows.select_related("recipient__reach", "event")


def _put_off(notice: Notice) -> bool:
    end = _end(notice)
    if end is None or (notice.needed_by is not None and notice.needed_by <= end):
        return False
    Notice.objects.filter(pk=notice.pk).update(
        held_until=end, due_at=Now(), attempts=F("attempts") - 1
    )
    return True


def _end(notice: Notice) -> datetime | None:
    reach = reach_of(notice.recipient)
    if notice.channel == Channel.EMAIL and not reach.quiet_mail:
        return None
    zone = viewer_zone.zone_of(notice.recipient)
    return rules.quiet_end(clock.now(), zone, reach.quiet_from, reach.quiet_until)
