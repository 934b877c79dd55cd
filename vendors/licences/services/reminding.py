"""A shop is told before a licence ends: one clock for each mark, opened when it is verified."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from marketplace.core import audit, clock, deadlines, guards, locks, outbox
from marketplace.core.calendar import HOME_ZONE
from vendors.licences import queries, rules
from vendors.licences.models import Licence, LicenceReminder, LicenceStatus

MORNING = time(7)  # people read it when the day begins


def deadline_kind(mark: int) -> str:
    """Return the name of the clock that is due so many days before the end."""
    return f"licence.ends.{mark}"


def open_clocks(licence: Licence) -> None:
    """Start a clock for each mark that still lies ahead."""
    if licence.expires_on is None:
        return
    for mark in rules.REMIND_BEFORE:
        day = rules.day_of_mark(licence.expires_on, mark)
        due_at = datetime.combine(day, MORNING, ZoneInfo(HOME_ZONE))
        if due_at > clock.now():
            kind = deadline_kind(mark)
            deadlines.open_deadline(kind, subject_id=licence.pk, due_at=due_at)


def close_clocks(licence: Licence) -> None:
    """Stop the clocks of a licence that counts no longer."""
    for mark in rules.REMIND_BEFORE:
        deadlines.close(deadline_kind(mark), subject_id=licence.pk)


@guards.use_case
def remind(licence_id: int, mark: int) -> None:
    """Tell the shop once that a licence ends, unless it was renewed or ended otherwise.

    Of several marks that passed while no worker ran, only the nearest is told.
    """
    licence = locks.lock_one(Licence, licence_id)
    left = rules.days_left(licence.expires_on, queries.sale_day())
    is_moot = licence.status != LicenceStatus.VERIFIED or queries.is_renewed(licence)
    if is_moot or left is None or rules.due_mark(left, rules.REMIND_BEFORE) != mark:
        return
    _told, is_new = LicenceReminder.objects.get_or_create(
        licence=licence, days=mark, defaults={"told_at": clock.now()}
    )
    if is_new:
        audit.record(
            "licence.reminded", actor=None, subject=licence.vendor, licence=licence.pk, days=mark
        )
        outbox.emit("licence.ends", subject=licence, days=left)
