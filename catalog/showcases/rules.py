"""What a study must hold, and how long each step took. Pure: no Django, no clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

ENOUGH_SOURCES: Final = 3
MOST_PRICES: Final = 60
LONGEST: Final = timedelta(days=3 * 366)


class Study(NamedTuple):
    """What a study (telaah) has found so far."""

    vendors_ready: int
    sources: int
    specified: bool

    @property
    def lacks(self) -> list[str]:
        """What is still missing before the etalase can be opened, by name."""
        found = []
        if not self.specified:
            found.append("specification")
        if self.sources < ENOUGH_SOURCES:
            found.append("prices")
        if self.vendors_ready < 1:
            found.append("vendors")
        return found


class Stay(NamedTuple):
    """How long a proposal stood in one state; ``days`` are whole ones, the running one included."""

    status: str
    since: datetime
    days: int


def stays(steps: Sequence[tuple[str, datetime]], now: datetime) -> list[Stay]:
    """Return how long each state lasted; ``steps``: the state reached and when, oldest first."""
    ends = [since for _status, since in steps[1:]] + [now]
    return [
        Stay(status, since, (until - since).days)
        for (status, since), until in zip(steps, ends, strict=True)
    ]


def period_fault(opens_on: date, closes_on: date | None, today: date) -> str | None:
    """Return what is wrong with a period: ``past``, ``backwards``, ``long``; None if nothing."""
    if opens_on < today:
        return "past"
    if closes_on is None:
        return None
    if closes_on < opens_on:
        return "backwards"
    return "long" if closes_on - opens_on > LONGEST else None
