"""Reads of what is public: one narrow row a variant, as the database keeps it (``offer_models``).

Plain statements rather than the ORM: two dozen cards cost less than building two dozen objects of
six models did. Every part of a statement is a constant of this room; what a person typed is only
ever a parameter.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypedDict

from django.db import connection
from django.utils.translation import gettext

from catalog import content, photos, rules
from catalog.licence_queries import badges_on
from marketplace.core.money import BP_PER_PERCENT, percent, rupiah, unbroken
from marketplace.web.badges import SIZE_CLASSES
from marketplace.web.templatetags.pasar import grouped
from marketplace.web.templatetags.pasar import percent as shown_percent
from vendors.licences.queries import sale_day

COUNTED: Final = 1_000  # more are said to be "1.000+"
MAX_CODE: Final = 40
SAME_CODE: Final = 24  # shops may use one code each
NOWHERE: Final[Mapping[str, int]] = {}
NEAR_BP: Final = 50  # a price so near to the median is called the same
# Seen today: on its days, and not of a shop that is closed. ``%(day)s`` is the day of sale.
SHOWN: Final = (
    "o.shown_on @> %(day)s::date"
    " AND o.vendor_id <> ALL (ARRAY(SELECT vendor_id FROM catalog_closedshop))"
)
LEADS: Final = f"o.is_lead AND {SHOWN}"


class Goods(NamedTuple):
    """What a list shows of a listing; ``licences`` may have ended, see ``badges_on``."""

    sku_id: int
    product_id: int
    public_id: str
    name: str
    unit: str
    variants: int
    gross_rupiah: int
    vendor_name: str
    size_badge: str
    place: str
    tkdn_percent: float | None
    photo: str
    licences: list[dict[str, Any]]
    paid_count: int
    median_rupiah: int | None
    published_at: str
    standing: int
    price_mark_id: int | None
    label: str
    regency_code: str
    photo_blur: str


COLUMNS: Final = ", ".join(f"o.{name}" for name in Goods._fields)


def ask(statement: str, params: Mapping[str, Any]) -> Any:
    """Run a statement that returns one JSON value; ``day`` is filled in."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": sale_day(), **params})
        row = cursor.fetchone()
    return json.loads(row[0])


def goods(condition: str, order: str, *, limit: int, offset: int = 0, **params: Any) -> list[Goods]:
    """Return the public listings under a condition; both are constants of the caller."""
    statement = (
        f"SELECT coalesce(json_agg(json_build_array({COLUMNS})), '[]')::text FROM ("
        f"SELECT * FROM catalog_offer o WHERE {LEADS} AND {condition}"
        f" ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s) o"
    )
    found = ask(statement, {**params, "limit": limit, "offset": offset})
    return [Goods._make(row) for row in found]


def count(condition: str = "true", *, at_most: int, **params: Any) -> int:
    """Return how many public listings there are under a condition, counted no further than this."""
    statement = (
        f"SELECT count(*)::text FROM (SELECT 1 FROM catalog_offer o WHERE {LEADS}"
        f" AND {condition} LIMIT %(most)s) o"
    )
    found: int = ask(statement, {**params, "most": at_most})
    return found


def with_code(text: str) -> tuple[int, ...]:
    """Return the listings with a variant of this very code (SKU), a few; none for mere words."""
    if " " in text or len(text) > MAX_CODE or not any(sign.isdigit() for sign in text):
        return ()
    found = ask(
        "SELECT coalesce(json_agg(product_id), '[]')::text FROM (SELECT DISTINCT product_id"
        f" FROM catalog_offer o WHERE lower(o.code) = lower(%(code)s) AND {SHOWN}"
        " LIMIT %(limit)s) o",
        {"code": text, "limit": SAME_CODE},
    )
    return tuple(found)


def counts_by_etalase() -> dict[int, int]:
    """Return how many public listings each etalase shows."""
    found = ask(
        "SELECT coalesce(json_agg(json_build_array(etalase_id, number)), '[]')::text FROM ("
        f"SELECT etalase_id, count(*) AS number FROM catalog_offer o WHERE {LEADS} GROUP BY 1) o",
        {},
    )
    return dict(found)


class Card(TypedDict):
    """What a product card shows, ready to print; prices include VAT. ``key``: its variant."""

    key: int
    name: str
    url: str
    image: str
    srcset: str
    blur: str
    price: str
    several: bool
    unit: str
    per: str
    vendor: str
    place: str
    far: str
    size: str
    certs: list[str]
    median: str
    trend: str
    tone: str
    payments: str


def card(one: Goods, kilometres: Mapping[str, int] = NOWHERE) -> Card:
    """Return the card of a listing by the variant that leads it.

    ``kilometres``: how far each kabupaten is from who looks, by code.
    """
    median_bp = deviation(one)
    return Card(
        key=one.sku_id,
        name=one.name,
        url=f"/produk/{one.public_id}/",
        image=photos.url(one.photo),
        srcset=photos.srcset(one.photo),
        blur=photos.blur_address(one.photo_blur),
        price=unbroken(rupiah(one.gross_rupiah)),
        several=one.variants > 1,
        unit=one.unit,
        per=_per_words(one),
        vendor=one.vendor_name,
        place=one.place,
        far=far_words(kilometres.get(one.regency_code, 0)),
        size=str(SIZE_CLASSES.get(one.size_badge, "")),
        certs=_certs(one),
        median="" if median_bp is None else _median_words(median_bp),
        trend="" if median_bp is None else _trend(median_bp),
        tone="text-redup" if (median_bp or 0) > 0 else "text-success",
        payments="" if median_bp is None else _payments(one.paid_count),
    )


def far_words(kilometres: int) -> str:
    """Return a distance as people say it; nothing for what is in the same place."""
    if not kilometres:
        return ""
    return gettext("about %(km)s km away") % {"km": grouped(kilometres)}


def per_words(price_rupiah: int, name: str, unit: str, label: str) -> str:
    """Return what a kilogram, litre, sheet or piece costs, where the words of goods say it."""
    found = content.per_unit(price_rupiah, content.content(name, unit, label))
    if found is None:
        return ""
    return gettext("%(price)s per %(unit)s") % {
        "price": unbroken(rupiah(found.rupiah)),
        "unit": found.unit,
    }


def _per_words(one: Goods) -> str:
    return per_words(one.gross_rupiah, one.name, one.unit, one.label)


def deviation(one: Goods) -> int | None:
    """Return how far the price is from the median paid, in basis points; None while unproven."""
    median = one.median_rupiah
    return rules.deviation_bp(one.gross_rupiah, median) if median is not None else None


def _trend(median_bp: int) -> str:
    if abs(median_bp) < NEAR_BP:
        return "equal"
    return "trending-up" if median_bp > 0 else "trending-down"


def _median_words(median_bp: int) -> str:
    if abs(median_bp) < NEAR_BP:
        return gettext("Same as median")
    far = {"percent": shown_percent(abs(median_bp), 0)}
    if median_bp > 0:
        return gettext("%(percent)s above median") % far
    return gettext("%(percent)s below median") % far


def _payments(number: int) -> str:
    return gettext("of %(count)s transactions") % {"count": grouped(number)}


def _certs(one: Goods) -> list[str]:
    """Return the badges of a card; local content that the shop only declares comes last."""
    proved = badges_on(one.licences, sale_day().isoformat()) if one.licences else []
    if not one.tkdn_percent or any(word.startswith("TKDN") for word in proved):
        return proved
    return [*proved, f"TKDN {percent(int(one.tkdn_percent * BP_PER_PERCENT))}"]
