"""Filters and tags that say money, dates and time left the way people here read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from babel.units import format_unit
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core import clock, money
from marketplace.core.calendar import HOME_ZONE
from marketplace.web import charts
from marketplace.web.badges import HUE_CLASSES, SIZE_CLASSES, Chip, chip_for

register = template.Library()

NBSP = "\u00a0"
MINUS = "\u2212"
PATTERNS = {
    "full": "EEEE, d MMMM y",
    "long": "d MMMM y",
    "weekday": "EEEE d MMM",
    "medium": "d MMM y",
    "month": "MMM yy",
}
BUTTONS = {
    "primary": "btn-primary",
    "outline": "btn-outline btn-primary",
    "ghost": "btn-ghost",
    "danger": "btn-error",
}
Moment = date | datetime | str | None


def _locale() -> Locale:
    """The reader's language: Indonesian unless English is active."""
    return _parsed("en_GB" if (get_language() or "id").startswith("en") else "id")


@lru_cache(maxsize=4)
def _parsed(code: str) -> Locale:
    return Locale.parse(code)


def _zone(name: str = "") -> ZoneInfo:
    """The agency's zone; the active one otherwise. UTC is a storage zone, nobody here reads it."""
    chosen = name or timezone.get_current_timezone_name()
    return ZoneInfo(HOME_ZONE if chosen == "UTC" else chosen)


def _local(moment: date | datetime, zone: str = "") -> date | datetime:
    """A datetime moved into ``zone``; a plain date stays the day it is."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment, _zone(zone)) if timezone.is_aware(moment) else moment
    return moment


def _style_and_zone(options: str) -> tuple[str, str]:
    words = options.split()
    zone = next((word for word in words if "/" in word), "")
    return next((word for word in words if "/" not in word), "full"), zone


def _clock(moment: datetime) -> str:
    pattern = "HH:mm" if _locale().language == "en" else "HH.mm"
    return format_datetime(moment, pattern, locale=_locale())


def _exact(moment: date | datetime) -> str:
    """The full reading kept in ``title``: ``Sabtu, 21 November 2026 pukul 15.40 WIB``."""
    day = format_date(moment, PATTERNS["full"], locale=_locale())
    if not isinstance(moment, datetime):
        return day
    return _("%(day)s at %(time)s %(zone)s") % {
        "day": day,
        "time": _clock(moment),
        "zone": moment.tzname() or "",
    }


def _machine(moment: date | datetime) -> str:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else str(moment)


# ---------------------------------------------------------------- money and numbers


@register.filter
def rupiah(amount: int | None) -> str:
    """``Rp 1.234.567`` with a no-break space; an em dash when there is no amount."""
    if amount is None or not str(amount):  # templates give "" for what is absent
        return "–"
    return money.unbroken(money.rupiah(int(amount)))


@register.filter
def amount(whole_rupiah: int | None) -> SafeString:
    """The same amount in tabular figures that never wrap."""
    return format_html('<span class="uang">{}</span>', rupiah(whole_rupiah))


@register.filter
def grouped(number: float | None) -> str:
    """A plain number with the reader's separators: ``1.284``."""
    return "–" if number is None or not str(number) else format_decimal(number, locale=_locale())


@register.filter
def percent(basis_points: int | None, decimals: int = 2) -> str:
    """Basis points as a percentage: 6814 → ``68,14 %``."""
    if basis_points is None or not str(basis_points):
        return "–"
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    shown = format_decimal(basis_points / 100, pattern, locale=_locale())
    return shown.replace("-", MINUS) + f"{NBSP}%"


@register.filter
def absolute(number: int | None) -> int:
    """The distance without its sign."""
    return abs(int(number or 0))


# ---------------------------------------------------------------- dates and time


@register.filter
def local_date(moment: Moment, options: str = "full") -> str:
    """``Sabtu, 21 November 2026``. Options: a style of ``PATTERNS`` and/or a time-zone name."""
    if not isinstance(moment, date):
        return str(moment or "–")
    style, zone = _style_and_zone(options)
    return format_date(_local(moment, zone), PATTERNS[style], locale=_locale())


