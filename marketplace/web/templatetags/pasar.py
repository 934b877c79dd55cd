"""Filters and tags that say money, dates and time left the way people here read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from marketplace.core import clock, moments, money
from marketplace.core.moments import Style
from marketplace.core.text import NBSP
from marketplace.web import charts
from marketplace.web.badges import HUE_CLASSES, SIZE_CLASSES, Chip, chip_for
from marketplace.web.viewer_zone import viewer_zone

register = template.Library()

MINUS = "\u2212"
COUNTED = 1_000
BUTTONS = {
    "primary": "btn-primary",
    "outline": "btn-outline btn-primary",
    "ghost": "btn-ghost",
    "danger": "btn-error",
}
Moment = date | datetime | str | None


def _zone(name: str = "") -> str:
    """The zone named (an agency's), else that of the viewer's own place."""
    return name or viewer_zone()


def _style_and_zone(options: str) -> tuple[Style, str]:
    words = options.split()
    zone = next((word for word in words if "/" in word), "")
    return Style(next((word for word in words if "/" not in word), Style.FULL)), _zone(zone)


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
    return "–" if number is None or not str(number) else _decimal(number, None, moments.locale_of())


@lru_cache(maxsize=4_096)
def _decimal(number: float, pattern: str | None, locale: str) -> str:
    """Write a number; Babel takes a tenth of a page for the same few dozens of them."""
    return format_decimal(number, pattern, locale=locale)


@register.filter
def counted(number: int | None) -> str:
    """How many there are, where nobody counts beyond a thousand: ``1.000+``."""
    if number is not None and number > COUNTED:
        return f"{grouped(COUNTED)}+"
    return grouped(number)


@register.filter
def percent(basis_points: int | None, decimals: int = 2) -> str:
    """Basis points as a percentage: 6814 → ``68,14 %``."""
    if basis_points is None or not str(basis_points):
        return "–"
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    shown = _decimal(basis_points / 100, pattern, moments.locale_of())
    return shown.replace("-", MINUS) + f"{NBSP}%"


@register.filter
def absolute(number: int | None) -> int:
    """The distance without its sign."""
    return abs(int(number or 0))


# ---------------------------------------------------------------- dates and time


@register.filter
def local_date(at: Moment, options: str = "full") -> str:
    """``Sabtu, 21 November 2026``. Options: a style (``moments.Style``) and/or a time-zone name."""
    if not isinstance(at, date):
        return str(at or "–")
    style, zone = _style_and_zone(options)
    return moments.day(at, style, zone=zone)


@register.simple_tag
def timestamp(at: Moment, zone: str = "") -> SafeString | str:
    """``Jumat 20 Nov 15.40 WIB`` as ``<time>``; everything stands in the title."""
    if not isinstance(at, date):
        return at or ""
    zone = _zone(zone)
    if isinstance(at, datetime):
        return _time_element(at, zone, moments.moment(at, zone))
    return _time_element(at, zone, moments.day(at, Style.WEEKDAY, zone=zone))


@register.simple_tag
def local_day(at: Moment, style: str, zone: str) -> str:
    """The day of a moment in the zone of the page: ``21 Nov 2026``; style as ``moments.Style``."""
    return moments.day(at, Style(style), zone=zone) if isinstance(at, date) else "–"


@register.simple_tag
def near_moment(at: datetime, zone: str = "") -> SafeString:
    """A moment near now as people say it, ``hari ini 15.40 WIB``; everything in the title."""
    zone = _zone(zone)
    return _time_element(at, zone, moments.near_moment(at, zone))


@register.simple_tag
def relative_time(at: datetime | None, zone: str = "") -> SafeString:
    """``2 menit lalu``, or ``dalam 3 jam`` for what is to come; exact time in the title."""
    if at is None:
        return mark_safe("")
    return _time_element(at, _zone(zone), moments.ago(at))


def _time_element(at: date | datetime, zone: str, shown: str) -> SafeString:
    exact = moments.full_moment(at, zone) if isinstance(at, datetime) else moments.day(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moments.machine(at, zone), exact, shown
    )


@register.filter
def time_left(due: datetime | None) -> str:
    """What is left until ``due`` in its two largest units: ``1 hari 6 jam``."""
    return moments.left_until(due) if due else "–"


@register.filter
def deadline(due: datetime | None, zone: str = "") -> str:
    """A deadline whole: ``hari ini 15.40 WIB (3 jam 20 menit lagi)``, or since when it is over."""
    return moments.deadline(due, _zone(zone)) if due else "–"


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
    if label:
        naming = format_html('role="img" aria-label="{}"', label)
        return _drawn(sprite, name, classes, naming)
    return _decoration(sprite, name, classes)


@lru_cache(maxsize=512, typed=True)  # marked as safe and not are two
def _decoration(sprite: str, name: str, classes: str) -> SafeString:
    """Return an icon without a name; a page draws the same few dozens of times."""
    return _drawn(sprite, name, classes, mark_safe('aria-hidden="true"'))


def _drawn(sprite: str, name: str, classes: str, naming: SafeString) -> SafeString:
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
    query.pop("sesudah", None)  # where the page before ended: of the next page alone
    return f"?{query.urlencode()}"
