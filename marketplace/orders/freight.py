"""The one judge of freight: by which ways goods come to an office, and what each costs.

Whoever makes an order asks here, checkout and reissue alike; nobody types a freight.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from catalog import delivery
from catalog.models import Sku
from marketplace.accounts.models import Agency, Region
from marketplace.core import clock, moments
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.money import grouped
from marketplace.negotiation.agreements import Agreement, AgreementUnusable, agreements_of
from marketplace.orders.models import (
    FreightQuote,
    FreightWay,
    OrderStatus,
    PurchaseOrder,
    QuoteStatus,
)
from marketplace.orders.models.freight import VALID_MOST

FIELD: Final = "freight_way"
# An order that came to nothing gives its answer back: the twin of one_order_per_freight_quote.
GIVES_BACK: Final = frozenset(
    {OrderStatus.REJECTED, OrderStatus.CANCELLED, OrderStatus.DECLINED, OrderStatus.EXPIRED}
)
Goods = Sequence[tuple[Sku, int]]


class FreightUnknown(RuleViolation):
    """Nothing says what bringing the goods to this place costs."""

    code = "freight_unknown"


class NotFetched(RuleViolation):
    """The shop does not let offices fetch its goods."""

    code = "not_fetched"


class QuoteUnusable(RuleViolation):
    """The shop's answer is of another office, place or goods, or holds no more."""

    code = "freight_quote_unusable"


class QuoteUsed(Conflict):
    """The shop's answer pays for another order already."""

    code = "freight_quote_used"


class AgreementUsed(Conflict):
    """What was negotiated was used by another order already."""

    code = "agreement_used"


_CLOSED: Final = (RuleViolation, QuoteUsed, AgreementUsed)


@dataclass(frozen=True)
class FreightChoice:
    """By which way goods are to come, and what of the shop it rests on.

    ``quote_id``: its answer about freight; ``negotiation_id``: what was agreed, prices included.
    """

    way: str
    quote_id: int | None = None
    negotiation_id: int | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        rests_on = self.quote_id or self.negotiation_id
        return self.way if rests_on is None else f"{self.way}-{rests_on}"


@dataclass(frozen=True)
class Freight:
    """What the way costs, in rupiah before PPN, and what says so.

    ``up_to_km``: the distance of the shop's table; ``working_days``: after the goods are ready.
    ``prices``: net unit prices by variant that were negotiated with it, ``agreement``: its number.
    """

    choice: FreightChoice
    rupiah: int
    up_to_km: int | None = None
    working_days: int | None = None
    valid_until: date | None = None
    prices: Mapping[int, int] = field(default_factory=dict)
    agreement: str = ""

    def put_on(self, order: PurchaseOrder) -> None:
        """Write it on an order, unsaved."""
        order.freight_way = self.choice.way
        order.freight_up_to_km = self.up_to_km
        order.freight_quote_id = self.choice.quote_id
        order.negotiation_id = self.choice.negotiation_id
        order.freight_rupiah = self.rupiah