@register.filter
def local_time(moment: datetime | None, zone: str = "") -> str:
    """The hour in the agency's zone: ``15.40 WIB``."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment, _zone(zone))
    return f"{_clock(local)}{NBSP}{local.tzname()}"


@register.simple_tag
def timestamp(moment: Moment, zone: str = "") -> SafeString | str:
    """``Jumat 20 Nov 15.40`` as ``<time>``; the year, the zone and the rest stand in the title."""
    if not isinstance(moment, date):
        return moment or ""
    local = _local(moment, zone)
    shown = format_date(local, PATTERNS["weekday"], locale=_locale())
    if isinstance(local, datetime):
        shown = f"{shown} {_clock(local)}"
    return _time_element(local, shown)


@register.simple_tag
def relative_time(moment: datetime | None, zone: str = "") -> SafeString:
    """``2 menit lalu``, or ``dalam 3 jam`` for what is to come; exact time in the title."""
    if moment is None:
        return mark_safe("")
    delta = moment - clock.now()
    words = _("just now")
    if abs(delta) >= timedelta(minutes=1):
        words = format_timedelta(delta, add_direction=True, threshold=1.2, locale=_locale())
    return _time_element(_local(moment, zone), words.replace(" yang lalu", " lalu"))


def _time_element(local: date | datetime, shown: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', _machine(local), _exact(local), shown
    )


@register.filter
def time_left(due: datetime | None) -> str:
    """What is left until ``due`` in its two largest units: ``1 hari 6 jam``."""
    if due is None:
        return "–"
    minutes = max(int((due - clock.now()).total_seconds()) // 60, 0)
    counts = (("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60))
    shown = [(unit, count) for unit, count in counts if count] or [("minute", 0)]
    return " ".join(
        format_unit(count, f"duration-{unit}", locale=_locale()) for unit, count in shown[:2]
    )


@register.simple_tag
def time_used(start: datetime | None, due: datetime | None) -> int:
    """How much of the time between ``start`` and ``due`` has gone, in percent, 0 to 100."""
    if start is None or due is None or due <= start:
        return 100
    gone = (clock.now() - start) / (due - start)
    return min(max(round(gone * 100), 0), 100)


# ---------------------------------------------------------------- icons, chips, pictures


@lru_cache(maxsize=1)
def _sprite_url() -> str:
    return static("img/sprite.svg")


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """One icon of the sprite. Decorative, unless ``label`` gives it a name."""
    sprite = static("img/sprite.svg") if settings.DEBUG else _sprite_url()
    naming: SafeString | str = mark_safe('aria-hidden="true"')
    if label:
        naming = format_html('role="img" aria-label="{}"', label)
    space = " " if classes else ""
    return format_html(
        '<svg class="ic{}{}" {}><use href="{}#{}"/></svg>', space, classes, naming, sprite, name
    )


@register.simple_tag
def chip(kind: str, state: str) -> Chip:
    """Row of the status table for one state."""
    return chip_for(kind, str(state))


@register.filter
def chip_class(hue: str) -> str:
    """The chip's class for a hue."""
    return HUE_CLASSES.get(str(hue), "cip-netral")


@register.filter
def size_label(code: str) -> str:
    """The word of a size class: ``micro`` → ``Mikro``."""
    return str(SIZE_CLASSES.get(str(code), code))


@register.simple_tag
def button_classes(variant: str, size: str, square: bool, extra: str) -> str:  # noqa: FBT001
    """The classes of a button; an unknown variant is the plain one."""
    words = ["btn", BUTTONS.get(variant, ""), "btn-sm" if size == "sm" else ""]
    return " ".join(filter(None, [*words, "btn-square" if square else "", extra]))


@register.simple_tag
def history_chart(points: Sequence[tuple[str, int]]) -> charts.History | None:
    """Geometry of the price history picture."""
    return charts.price_history(points or [])


@register.simple_tag
def quartile_chart(stats: Mapping[str, int], price: int) -> charts.Quartiles | None:
    """Geometry of the price position picture."""
    if not stats or price is None:
        return None
    places = {key: int(stats[key]) for key in ("low", "q1", "median", "q3", "high")}
    return charts.price_quartiles(price=int(price), **places)


@register.simple_tag
def money_bar(*parts: int) -> list[tuple[int, int]]:
    """Where each part of the money bar begins and how wide it is."""
    return charts.money_bar([int(part or 0) for part in parts])


@register.filter
def svg_number(number: float) -> str:
    """A coordinate for SVG: always a point, whatever the reader's language."""
    return f"{float(number):g}"


@register.filter
def inline_svg(markup: str) -> SafeString:
    """An SVG drawn by our own server, put into the page without its XML declaration."""
    return mark_safe(markup[max(markup.find("<svg"), 0) :])  # noqa: S308 - never from a person


@register.simple_tag
def sum_of(*parts: int | None) -> int:
    """The sum of amounts; what is missing counts as nothing."""
    return sum(int(part or 0) for part in parts)


@register.simple_tag
def label_url_pairs(items: Iterable[Mapping[str, Any] | Sequence[Any]]) -> list[tuple[Any, Any]]:
    """Pairs of (label, url), whether given as pairs or as mappings; a missing url is empty."""
    pairs: list[tuple[Any, Any]] = []
    for item in items or ():
        if isinstance(item, Mapping):
            pairs.append((item.get("label", ""), item.get("url", "")))
        else:
            pairs.append((item[0], item[1] if len(item) > 1 else ""))
    return pairs


# ---------------------------------------------------------------- pages of a list


@register.simple_tag
def page_range(page: Page[Any]) -> list[int | None]:
    """Page numbers to show: first, last and neighbours of the current one; None is a gap."""
    last, here = page.paginator.num_pages, page.number
    near = {1, last} | {n for n in range(here - 1, here + 2) if 1 <= n <= last}
    if here <= 2:
        near |= {n for n in (2, 3) if n <= last}
    shown: list[int | None] = []
    for number in sorted(near):
        if shown and number - (shown[-1] or 0) > 1:
            shown.append(None)
        shown.append(number)
    return shown


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int, param: str = "page") -> str:
    """The same address with another page number; filters and search stay."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query[param] = str(number)
    return f"?{query.urlencode()}"
