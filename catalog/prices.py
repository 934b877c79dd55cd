"""Prices of variants: VAT of the day, versions, and where a price stands among those paid."""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from catalog import rules
from catalog.models import PriceMark, PriceVersion, Product, Sku
from marketplace.core import clock, rulebook
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.rule_codes import RuleCode
from marketplace.core.whole_numbers import plain_number
from vendors.models import SizeClass

RULES_SECONDS = 60.0
DAYS_KEPT = 400
HISTORY_MONTHS = 12
HALF_UP, WHOLE = 5_000, 10_000


class MarketRules(NamedTuple):
    """What the catalogue reads of a day's rulebook, in the order of ``_CODES``.

    VAT, the band above the median that is fair, and local content in basis points; the payments
    that are compared: how many days back, how many at least, to how many shops at least.
    How far a live price rises without review, above the lowest of how many days. ``halal_since``:
    size class of a firm → since when its food needs a halal certificate or a stated label; a class
    that the law does not bind on the day is left out.
    """

    ppn_bp: int
    luxury_bp: int
    fair_bp: int
    local_content_bp: int
    paid_days: int
    enough_paid: int
    enough_vendors: int
    rise_bp: int
    recent_days: int
    halal_since: Mapping[str, date]


_CODES = (
    RuleCode.PPN,
    RuleCode.PPN_LUXURY,
    RuleCode.FAIR_BAND,
    RuleCode.LOCAL_CONTENT,
    RuleCode.PAID_WINDOW,
    RuleCode.PAID_MINIMUM,
    RuleCode.PAID_VENDORS,
    RuleCode.PRICE_RISE,
    RuleCode.PRICE_RECENT,
)
# Which firms each rule of PP 42/2024 art. 160 binds.
HALAL_RULES: Final = {
    RuleCode.HALAL_SMALL: (SizeClass.MICRO, SizeClass.SMALL),
    RuleCode.HALAL_MEDIUM: (SizeClass.MEDIUM, SizeClass.NON_MSME),
}
_read: dict[date, tuple[float, MarketRules]] = {}


def market_rules(on: date | None = None) -> MarketRules:
    """Return the rules of a day; each process reads the rulebook once a minute at most."""
    day = on or clock.today(HOME_ZONE)
    known = _read.get(day)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    found = rulebook.rule_values(*_CODES, on=day, if_any=HALAL_RULES)
    since = {
        size.value: found[code].valid_from
        for code, sizes in HALAL_RULES.items()
        if code in found
        for size in sizes
    }
    values = [found[code].value for code in _CODES]
    fresh = MarketRules._make([*values, since])
    if len(_read) > DAYS_KEPT:
        _read.clear()
    _read[day] = (time.monotonic() + RULES_SECONDS, fresh)
    return fresh


def price_with_vat(sku: Sku, net_rupiah: int | None = None, on: date | None = None) -> int:
    """Return what a buyer pays for one unit today (or on a day), VAT of its vendor included."""
    rates = market_rules(on)
    return rules.price_with_vat(
        sku.price_rupiah if net_rupiah is None else net_rupiah,
        is_pkp=sku.product.vendor.is_pkp,
        tax_class=sku.product.tax_class,
        vat_rate_bp=rates.ppn_bp,
        luxury_rate_bp=rates.luxury_bp,
    )


class Total(NamedTuple):
    """What so many units cost together, VAT included; ``most``: as many as may be asked for."""

    quantity: int
    rupiah: int
    most: int


def total_for(sku: Sku, typed: str) -> Total:
    """Return the total of a typed number of units, of one where it is no number that can be bought.

    VAT is counted on the sum, as an order of these goods alone does. Where an order has a least
    number of units, nothing typed means that one.
    """
    quantity = plain_number(typed) or sku.min_quantity
    if not 1 <= quantity <= MAX_QUANTITY:
        quantity = sku.min_quantity
    net = sku.price_for(quantity) * quantity
    return Total(quantity, price_with_vat(sku, net), MAX_QUANTITY)


def plus_rate(amount: Any, rate_bp: int, *, rounding: int = 0) -> Any:
    """Return the SQL of an amount and its rate in basis points, cut to the rupiah.

    The amount is divided before it is multiplied, so that no stored amount can overflow.
    ``rounding``: HALF_UP rounds exactly as ``rules.price_with_vat`` does.
    """
    return amount + amount / WHOLE * rate_bp + (amount % WHOLE * rate_bp + rounding) / WHOLE