@dataclass(frozen=True)
class Stated:
    """What shops state of bringing goods to one office: tables, pick-up, and what they answered."""

    agency: Agency
    today: date
    tables: Mapping[int, Sequence[delivery.Rate]]
    fetched: Collection[int]
    quotes: Mapping[int, FreightQuote]
    used: Mapping[int, str]
    agreements: Mapping[int, Agreement]
    agreements_used: Mapping[int, str]

    def freight(
        self, choice: FreightChoice, *, vendor_id: int, goods: Goods, region: Region
    ) -> Freight:
        """Return the freight of goods of one shop by a way.

        Raises: FreightUnknown, NotFetched, QuoteUnusable, QuoteUsed, AgreementUnusable,
        AgreementUsed.
        """
        if choice.way == FreightWay.TABLE:
            return self._by_table(vendor_id, goods, region)
        if choice.way == FreightWay.FETCHED:
            return self._fetched(vendor_id)
        if choice.way == FreightWay.QUOTE:
            return self._answered(choice, vendor_id, goods, region)
        if choice.way == FreightWay.AGREED:
            return self._agreed(choice, vendor_id, goods, region)
        raise FreightUnknown(
            _(
                "The freight of this order was stated before shops named theirs. Order the goods "
                "anew from the catalogue, and choose how they come."
            ),
            field=FIELD,
        )

    def _by_table(self, vendor_id: int, goods: Goods, region: Region) -> Freight:
        way = delivery.kilometres_to(region.code, [sku.product for sku, _units in goods])
        rate = delivery.rate_for(self.tables.get(vendor_id, ()), way)
        if rate is None:
            raise FreightUnknown(
                _(
                    "The shop's table does not say what bringing these goods to %(place)s costs. "
                    "Ask the shop for the freight, or choose another way."
                )
                % {"place": region.name},
                field=FIELD,
            )
        return Freight(
            FreightChoice(FreightWay.TABLE), rate.rupiah, rate.up_to_km, rate.working_days
        )

    def _fetched(self, vendor_id: int) -> Freight:
        if vendor_id not in self.fetched:
            raise NotFetched(
                _("This shop does not let offices fetch its goods. Choose how it brings them."),
                field=FIELD,
            )
        return Freight(FreightChoice(FreightWay.FETCHED), 0)

    def _answered(
        self, choice: FreightChoice, vendor_id: int, goods: Goods, region: Region
    ) -> Freight:
        quote = self.quotes.get(choice.quote_id or 0)
        if quote is None or (quote.vendor_id, quote.delivery_region_id) != (vendor_id, region.pk):
            raise QuoteUnusable(
                _(
                    "The shop gave no such answer to your office for %(place)s. Ask it for the "
                    "freight, or choose another way."
                )
                % {"place": region.name},
                field=FIELD,
            )
        if quote.pk in self.used:
            raise QuoteUsed(
                _("This freight pays for order %(number)s already. Ask the shop once more.")
                % {"number": self.used[quote.pk]},
                field=FIELD,
            )
        if quote.valid_until is None or quote.freight_rupiah is None:
            raise QuoteUnusable(
                _("The shop has not named the freight. Wait for its answer, or ask anew."),
                field=FIELD,
            )
        if quote.valid_until < self.today:
            raise QuoteUnusable(
                _("This freight held until %(day)s. Ask the shop once more.")
                % {"day": moments.day(quote.valid_until)},
                field=FIELD,
            )
        require_covered(quote, [(sku.pk, sku.title, units) for sku, units in goods])
        return Freight(
            choice,
            quote.freight_rupiah,
            working_days=quote.working_days,
            valid_until=quote.valid_until,
        )

    def _agreed(
        self, choice: FreightChoice, vendor_id: int, goods: Goods, region: Region
    ) -> Freight:
        agreed = self.agreements.get(choice.negotiation_id or 0)
        if agreed is None or agreed.vendor_id != vendor_id:
            raise AgreementUnusable(
                _("Nothing that holds was negotiated with this shop. Order at the list price."),
                field=FIELD,
            )
        if agreed.pk in self.agreements_used:
            raise AgreementUsed(
                _("%(number)s was used by order %(order)s already. Negotiate anew.")
                % {"number": agreed.number, "order": self.agreements_used[agreed.pk]},
                field=FIELD,
            )
        agreed.require_fits(goods, region_id=region.pk, today=self.today)
        return Freight(
            choice,
            agreed.freight_rupiah,
            valid_until=agreed.valid_until,
            prices=agreed.prices,
            agreement=agreed.number,
        )

    def unused_agreement(self, *, vendor_id: int, goods: Goods, region: Region) -> str:
        """Say why what was agreed with a shop last does not hold for these goods; empty if it does.

        Empty as well where nothing was agreed, or an order used it.
        """
        for agreed in self.agreements.values():
            if agreed.vendor_id == vendor_id and agreed.pk not in self.agreements_used:
                try:
                    agreed.require_fits(goods, region_id=region.pk, today=self.today)
                except AgreementUnusable as refused:
                    return refused.message
                return ""
        return ""

    def ways(self, *, vendor_id: int, goods: Goods, region: Region) -> Iterator[Freight]:
        """Yield every way that is open for goods of one shop: as agreed, then what it brings."""
        answered = [one for one in self.quotes.values() if one.vendor_id == vendor_id]
        agreed = [one for one in self.agreements.values() if one.vendor_id == vendor_id]
        choices = [
            *(FreightChoice(FreightWay.AGREED, negotiation_id=one.pk) for one in agreed),
            FreightChoice(FreightWay.TABLE),
            *(FreightChoice(FreightWay.QUOTE, one.pk) for one in answered),
            FreightChoice(FreightWay.FETCHED),
        ]
        for choice in choices:
            try:
                yield self.freight(choice, vendor_id=vendor_id, goods=goods, region=region)
            except _CLOSED:
                continue


def require_covered(quote: FreightQuote, goods: Iterable[tuple[int, str, int]]) -> None:
    """Refuse goods (variant, name, units) beyond those for which freight was asked.

    Raises: QuoteUnusable.
    """
    asked = {line.sku_id: line.quantity for line in quote.lines.all()}
    for sku_id, name, units in goods:
        if units > asked.get(sku_id, 0):
            raise QuoteUnusable(
                _(
                    "The freight was asked for %(asked)s of “%(product)s”, not for %(units)s. "
                    "Ask the shop once more."
                )
                % {
                    "asked": grouped(asked.get(sku_id, 0)),
                    "product": name,
                    "units": grouped(units),
                },
                field=FIELD,
            )


def require_still_covered(order: PurchaseOrder) -> None:
    """Refuse a repaired order with more goods than its freight was asked for.

    Its freight stays, as its prices do: what was ordered at once does not become dearer while an
    officer repairs it. Raises: QuoteUnusable.
    """
    if order.freight_quote is not None:
        lines = order.lines.all()
        require_covered(
            order.freight_quote, [(line.sku_id, line.title, line.quantity) for line in lines]
        )


def stated_by(vendors: Collection[int], agency: Agency) -> Stated:
    """Return what shops state today of bringing goods to an office, in a few queries."""
    today = clock.today(agency.time_zone)
    late = today - timedelta(days=VALID_MOST)  # what passed long ago is nobody's choice any more
    answered = FreightQuote.objects.filter(status=QuoteStatus.ANSWERED, valid_until__gte=late)
    quotes = (
        answered.filter(agency=agency, vendor__in=vendors)
        .prefetch_related("lines")
        .order_by("-answered_at", "-pk")
    )
    found = {quote.pk: quote for quote in quotes}
    live = PurchaseOrder.objects.exclude(status__in=GIVES_BACK)
    agreed = agreements_of(vendors, agency.pk, since=late)
    quoted, negotiated = live.filter(freight_quote__in=found), live.filter(negotiation__in=agreed)
    return Stated(
        agency=agency,
        today=today,
        tables=delivery.rates_of(vendors),
        fetched=delivery.fetched_from(vendors),
        quotes=found,
        used=dict(quoted.values_list("freight_quote_id", "number")) if found else {},
        agreements=agreed,
        agreements_used=dict(negotiated.values_list("negotiation_id", "number")) if agreed else {},
    )


def choice_of(order: PurchaseOrder) -> FreightChoice:
    """Return the way an order was placed by."""
    return FreightChoice(order.freight_way, order.freight_quote_id, order.negotiation_id)
