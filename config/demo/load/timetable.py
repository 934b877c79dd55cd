"""What happened when: every act of the year in one list, carried out in the order of its moments.

One order of time for all rooms keeps running numbers, the audit trail and stock as they would have
come about in life.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.demo.chance import between
from config.demo.hours import office_moment
from marketplace.core import clock

Act = Callable[[], object]
Say = Callable[[str], None]
STEPS_OF_PROGRESS = 8
SATURDAY = 5


@dataclass(frozen=True)
class Happening:
    """One act at its moment (aware, UTC)."""

    at: datetime
    turn: int
    act: Act


class Timetable:
    """Collects acts and carries them out."""

    def __init__(self) -> None:
        self._happenings: list[Happening] = []

    def add(self, at: datetime, act: Act) -> None:
        """Note an act; of two at the same moment the one noted first comes first."""
        self._happenings.append(Happening(at, len(self._happenings), act))

    def run(self, say: Say) -> None:
        """Carry out everything, each act under its own clock."""
        ordered = sorted(self._happenings, key=lambda found: (found.at, found.turn))
        milestone = max(1, len(ordered) // STEPS_OF_PROGRESS)
        for index, happening in enumerate(ordered):
            if index % milestone == 0:
                say(f"  {happening.at:%Y-%m}: {index} / {len(ordered)}")
            with clock.moved_to(happening.at):
                happening.act()


def office_hour(now: datetime, days_ago: int, zone: str, *words: object) -> datetime:
    """Return a moment of a working day about that long ago, chosen by ``words``, in UTC."""
    day = (now - timedelta(days=days_ago)).astimezone(ZoneInfo(zone))
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    hour, minute = between(8, 15, *words, "hour"), between(0, 59, *words, "minute")
    return day.replace(hour=hour, minute=minute).astimezone(ZoneInfo("UTC"))


def later(moment: datetime, hours: int, zone: str, *words: object) -> datetime:
    """Return a working moment up to ``hours`` after another, in UTC."""
    waited = moment + timedelta(minutes=between(20, hours * 60, *words))
    return office_moment(waited.astimezone(ZoneInfo(zone))).astimezone(ZoneInfo("UTC"))