def counted_mark(sku: Sku) -> PriceMark | None:
    """Return the mark of a variant when enough was paid to prove something about a price.

    Enough payments, to enough shops: what a shop was paid itself proves nothing about its price.
    """
    mark, law = sku.price_mark, market_rules()
    if mark is None or not mark.median_rupiah:
        return None
    proven = mark.paid_count >= law.enough_paid and mark.vendors >= law.enough_vendors
    return mark if proven else None


def current_price_version(sku: Sku) -> PriceVersion | None:
    """Return the price version that holds now; a cart line points at it (I-27)."""
    return sku.price_versions.order_by("-from_at", "-pk").first()


def current_price_versions(sku_ids: Collection[int]) -> dict[int, PriceVersion]:
    """Return the price versions that hold now, by variant, in one query."""
    rows = PriceVersion.objects.filter(sku__in=sku_ids)
    newest = rows.order_by("sku_id", "-from_at", "-pk").distinct("sku_id")
    return {version.sku_id: version for version in newest}


def lowest_of_late(sku_ids: Collection[int]) -> dict[int, int]:
    """Return the lowest net price that held in the last R-PRICE-RECENT days, by variant."""
    since = clock.now() - timedelta(days=market_rules().recent_days)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, catalog_lowest_price(id, %s) FROM unnest(%s::bigint[]) AS wanted (id)",
            [since, list(sku_ids)],
        )
        return {key: low for key, low in cursor.fetchall() if low is not None}


def versions_of_late(sku_id: int) -> list[PriceVersion]:
    """Return the versions that held at some moment of the last R-PRICE-RECENT days, newest last."""
    since = clock.now() - timedelta(days=market_rules().recent_days)
    found = PriceVersion.objects.raw("SELECT * FROM catalog_prices_since(%s, %s)", [sku_id, since])
    return sorted(found, key=lambda version: (version.from_at, version.pk))


@dataclass(frozen=True, slots=True)
class PricePosition:
    """A listing's own price by month, and where it stands among prices really paid."""

    price: int
    history: list[tuple[rules.Month, int]]
    stats: dict[str, int]
    median_bp: int | None
    transactions: int

    @property
    def fair_bp(self) -> int:
        """How far above the median a price still counts as fair, in basis points."""
        return market_rules().fair_bp

    @property
    def is_fair(self) -> bool:
        """Whether payments prove the price fair (R-FAIR-BAND)."""
        return self.median_bp is not None and self.median_bp <= self.fair_bp


def versions_of(sku: Sku) -> list[tuple[datetime, int]]:
    """Return the net prices of a variant with their first moments, oldest first."""
    return list(sku.price_versions.order_by("from_at", "pk").values_list("from_at", "price_rupiah"))


def price_position(sku: Sku, held: Iterable[tuple[datetime, int]]) -> PricePosition:
    """Return the price card's figures of one variant, all of them with VAT.

    ``held``: its net prices with their first moments, oldest first (``versions_of``).
    """
    price = price_with_vat(sku)
    zone = ZoneInfo(HOME_ZONE)
    versions = [
        (from_at.astimezone(zone), price_with_vat(sku, net_rupiah)) for from_at, net_rupiah in held
    ]
    months = rules.months_back(clock.today(HOME_ZONE), HISTORY_MONTHS)
    history = rules.monthly_prices(versions, months)
    mark = counted_mark(sku)
    if mark is None:
        return PricePosition(price, history, {}, None, 0)
    return PricePosition(
        price=price,
        history=history,
        stats={
            "low": mark.low_rupiah or 0,
            "q1": mark.q1_rupiah or 0,
            "median": mark.median_rupiah,
            "q3": mark.q3_rupiah or 0,
            "high": mark.high_rupiah or 0,
            "n": mark.paid_count,
        },
        median_bp=rules.deviation_bp(price, mark.median_rupiah),
        transactions=mark.paid_count,
    )


def price_range(product: Product) -> tuple[int, bool]:
    """Return the lowest price of a listing with VAT, and whether variants differ in it.

    Expects ``skus`` prefetched.
    """
    prices = []
    for sku in product.skus.all():
        sku.product = product
        prices.append(price_with_vat(sku))
    return min(prices, default=0), len(set(prices)) > 1
