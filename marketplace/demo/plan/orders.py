"""The orders of a year: about 135 in every state, planned back from the present moment.

The same moment always yields the same orders. Baskets and dates respect the rules that the loader
will meet: gross at most Rp 50,000,000 in `bela`, stock never oversold, an agency's orders to one
shop never add up past the cap within seven days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from marketplace.core.calendar import last_day_of_year
from marketplace.demo.delivery import Delivery, delivery
from marketplace.demo.listings import Listing, listings, listings_by_code
from marketplace.demo.plan.final_moments import COUNTS, OPEN, FinalMoments
from marketplace.demo.plan.packages import rup_code
from marketplace.demo.plan.steps import steps_until
from marketplace.demo.seeded import between, pick, shuffled
from marketplace.demo.story import Line, Step, Story
from marketplace.demo.tenants import AGENCIES, Agency, tenant
from marketplace.demo.texts import (
    COMPARISON_REASONS,
    DISPUTE_OTHERWISE,
    DISPUTES,
    NEEDS,
    NOUNS,
    REASONS,
    Need,
)
from marketplace.demo.vendors import vendors_by_code

CAP_RUPIAH = 50_000_000
VAT_PERCENT = 11
CARD_ONLY = {"paid", "settled"}  # `katalog_lokal` knows no card payment
BINDING = {"submitted", "issued", "accepted"}  # in the fiscal year of the order
WEEK = timedelta(weeks=1)
RELEASES_STOCK = {"rejected", "declined", "expired", "cancelled", "stopped"}

# People look at the demo through the documented logins, so something waits for each of them: which
# of a state's orders belong to which market's first agency, and where the documented shops sell.
_SHOWN_OPEN = ("ntt", "mojokerto", "jatim", "kaltara", "banten")
_SHOWN_CART = ("ntt", "ntt")
_SHOWN_CLOSED = {0: "mojokerto", 3: "ntt", 6: "jatim"}  # of every ten
_SHOPS_SHOWN_IN = {"mojokerto", "jatim"}
_SHOWN_SHOPS = {
    "dapur-bu-sri",
    "mebel-jati-makmur",
    "pt-grafika-wonokromo",
    "koperasi-tani-welirang",
}


@dataclass(frozen=True)
class _Offer:
    """A basket that fits the rules, before it becomes a story."""

    need: Need
    vendor: str
    lines: tuple[Line, ...]
    freight: Delivery
    gross: int


@dataclass
class Bought:
    """What the orders planned so far have used up."""

    taken: dict[str, int] = field(default_factory=dict)
    by_pair: dict[tuple[str, str], list[tuple[date, int]]] = field(default_factory=dict)
    spent: dict[tuple[str, int, str], int] = field(default_factory=dict)

    def fits_cap(self, agency: str, vendor: str, day: date, gross: int) -> bool:
        """Whether `gross` more stays within the cap in any seven days around `day`."""
        past = self.by_pair.get((agency, vendor), [])
        near = sum(amount for when, amount in past if abs((when - day).days) <= 7)
        return near + gross <= CAP_RUPIAH

    def note(self, agency: str, day: date, offer: _Offer, final: str) -> None:
        """Remember what an order took; goods that were never delivered go back on the shelf."""
        if final not in RELEASES_STOCK:
            for line in offer.lines:
                self.taken[line.listing] = self.taken.get(line.listing, 0) + line.quantity
        self.by_pair.setdefault((agency, offer.vendor), []).append((day, offer.gross))
        key = (agency, day.year, offer.need.key)
        self.spent[key] = self.spent.get(key, 0) + offer.gross


def gross_of(lines: tuple[Line, ...], freight: int) -> int:
    """Goods + freight + PPN, in rupiah; PPN only from a PKP shop and on goods that bear it."""
    total = base = 0
    is_pkp = False
    for line in lines:
        item = listings_by_code()[line.listing]
        amount = item.price_rupiah * line.quantity
        total += amount
        is_pkp = vendors_by_code()[item.vendor].is_pkp
        base += amount if item.tax_class == "ppn" else 0
    vat = ((base + freight) * VAT_PERCENT + 50) // 100 if is_pkp else 0
    return total + freight + vat


def _quantity(item: Listing, budget: int, left: int) -> int:
    """How many units `budget` buys, in a number people would order, never past what is left."""
    wanted = min(budget // item.price_rupiah, left)
    for step in (25, 10, 5, 2):
        if wanted >= step * 3:
            return wanted // step * step
    return wanted


@cache
def _candidates(market: str, need: Need) -> tuple[str, ...]:
    """Shops with goods in the right etalases of a market, in the order of the listings."""
    found: dict[str, None] = {}
    for item in listings():
        sells = vendors_by_code()[item.vendor].stage == "approved"
        if sells and market in (item.tenant, *item.also) and item.etalase in need.etalases:
            found.setdefault(item.vendor)
    return tuple(found)


@cache
def _goods(vendor: str, need: Need) -> tuple[Listing, ...]:
    return tuple(i for i in listings() if i.vendor == vendor and i.etalase in need.etalases)


def _basket(vendor: str, need: Need, code: str, bought: Bought) -> tuple[Line, ...]:
    """One to three things from one shop, worth what such a need usually costs."""
    chosen = shuffled(_goods(vendor, need), code, "items")[: between(1, 3, code, "count")]
    aim = between(need.low_rupiah // 10**5, need.high_rupiah // 10**5, code, "aim") * 10**5
    lines = []
    for item in chosen:
        left = item.stock * 3 // 5 - bought.taken.get(item.code, 0)
        quantity = _quantity(item, max(aim // len(chosen), item.price_rupiah), left)
        if quantity > 0:
            lines.append(Line(item.code, quantity))
    return tuple(lines)


def _choices(code: str, agency: Agency, *, shown: bool) -> list[tuple[Need, str]]:
    """Needs and shops in this story's own order; documented shops first where they are shown."""
    pairs = [
        (need, vendor)
        for need in shuffled(NEEDS, code, "need")
        for vendor in shuffled(_candidates(agency.tenant, need), code, "vendor")
    ]
    if shown and agency.tenant in _SHOPS_SHOWN_IN:
        favourite = pick(sorted(_SHOWN_SHOPS), code, "shown")
        pairs.sort(key=lambda pair: (pair[1] != favourite, pair[1] not in _SHOWN_SHOPS))
    return pairs


