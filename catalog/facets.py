"""The filter column of a result page: groups of choices with counts, and chips to undo them."""

from dataclasses import dataclass
from typing import TypedDict

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.offers import COUNTED
from catalog.prices import market_rules
from catalog.queries import Theme, short_place
from catalog.search import REACHES, Found, Wanted
from catalog.search_sql import FACETS, LEAST_STARS, READY_DAYS
from catalog.term_words import lead_words
from marketplace.core.money import percent, rupiah
from marketplace.web.badges import SIZE_CLASSES
from marketplace.web.templatetags.pasar import counted
from vendors.licences.kinds import LicenceKind

SHOWN_PLACES = 8
SIZES = ("micro", "small", "medium", "cooperative")


class Choice(TypedDict):
    """One line of a filter group; ``key`` tells it from the others of the page."""

    key: str
    name: str
    value: str
    label: str
    count: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A filter group with its heading; ``more``: the address where all of its choices are."""

    title: str
    choices: list[Choice]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address without it."""

    label: str
    url: str


def _labels(found: Found, known: list[Theme]) -> dict[str, dict[str, str]]:
    floor = {"floor": percent(market_rules().local_content_bp)}
    reach = _("Within %(km)s km of %(place)s")
    place = {"place": short_place(found.wanted.near_place)}
    return {
        "jarak": {str(km): reach % {"km": km, **place} for km in REACHES if found.wanted.near},
        "wilayah": found.places,
        "kelas": {size: str(SIZE_CLASSES[size]) for size in SIZES},
        "nilai": {
            name: _("%(stars)s stars or more") % {"stars": stars}
            for name, stars in LEAST_STARS.items()
        },
        "siap": _ready_labels(),
        "izin": {kind: str(label) for kind, label in LicenceKind.choices},
        "sertifikat": {"pdn": _("Domestic product"), "tkdn": _("TKDN %(floor)s or more") % floor},
        "harga": {"median": _("At or below the median"), "sering": _("At least 20 transactions")},
        "etalase": {theme.slug: theme.name for theme in known},
    }


def _ready_labels() -> dict[str, str]:
    return {"stok": _("In stock")} | {str(days): lead_words(days) for days in READY_DAYS}


def facet_groups(
    found: Found, known: list[Theme], *, with_etalases: bool, places_url: str = ""
) -> list[Group]:
    """Return the filter groups in the order of the page; empty ones are left out."""
    titles = {
        "jarak": _("Distance"),
        "wilayah": _("Regency or city"),
        "kelas": _("Business size"),
        "nilai": _("Rating of the shop"),
        "siap": _("Stock and time"),
        "izin": _("Licence or certificate"),
        "sertifikat": _("Origin"),
        "harga": _("Price"),
        "etalase": _("Showcase"),
    }
    labels = _labels(found, known)
    groups = []
    for name in FACETS:
        if name == "etalase" and not with_etalases:
            continue
        choices = _choices(name, found, labels[name])
        if choices:
            groups.append(Group(titles[name], choices, places_url if name == "wilayah" else ""))
    return groups


def _choices(name: str, found: Found, labels: dict[str, str]) -> list[Choice]:
    counts, picks = found.counts[name], found.wanted.picks(name)
    order = list(labels)
    if name in {"wilayah", "etalase"}:
        order.sort(key=lambda value: (-counts.get(value, 0), labels[value]))
        often = set(order[:SHOWN_PLACES]) | picks
        order = [value for value in order if value in often]
    return [
        Choice(
            key=f"{name}-{nth}",
            name=name,
            value=value,
            label=labels[value],
            count=shown_count(counts.get(value, 0), found),
            checked=value in picks,
        )
        for nth, value in enumerate(order, 1)
        if value and (counts.get(value, 0) or value in picks)
    ]


def shown_count(number: int, found: Found) -> str:
    """Write a count; of candidates alone it is the least that there are."""
    more = "+" if found.is_cut and number <= COUNTED else ""
    return f"{counted(number)}{more}"


def picked_chips(query: QueryDict, wanted: Wanted, found: Found, known: list[Theme]) -> list[Chip]:
    """Return a chip for every filter in force, in the order of the groups."""
    labels = _labels(found, known)
    chips = [
        Chip(labels[name].get(value, value), _without(query, name, value))
        for name in FACETS
        for value in sorted(wanted.picks(name))
    ]
    if wanted.lowest is not None:
        chips.append(
            Chip(_("from %(price)s") % {"price": rupiah(wanted.lowest)}, _without(query, "min"))
        )
    if wanted.highest is not None:
        chips.append(
            Chip(_("up to %(price)s") % {"price": rupiah(wanted.highest)}, _without(query, "max"))
        )
    return chips


def _without(query: QueryDict, name: str, value: str = "") -> str:
    rest = from_the_start(query)
    left = [one for one in rest.getlist(name) if value and one != value]
    rest.setlist(name, left)
    return f"?{rest.urlencode()}"


def from_the_start(query: QueryDict) -> QueryDict:
    """Return an address without the place in its list, to be changed: other results begin anew."""
    rest = query.copy()
    for place in ("page", "sesudah"):
        rest.pop(place, None)
    return rest
