"""By which ways the goods of a cart may come, section by section, and what shops were asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.models import Sku
from marketplace.accounts.models import Agency, Region
from marketplace.core.errors import DomainError
from marketplace.orders.freight import Freight, FreightChoice, stated_by
from marketplace.orders.models import FreightQuote, FreightWay, QuoteStatus
from marketplace.sourcing.queries import AT_THE_LIST, CartGoods, Priced


@dataclass(frozen=True)
class Ways:
    """How the goods of a section may come to a place; ``asked``: the last request of the office.

    ``unused``: why what was negotiated with the shop does not hold for them; empty for nothing.
    """

    place: Region
    open: Mapping[str, Freight] = field(default_factory=dict)
    asked: FreightQuote | None = None
    unused: str = ""

    @property
    def first(self) -> str:
        """The way a page begins with; empty where none is open."""
        return next(iter(self.open), "")

    def priced(self, key: str) -> Priced:
        """Return at what is ordered by a way; the list without freight for one not open."""
        found = self.open.get(key)
        return _priced(found) if found else AT_THE_LIST

    @property
    def listed_rupiah(self) -> int | None:
        """What the shop's own table asks for bringing the goods; None where it says nothing."""
        found = self.open.get(FreightWay.TABLE)
        return found.rupiah if found else None


def _priced(freight: Freight) -> Priced:
    return Priced(freight.rupiah, freight.prices, freight.agreement)


def ways_of(goods: CartGoods, agency: Agency, places: Mapping[str, Region]) -> dict[str, Ways]:
    """Return the ways of each section of a cart to its place."""
    vendors = {_vendor(lines) for lines in goods.values()}
    stated, last = stated_by(vendors, agency), _last_asked(agency, vendors)
    found = {}
    for key, lines in goods.items():
        place, vendor_id = places[key], _vendor(lines)
        ways = stated.ways(vendor_id=vendor_id, goods=lines, region=place)
        asked = last.get((vendor_id, place.pk))
        unused = stated.unused_agreement(vendor_id=vendor_id, goods=lines, region=place)
        found[key] = Ways(place, {one.choice.key: one for one in ways}, asked, unused)
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
) -> dict[str, Priced]:
    """Return at what each section is ordered by the way chosen to a region (its key).

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
        found[key] = _priced(freight)
    return found