def _offer(
    agency: Agency,
    choices: list[tuple[Need, str]],
    code: str,
    day: date,
    final: str,
    bought: Bought,
) -> _Offer | None:
    """The first of the choices whose basket the rules allow."""
    for need, vendor in choices:
        if vendors_by_code()[vendor].channel == "katalog_lokal" and final in CARD_ONLY:
            continue
        lines = _basket(vendor, need, code, bought)
        items = [listings_by_code()[line.listing] for line in lines]
        if not lines:
            continue
        freight = delivery(agency, items, code)
        gross = gross_of(lines, freight.rupiah)
        if bought.fits_cap(agency.code, vendor, day, gross):
            return _Offer(need, vendor, lines, freight, gross)
    return None


def _shown_market(final: str, place: int) -> str:
    """The market whose first agency tells the `place`-th story of a state, or "" for any agency."""
    if final not in OPEN:
        return _SHOWN_CLOSED.get(place % 10, "")
    shown = _SHOWN_CART if final == "draft" else _SHOWN_OPEN
    return shown[place] if place < len(shown) else ""


def _title(code: str, offer: _Offer) -> str:
    """What the officer calls the order: 'Kertas dan map sekretariat'."""
    goods = [
        line.listing.removeprefix(f"{offer.vendor}-").rsplit("-", 1)[0] for line in offer.lines
    ]
    nouns = list(dict.fromkeys(NOUNS[good] for good in goods))
    name = nouns[0] if len(nouns) == 1 else f"{nouns[0]} dan {nouns[1][0].lower()}{nouns[1][1:]}"
    return f"{name} {pick(offer.need.occasions, code, 'title')}"


def _reason(code: str, final: str, offer: _Offer) -> str:
    """Why a story left the straight road; empty on it."""
    if final == "disputed":
        return DISPUTES.get(offer.need.key, DISPUTE_OTHERWISE)
    return pick(REASONS[final], code) if final in REASONS else ""


def _steps_in_one_year(code: str, final: str, end: datetime, zone: str) -> tuple[Step, ...]:
    """Return the steps of an order that was placed, approved and accepted in one year.

    What ended long ago may have ended a week earlier; what is under way at New Year is left out.
    """
    steps = steps_until(code, final, end, zone)
    while _crosses_the_year(steps, zone):
        if final in OPEN:
            return ()
        end -= WEEK
        steps = steps_until(code, final, end, zone)
    return steps


def _crosses_the_year(steps: Sequence[Step], zone: str) -> bool:
    bound = [step.at.astimezone(ZoneInfo(zone)).year for step in steps if step.state in BINDING]
    return len(set(bound)) > 1


def _plan_one(
    index: int, final: str, place: int, moments: FinalMoments, bought: Bought
) -> Story | None:
    """One order, or None when no shop can serve it within the rules."""
    code = f"S{index + 1:03d}"
    market = _shown_market(final, place)
    agency = (
        tenant(market).agencies[0] if market else pick(tuple(AGENCIES.values()), code, "agency")
    )
    zone = tenant(agency.tenant).time_zone
    steps = _steps_in_one_year(code, final, moments.of(code, final, zone), zone)
    if not steps:
        return None
    day = steps[0].at.astimezone(ZoneInfo(zone)).date()
    choices = _choices(code, agency, shown=market != "")
    offer = _offer(agency, choices, code, day, final, bought)
    if offer is None:
        return None
    bought.note(agency.code, day, offer, final)
    return Story(
        code=code,
        tenant=agency.tenant,
        agency=agency.code,
        vendor=offer.vendor,
        channel=vendors_by_code()[offer.vendor].channel,
        need=offer.need.key,
        title=_title(code, offer),
        rup_code=rup_code(agency.code, day.year, offer.need.key),
        account_code=offer.need.account_code,
        lines=offer.lines,
        freight_way=offer.freight.way,
        freight_rupiah=offer.freight.rupiah,
        gross_rupiah=offer.gross,
        comparison_reason=pick(COMPARISON_REASONS, code),
        final_state=final,
        reason=_reason(code, final, offer),
        steps=steps,
        needed_on=min(day + timedelta(days=between(8, 16, code, "needed")), last_day_of_year(day)),
    )


def plan_orders(now: datetime) -> tuple[tuple[Story, ...], Bought]:
    """Return the orders of the twelve months before ``now``, oldest first, and what they used."""
    bought, moments = Bought(), FinalMoments(now)
    wanted = [(state, place) for state, count in COUNTS.items() for place in range(count)]
    planned = [_plan_one(index, *final, moments, bought) for index, final in enumerate(wanted)]
    stories = sorted((s for s in planned if s), key=lambda story: (story.steps[0].at, story.code))
    return tuple(stories), bought
