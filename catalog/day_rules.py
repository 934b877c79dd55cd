"""Days for which something is wanted, and days that are free. Pure: no Django, no clock."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from marketplace.core.calendar import working_day_after

DAYS_AHEAD: Final = 365  # nothing is booked further ahead
LOOKED_AHEAD: Final = 60  # days in which a free one is looked for
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """When something is wanted: on one day, at an hour if that was said, or through a last day.

    ``last``: of a rental (sewa), the first day included; None of what is wanted on one day.
    """

    first: date
    last: date | None = None
    hour: time | None = None

    @property
    def end(self) -> date:
        """The last of the days."""
        return self.first if self.last is None else self.last

    @property
    def number(self) -> int:
        """How many days; less than 1 where the last one lies before the first."""
        return (self.end - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + ONE_DAY * step for step in range(self.number))


def ready_on(today: date, lead_days: int | None, holidays: Container[date]) -> date:
    """Return the earliest day for what is ordered today: the lead time in working days later.

    The twin of ``catalog_ready_on``.
    """
    return working_day_after(today, lead_days or 0, closed=holidays)


def first_free(start: date, number: int, pieces: int, free: Callable[[date], int]) -> date | None:
    """Return the first day from ``start`` on from which so many pieces are free ``number`` days.

    None where there is none within ``LOOKED_AHEAD`` days. ``free``: how many are free on a day.
    """
    run = 0
    for step in range(LOOKED_AHEAD + number - 1):
        day = start + ONE_DAY * step
        run = run + 1 if free(day) >= pieces else 0
        if run == number:
            return day - ONE_DAY * (number - 1)
    return None
