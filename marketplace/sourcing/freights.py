"""By which ways the goods of a cart may come, section by section, and what shops were asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.models import Sku
from marketplace.accounts.models import Agency, Region
from marketplace.core.errors import DomainError
from marketplace.orders.freight import Freight, FreightChoice, stated_by
from marketplace.orders.models import FreightQuote, QuoteStatus
from marketplace.sourcing.queries import CartGoods


@dataclass(frozen=True)
class Ways:
    """How the goods of a section may come to a place; ``asked``: the last request of the office."""

    place: Region
    open: Mapping[str, Freight] = field(default_factory=dict)
    asked: FreightQuote | None = None

    @property
    def first(self) -> str:
        """The way a page begins with; empty where none is open."""
        return next(iter(self.open), "")

    def rupiah(self, key: str) -> int:
        """Return what a way costs; 0 of one that is not open."""
        found = self.open.get(key)
        return found.rupiah if found else 0


def ways_of(goods: CartGoods, agency: Agency, places: Mapping[str, Region]) -> dict[str, Ways]:
    """Return the ways of each section of a cart to its place."""
    vendors = {_vendor(lines) for lines in goods.values()}
    stated, last = stated_by(vendors, agency), _last_asked(agency, vendors)
    found = {}
    for key, lines in goods.items():
        place, vendor_id = places[key], _vendor(lines)
        ways = stated.ways(vendor_id=vendor_id, goods=lines, region=place)
        asked = last.get((vendor_id, place.pk))
        found[key] = Ways(place, {one.choice.key: one for one in ways}, asked)
    return found


def _vendor(lines: Sequence[tuple[Sku, int]]) -> int:
    vendor_id: int = lines[0][0].vendor_id
    return vendor_id


def _last_asked(agency: Agency, vendors: Collection[int]) -> dict[tuple[int, int], FreightQuote]:
    """Return the newest request of an office by shop and place, while it waits or was refused."""
    rows = FreightQuote.objects.filter(agency=agency, vendor__in=vendors)
    pair = ("vendor_id", "delivery_region_id")
    newest = rows.order_by(*pair, "-pk").distinct(*pair)
    shown = {QuoteStatus.WAITING, QuoteStatus.REFUSED}
    return {(row.vendor_id, row.delivery_region_id): row for row in newest if row.status in shown}


def freights_for(
    goods: CartGoods, chosen: Mapping[str, tuple[FreightChoice, int]], agency: Agency
) -> dict[str, int]:
    """Return what each section costs to bring, in rupiah, by the way chosen to a region (its key).

    Raises: what ``freight.Stated.freight`` raises, with the section's key in
    ``details["section"]``.
    """
    stated = stated_by({_vendor(lines) for lines in goods.values()}, agency)
    regions = Region.objects.in_bulk([region for _choice, region in chosen.values()])
    found = {}
    for key in goods.keys() & chosen.keys():
        choice, region_id = chosen[key]
        vendor_id = _vendor(goods[key])
        try:
            freight = stated.freight(
                choice, vendor_id=vendor_id, goods=goods[key], region=regions[region_id]
            )
        except DomainError as refused:
            refused.details["section"] = key
            raise
        found[key] = freight.rupiah
    return found
