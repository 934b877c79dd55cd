"""Days as an office counts them: local days, working days, fiscal years."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
HOME_ZONE = "Asia/Jakarta"  # of what belongs to no region: numbering, the market, the platform


def local_day(moment: datetime, time_zone: str) -> date:
    """Return the day a moment falls on for people in ``time_zone``."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def fiscal_year(moment: datetime, time_zone: str) -> int:
    """Return the budget year (the calendar year) a moment falls in locally."""
    return local_day(moment, time_zone).year


def last_day_of_year(day: date) -> date:
    """Return the day on which the fiscal year of a day ends."""
    return date(day.year, 12, 31)


def after_working_days(
    moment: datetime, days: int, time_zone: str, *, closed: Container[date]
) -> datetime:
    """Return the same local time ``days`` working days later, in UTC.

    A working day is Monday to Friday and none of ``closed``, the days on which offices are closed.
    """
    local = moment.astimezone(ZoneInfo(time_zone))
    later = working_day_after(local.date(), days, closed=closed) - local.date()
    return (local + later).astimezone(ZoneInfo("UTC"))


def working_day_after(day: date, days: int, *, closed: Container[date]) -> date:
    """Return the day that is so many working days later; the day itself for none."""
    left = days
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in closed:
            left -= 1
    return day
