"""The dated table of public holidays (libur nasional, cuti bersama), and days counted by it."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import models
from django.utils.translation import gettext as _

from marketplace.core import audit, clock, guards
from marketplace.core.calendar import HOME_ZONE, after_working_days, local_day
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.models import DayOff, PublicHoliday
from marketplace.core.policy import require
from marketplace.core.rule_codes import Unit
from marketplace.core.rule_entry import can_keep_rules, require_table_reason
from marketplace.core.text import clean_line

DECREED = Path(__file__).resolve().parent / "data" / "public_holidays.csv"
FIRST_YEAR, YEARS_AHEAD = 2020, 2  # nothing was ordered here before; nothing is decreed later
DECREE_MONTH = 10  # the ministers decide in autumn of the year before


@dataclass(frozen=True, slots=True)
class NewHoliday:
    """A day off as it is entered; ``legal_source`` names the decree."""

    day: date
    kind: DayOff
    name: str
    legal_source: str


def add_working_days(moment: datetime, days: int, time_zone: str) -> datetime:
    """Return the same local time ``days`` working days later, in UTC.

    Weekends and the holidays that are known now do not count. A clock that runs already keeps the
    day it was given when the table changes later.
    """
    return after_working_days(
        moment, days, time_zone, closed=closed_from(local_day(moment, time_zone))
    )


def due_in(days: int, unit: str, time_zone: str) -> datetime:
    """Return when so many days from now are over, in UTC; ``unit``: of the rule that gives them.

    Working days of a zone, else days of 24 hours.
    """
    if unit == Unit.WORKING_DAYS:
        return add_working_days(clock.now(), days, time_zone)
    return clock.now() + timedelta(days=days)


def closed_from(first: date) -> frozenset[date]:
    """Return the holidays known now that fall on a day or later."""
    later = PublicHoliday.objects.filter(day__gte=first, withdrawn_at__isnull=True)
    return frozenset(later.values_list("day", flat=True))


def year_to_enter() -> int | None:
    """Return the year whose holidays nobody has entered yet, though its decree is due."""
    today = clock.today(HOME_ZONE)
    years = [today.year, *([today.year + 1] if today.month >= DECREE_MONTH else [])]
    known = set(PublicHoliday.objects.values_list("day__year", flat=True))
    return next((year for year in years if year not in known), None)


@guards.use_case
def enter_holiday(new: NewHoliday, *, actor: models.Model | None, reason: str) -> PublicHoliday:
    """Enter a day off. Raises: NotAllowed, RuleViolation, Conflict for a day that is one."""
    require(can_keep_rules(actor))
    check(new, reason=reason)
    row = PublicHoliday.objects.create(
        day=new.day,
        kind=new.kind,
        name=clean_line(new.name),
        legal_source=clean_line(new.legal_source),
        entered_by_id=actor.pk if actor else None,
        entered_at=clock.now(),
    )
    audit.record("holiday.entered", actor=actor, subject=row, reason=reason, **asdict(new))
    return row


@guards.use_case
def withdraw_holiday(*, holiday_id: int, actor: models.Model, reason: str) -> PublicHoliday:
    """Take a day off back, because its decree was changed; the row stays on record.

    Raises: NotAllowed, RuleViolation, Conflict when it was taken back before.
    """
    require(can_keep_rules(actor))
    row = PublicHoliday.objects.select_for_update().get(pk=holiday_id)
    check_withdrawal(row, reason=reason)
    row.withdrawn_by_id, row.withdrawn_at = actor.pk, clock.now()
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record("holiday.withdrawn", actor=actor, subject=row, reason=reason, day=row.day)
    return row


def check(new: NewHoliday, *, reason: str) -> None:
    """Refuse a day that cannot be entered. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    if new.kind not in DayOff:
        raise RuleViolation(_("Choose a national holiday or joint leave."), field="kind")
    for name, typed in (("name", new.name), ("legal_source", new.legal_source)):
        if not clean_line(typed):
            raise RuleViolation(_("Write what day it is, and the decree that says so."), field=name)
    last = clock.today(HOME_ZONE).year + YEARS_AHEAD
    if not FIRST_YEAR <= new.day.year <= last:
        raise RuleViolation(
            _("Days off are entered for %(first)s to %(last)s. Look at the year of the day.")
            % {"first": FIRST_YEAR, "last": last},
            field="day",
        )
    if PublicHoliday.objects.filter(day=new.day, withdrawn_at__isnull=True).exists():
        raise Conflict(
            _("%(day)s is in the table already. Take that entry back first.")
            % {"day": new.day.isoformat()},
            field="day",
        )


def check_withdrawal(row: PublicHoliday, *, reason: str) -> None:
    """Refuse to take a day back twice or without a reason. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    if row.withdrawn_at is not None:
        raise Conflict(_("This day was taken out of the table already."))


def load_decreed_holidays() -> int:
    """Enter the known decrees' days that were never entered; return how many. Safe to repeat."""
    known = set(PublicHoliday.objects.values_list("day", flat=True))
    missing = [new for new in decreed() if new.day not in known]
    for new in missing:
        enter_holiday(new, actor=None, reason="Joint decree of three ministers")
    return len(missing)


def decreed() -> Iterable[NewHoliday]:
    """Yield the days of the decrees that come with the product."""
    with DECREED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield NewHoliday(
                date.fromisoformat(row["day"]),
                DayOff(row["kind"]),
                row["name"],
                row["legal_source"],
            )
