"""The ways to sort goods: by words and proof, price, sales, age, nearness, turn.

Constants of SQL. ``near.km`` is there where it is known where a search is made from,
``turn.orders`` where it is known to whom the office gave orders of late (``search_sql``).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from catalog.offers import Goods

FAIR: Final = 2_000_000  # ``standing`` from here on: at or below the median paid
NEAREST: Final = "dekat"
BY_TURN: Final = "giliran"


class Order(NamedTuple):
    """A way to sort: its SQL, the columns of its key (all descending but ``sku_id``), the key.

    Without a key the candidates alone are sorted, and pages are reached by their number.
    """

    sql: str
    key: tuple[str, ...]
    place: Callable[[Goods], tuple[int, ...]]
    rising: bool = False


def _micros(one: Goods) -> int:
    at = datetime.fromisoformat(one.published_at)
    return int(at.timestamp()) * 1_000_000 + at.microsecond


_FAIREST: Final = "o.standing DESC, o.published_at DESC, o.sku_id"
_IS_FAIR: Final = f"(o.standing >= {FAIR}) DESC"
ORDERS: Final = {
    "wajar": Order(
        _FAIREST,
        ("o.standing", "o.published_at", "o.sku_id"),
        lambda one: (one.standing, _micros(one), one.sku_id),
    ),
    "murah": Order(
        "o.gross_rupiah, o.sku_id",
        ("o.gross_rupiah", "o.sku_id"),
        lambda one: (one.gross_rupiah, one.sku_id),
        rising=True,
    ),
    "laris": Order(
        "o.paid_count DESC, o.published_at DESC, o.sku_id",
        ("o.paid_count", "o.published_at", "o.sku_id"),
        lambda one: (one.paid_count, _micros(one), one.sku_id),
    ),
    "baru": Order(
        "o.published_at DESC, o.sku_id",
        ("o.published_at", "o.sku_id"),
        lambda one: (_micros(one), one.sku_id),
    ),
    NEAREST: Order(f"near.km NULLS LAST, {_FAIREST}", (), lambda _one: ()),
    BY_TURN: Order(f"{_IS_FAIR}, coalesce(turn.orders, 0), {_FAIREST}", (), lambda _one: ()),
}
# The thing itself comes before what is called so, too, whichever way its name is written.
_AS_NAMED: Final = "CASE WHEN o.nearness >= 3 THEN 2 WHEN o.nearness > 0 THEN 1 ELSE 0 END DESC"
_PROVEN: Final = f"{_IS_FAIR}, o.paid_count DESC, o.rank DESC, o.published_at DESC, o.sku_id"
_BY_WORDS: Final = {
    "wajar": f"o.answers DESC, o.nearness DESC, {_PROVEN}",
    NEAREST: f"o.answers DESC, {_AS_NAMED}, near.km NULLS LAST, o.nearness DESC, {_PROVEN}",
    BY_TURN: f"o.answers DESC, {_AS_NAMED}, {_IS_FAIR}, coalesce(turn.orders, 0),"
    " o.nearness DESC, o.paid_count DESC, o.rank DESC, o.published_at DESC, o.sku_id",
}


def sorting(order: str, *, by_words: bool) -> str:
    """Return how the candidates of a search are sorted."""
    return _BY_WORDS.get(order, ORDERS[order].sql) if by_words else ORDERS[order].sql


def behind(order: Order) -> str:
    """Return the condition of what comes after the place ``after``, for an index to begin there."""
    sign = ">" if order.rising else "<"
    first, *rest = order.key
    if not rest[:-1]:
        if first == "o.published_at":
            return "o.published_at <= %(at)s AND (o.published_at < %(at)s OR o.sku_id > %(last)s)"
        return f"({first}, o.sku_id) {sign} (%(first)s, %(last)s)"
    return (
        f"{first} <= %(first)s AND ({first} < %(first)s OR o.published_at < %(at)s"
        " OR o.published_at = %(at)s AND o.sku_id > %(last)s)"
    )


def params(order: str, after: Sequence[int]) -> dict[str, Any]:
    """Return the parameters of ``behind``."""
    moments = [
        at for name, at in zip(ORDERS[order].key, after, strict=False) if name.endswith("_at")
    ]
    return {
        "first": after[0] if after else None,
        "at": _moment(moments[0]) if moments else None,
        "last": after[-1] if after else None,
    }


def _moment(micros: int) -> datetime | None:
    """Return the moment that ``_micros`` wrote down; None for a number that is none."""
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    except OverflowError:
        return None
