"""Lists that a result page prints dozens of, written without the machinery of templates.

Two dozen cards and four dozen filters were nine tenths of the nodes of a page, and half of its
time. Everything that is not a constant here is escaped.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from catalog.facets import Choice, Group
from catalog.offers import Card
from marketplace.web.templatetags.pasar import icon

register = template.Library()

_SIZES: Final = "(min-width: 64rem) 16.5rem, (min-width: 40rem) 33vw, 50vw"
_CARD: Final = (
    '<li class="produk">{blur}<img src="{image}"{srcset} alt="" width="400" height="300"{lazy}>'
    '<div class="flex grow flex-col gap-1 p-2.5 sm:p-3">'
    '<{heading} class="line-clamp-2 text-sm leading-snug font-medium">'
    '<a href="{url}">{name}</a></{heading}>'
    '<p class="leading-tight">{several}'
    '<span class="text-base font-bold sm:text-lg"><span class="uang">{price}</span></span>'
    ' <span class="text-xs text-redup">/ {unit}</span>{per}</p>{median}'
    '<p class="mt-auto pt-1 text-xs text-redup">'
    '<span class="block truncate font-medium text-base-content">{vendor}</span> {place}{far}</p>'
    '<p class="flex flex-wrap gap-1 pt-0.5">{badges}</p>{pick}</div></li>'
)
_BLUR: Final = '<img class="samar" src="{blur}" alt="">'
_PICK: Final = (
    '<label class="relative z-10 flex min-h-11 items-center gap-2 text-xs">'
    '<input type="checkbox" class="checkbox" name="goods" value="{key}" form="pilihan">'
    '<span>{word} <span class="sr-only">{name}</span></span></label>'
)
_MEDIAN: Final = (
    '<p class="flex items-start gap-1 text-xs {tone}">{icon}<span class="min-w-0">'
    '<span class="block font-semibold max-sm:text-2xs max-sm:leading-4.5 max-sm:tracking-tight">'
    "{median}</span>"
    ' <span class="block text-redup">{payments}</span></span></p>'
)
_CHOICE: Final = (
    '<li><label class="flex min-h-10 items-center gap-2.5 text-sm lg:min-h-8" for="{id}">'
    '<input type="checkbox" class="checkbox checkbox-sm checkbox-primary" id="{id}" name="{name}"'
    ' value="{value}"{checked}> <span class="grow">{label}</span>'
    ' <span class="text-xs text-redup tabular-nums">{count}</span></label></li>'
)
_GROUP: Final = (
    '<fieldset class="border-b border-base-300 py-3 last:border-0">'
    '<legend class="float-left w-full pb-1 text-sm font-semibold">{title}</legend>'
    '<ul class="clear-both">{choices}</ul>{more}</fieldset>'
)


@register.simple_tag
def product_cards(
    cards: Iterable[Card], heading: str, *, eager: bool = False, pick: object = None
) -> SafeString:
    """Return goods as the items of an ``ul.kisi``; ``heading``: h2 or h3.

    ``eager``: the first photo is the largest thing of the view and does not wait. ``pick``: whether
    each can be ticked for the form ``pilihan`` of the same page, as only somebody signed in may.
    """
    return _safe(
        "".join(
            _card(one, heading, eager=eager and not at, pick=bool(pick))
            for at, one in enumerate(cards)
        )
    )


@register.simple_tag
def filter_groups(groups: Iterable[Group], prefix: str) -> SafeString:
    """Return the groups of filters; ``prefix``: of the ids, a page prints them twice."""
    return _safe("".join(_group(one, prefix) for one in groups))


def _card(card: Card, heading: str, *, eager: bool, pick: bool) -> str:
    words = {name: escape(card[name]) for name in ("image", "url", "name", "price", "unit")}
    return _CARD.format(
        **words,
        heading=escape(heading),
        blur=_BLUR.format(blur=escape(card["blur"])) if card["blur"] else "",
        srcset=f' srcset="{escape(card["srcset"])}" sizes="{_SIZES}"' if card["srcset"] else "",
        lazy="" if eager else ' loading="lazy"',
        several=_small(gettext("from")) + " " if card["several"] else "",
        per=f' <span class="block text-xs text-redup">{escape(card["per"])}</span>'
        if card["per"]
        else "",
        median=_median(card) if card["median"] else "",
        vendor=escape(card["vendor"]),
        place=escape(card["place"]),
        far=f" · {escape(card['far'])}" if card["far"] else "",
        badges=_badges(card),
        pick=_pick(card) if pick else "",
    )


def _pick(card: Card) -> str:
    return _PICK.format(
        key=escape(str(card["key"])), word=escape(gettext("Choose")), name=escape(card["name"])
    )


def _small(text: str) -> str:
    return f'<span class="text-xs text-redup">{escape(text)}</span>'


def _median(card: Card) -> str:
    return _MEDIAN.format(
        tone=escape(card["tone"]),
        icon=icon(card["trend"], "ic-s mt-px"),
        median=escape(card["median"]),
        payments=escape(card["payments"]),
    )


def _badges(card: Card) -> str:
    size = [f'<span class="kelas">{escape(card["size"])}</span>'] if card["size"] else []
    check = icon("check")
    return " ".join(
        [*size, *(f'<span class="serti">{check}{escape(one)}</span>' for one in card["certs"])]
    )


def _group(group: Group, prefix: str) -> str:
    choices = "".join(_choice(one, prefix) for one in group.choices)
    words = gettext("All regencies and cities")
    more = f'<a class="tautan text-sm" href="{escape(group.more)}">{escape(words)}</a>'
    return _GROUP.format(
        title=escape(group.title), choices=choices, more=more if group.more else ""
    )


def _choice(choice: Choice, prefix: str) -> str:
    return _CHOICE.format(
        id=escape(f"{prefix}-{choice['key']}"),
        name=escape(choice["name"]),
        value=escape(choice["value"]),
        label=escape(choice["label"]),
        count=escape(choice["count"]),
        checked=" checked" if choice["checked"] else "",
    )


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every value above went through ``escape``
