"""The one place where days and moments become words, for pages, papers, mails and refusals.

A moment is shown in the zone of what it belongs to (an agency's matter: the agency's), named WIB,
WITA or WIT; a day of another year than the present one there always carries its year.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.units import format_unit
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE, local_day
from marketplace.core.text import NBSP

PAPER_LANGUAGE: Final = "id"


class Style(StrEnum):
    """How much of a day is said."""

    FULL = "full"
    LONG = "long"
    MEDIUM = "medium"
    WEEKDAY = "weekday"
    MONTH = "month"
    MONTH_ONLY = "month_only"
    MONTH_IN_FULL = "month_in_full"


_PATTERNS: Final = {
    Style.FULL: "EEEE, d MMMM y",
    Style.LONG: "d MMMM y",
    Style.MEDIUM: "d MMM y",
    Style.WEEKDAY: "EEEE d MMM",
    Style.MONTH: "MMM yy",
    Style.MONTH_ONLY: "MMM",
    Style.MONTH_IN_FULL: "MMMM y",
}
_WEEKDAY_OF_ANOTHER_YEAR: Final = "EEEE d MMM y"


def locale_of(language: str | None = None) -> Locale:
    """Return the way a language writes: Indonesian unless ``language`` (the active one) is English.

    English is the kind that people here learn: days before months, 24 hours.
    """
    chosen = language or get_language() or PAPER_LANGUAGE
    return _parsed("en_GB" if chosen.startswith("en") else PAPER_LANGUAGE)


@lru_cache(maxsize=2)
def _parsed(code: str) -> Locale:
    return Locale.parse(code)


def day(
    of: date | datetime, style: Style = Style.FULL, *, zone: str = "", language: str = ""
) -> str:
    """Return a day in words: ``Sabtu, 21 November 2026``.

    A datetime (aware) falls on the day it is in ``zone``; a weekday of another year says its year.
    """
    on = local_day(of, zone or HOME_ZONE) if isinstance(of, datetime) else of
    pattern = _PATTERNS[style]
    if style is Style.WEEKDAY and on.year != clock.today(zone or HOME_ZONE).year:
        pattern = _WEEKDAY_OF_ANOTHER_YEAR
    return _written(on.year, on.month, on.day, pattern, locale_of(language))


@lru_cache(maxsize=2048)
def _written(year: int, month: int, day_of_month: int, pattern: str, locale: Locale) -> str:
    """Return a day by a pattern; the rows of a list share a few days."""
    return str(format_date(date(year, month, day_of_month), pattern, locale=locale))


def time_of_day(at: datetime, zone: str, language: str = "") -> str:
    """Return the hour of an aware moment with its zone's name: ``15.40 WIB``."""
    local = at.astimezone(ZoneInfo(zone))
    mark = ":" if locale_of(language).language == "en" else "."
    return f"{local.hour:02}{mark}{local.minute:02}{NBSP}{local.tzname()}"


def moment(at: datetime, zone: str) -> str:
    """Return an aware moment the short way, ``Jumat 20 Nov 15.40 WIB``; another year is said."""
    return f"{day(at, Style.WEEKDAY, zone=zone)} {time_of_day(at, zone)}"


def full_moment(at: datetime, zone: str) -> str:
    """Return an aware moment with nothing left out: ``Sabtu, 21 November 2026 pukul 15.40 WIB``."""
    parts = {"day": day(at, zone=zone), "time": time_of_day(at, zone)}
    return _("%(day)s at %(time)s") % parts


def paper_day(on: date) -> str:
    """Return a day as papers, always Indonesian, write it: ``Senin, 23 November 2026``."""
    return day(on, language=PAPER_LANGUAGE)


def paper_month(on: date) -> str:
    """Return a month as papers write it: ``November 2026``."""
    return day(on, Style.MONTH_IN_FULL, language=PAPER_LANGUAGE)


def paper_moment(at: datetime, zone: str) -> str:
    """Return an aware moment as papers write it: ``Kamis, 26 November 2026 pukul 09.30 WIB``."""
    on = day(at, zone=zone, language=PAPER_LANGUAGE)
    return f"{on} pukul {time_of_day(at, zone, PAPER_LANGUAGE)}".replace(NBSP, " ")


def span(first: date, last: date | None, hour: time | None, zone: str) -> str:
    """Return when something takes place: on one day, at its hour in ``zone``, or first to last."""
    if last is not None and last != first:
        return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if hour is None:
        return day(first)
    return full_moment(datetime.combine(first, hour, ZoneInfo(zone)), zone)


def machine(at: date | datetime, zone: str) -> str:
    """Return ISO 8601 for programs: a day, or an aware moment with its zone's offset."""
    if isinstance(at, datetime):
        return at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
    return at.isoformat()


def left_until(due: datetime) -> str:
    """Return what is left in its two largest units: ``1 hari 6 jam``; nothing is ``0 menit``."""
    minutes = max(int((due - clock.now()).total_seconds()) // 60, 0)
    counts = (("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60))
    shown = [(unit, count) for unit, count in counts if count] or [("minute", 0)]
    words = (format_unit(n, f"duration-{unit}", locale=locale_of()) for unit, n in shown[:2])
    return " ".join(words)


def ago(at: datetime) -> str:
    """Return the distance from now: ``2 menit lalu``, or ``dalam 3 jam`` for what is to come."""
    delta = at - clock.now()
    if abs(delta) < timedelta(minutes=1):
        return _("just now")
    words = format_timedelta(delta, add_direction=True, threshold=1.2, locale=locale_of())
    return str(words).replace(" yang lalu", " lalu")


def near_moment(at: datetime, zone: str) -> str:
    """Return a moment with the day as people say it: ``hari ini 15.40 WIB``, else its weekday."""
    distance = local_day(at, zone) - clock.today(zone)
    names = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    name = names.get(distance.days)
    return f"{name} {time_of_day(at, zone)}" if name else moment(at, zone)


def deadline(due: datetime, zone: str) -> str:
    """Return a deadline whole: ``hari ini 15.40 WIB (3 jam 20 menit lagi)``, or since when over."""
    said = near_moment(due, zone)
    if due <= clock.now():
        return _("over since %(moment)s") % {"moment": said}
    return _("%(moment)s (%(left)s left)") % {"moment": said, "left": left_until(due)}
