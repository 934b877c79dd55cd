"""What an order looks like beside today's offer, before it is handed in or issued again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from catalog.dating import days_words
from catalog.day_rules import Days
from catalog.models import Sku
from catalog.policies import can_sell
from catalog.prices import current_price_versions
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.seen import Fact, Kind, sealed, shown
from marketplace.orders import comparing, pricing
from marketplace.orders.freight import Freight, choice_of, stated_by
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder
from marketplace.orders.splitting import Split, split_if_ordered, split_of
from vendors.channels import Channel

NO_DAYS: Final[Mapping[int, Days | None]] = MappingProxyType({})


@dataclass(frozen=True)
class Row:
    """One thing of an order: as it stands in it, and as it is today."""

    key: str
    label: str
    old: int | str
    new: int | str
    kind: Kind = Kind.TEXT

    @property
    def old_shown(self) -> str:
        """As people read what the order says."""
        return shown(self.old, self.kind)

    @property
    def new_shown(self) -> str:
        """As people read what holds today."""
        return shown(self.new, self.kind)

    @property
    def differs(self) -> bool:
        """Whether today's is another one."""
        return self.old != self.new


class Revival:
    """An order beside what its goods would cost if they were ordered today.

    ``days``: for which days an order that is issued again is wanted (line id → days); its other
    lines keep theirs while their variant is booked for days. ``lines`` are of these days.
    """

    def __init__(self, order: PurchaseOrder, days: Mapping[int, Days | None] = NO_DAYS) -> None:
        self.order = order
        self.lines: list[OrderLine] = list(
            OrderLine.objects.filter(order=order).select_related("revision")
        )
        keys = [line.sku_id for line in self.lines]
        skus = Sku.objects.select_related("product__etalase", "product__vendor", "price_mark")
        self.skus: dict[int, Sku] = skus.prefetch_related("product__licences").in_bulk(keys)
        self.today = clock.today(order.agency.time_zone)
        self._prices = current_price_versions(keys)
        self._was = {line.pk: (line.quantity, self._words(line)) for line in self.lines}
        if not self.keeps_prices:
            for line in self.lines:
                kept = line.wanted if self.skus[line.sku_id].is_dated else None
                line.change_days(days.get(line.pk, kept))

    def _words(self, line: OrderLine) -> str:
        return days_words(line, self.order.agency.time_zone)

    @property
    def keeps_prices(self) -> bool:
        """Whether the order goes on at the prices it was written at."""
        return self.order.status == OrderStatus.RETURNED

    @cached_property
    def _quote(self) -> pricing.Quote:
        """What the goods cost today."""
        return pricing.quote(
            [
                (line.quantity * self._price(line), self.skus[line.sku_id].product.tax_class)
                for line in self.lines
            ],
            freight_rupiah=self._freight,
            vendor=self.order.vendor,
            on=self.today,
        )

    @property
    def _freight(self) -> int:
        """What the way of the order costs today; as it was where placing will refuse it."""
        before: int = self.order.freight_rupiah
        return self._way.rupiah if self._way else before

    @cached_property
    def _way(self) -> Freight | None:
        """The way of the order as it is today; None where it goes on as it was, or is refused."""
        order = self.order
        if self.keeps_prices:
            return None
        goods = [(self.skus[line.sku_id], line.quantity) for line in self.lines]
        try:
            return stated_by([order.vendor_id], order.agency).freight(
                choice_of(order),
                vendor_id=order.vendor_id,
                goods=goods,
                region=order.delivery_region,
            )
        except DomainError:
            return None

    def _price(self, line: OrderLine) -> int:
        before: int = line.unit_price_rupiah
        if self.keeps_prices and self.order.negotiation_id is not None:
            return before
        if self._way and (agreed := self._way.prices.get(line.sku_id)) is not None:
            return agreed
        version = self._prices.get(line.sku_id)
        return version.price_for(line.quantity) if version else before

    @cached_property
    def rows(self) -> list[Row]:
        """Goods, money, vendor and day, each as in the order and as today."""
        return [*(row for line in self.lines for row in self._of(line)), *self._sums()]

    def _of(self, line: OrderLine) -> list[Row]:
        sku, key, name = self.skus[line.sku_id], f"line-{line.pk}", line.title
        sold = can_sell(sku.product.vendor, Channel(self.order.channel), sku)
        kept = {"on": _("on sale"), "off": _("not on sale")}
        words = [
            Row(f"{key}-name", _("Name"), name, sku.title),
            Row(f"{key}-unit", _("Unit of %(name)s") % {"name": name}, line.unit, sku.unit),
            Row(f"{key}-sale", name, kept["on"], kept["on" if sold else "off"]),
        ]
        units = (self._was[line.pk][0], line.quantity)
        price = (line.unit_price_rupiah, self._price(line))
        return [
            *(row for row in words if row.differs),
            Row(f"{key}-units", _("Quantity of %(name)s") % {"name": name}, *units, Kind.NUMBER),
            Row(f"{key}-price", _("Price of %(name)s") % {"name": name}, *price, Kind.RUPIAH),
            *self._days_of(line, key),
        ]

    def _days_of(self, line: OrderLine, key: str) -> list[Row]:
        days = (self._was[line.pk][1], self._words(line))
        label = _("Days of %(name)s") % {"name": line.title}
        return [Row(f"{key}-days", label, *days)] if any(days) else []

    def _sums(self) -> list[Row]:
        order, now = self.order, self._quote.tax
        needed = order.deliver_by.isoformat() if order.deliver_by else ""
        money = [
            ("goods", _("Goods"), order.goods_rupiah, now.goods_rupiah),
            ("freight", _("Freight"), order.freight_rupiah, now.freight_rupiah),
            ("vat", "PPN", order.vat_rupiah, now.vat_rupiah),
            ("gross", _("The agency pays"), order.gross_rupiah, now.gross_rupiah),
        ]
        return [
            *(Row(*one, Kind.RUPIAH) for one in money),
            Row("day", _("Day of the order"), *self._days(), Kind.DAY),
            Row("needed", _("Needed by"), needed, needed if self.may_keep_day else "", Kind.DAY),
        ]

    def _days(self) -> tuple[str, str]:
        return self.order.ordered_on.isoformat(), self.today.isoformat()

    @property
    def may_keep_day(self) -> bool:
        """Whether the day of need of the order still lies ahead."""
        day = self.order.deliver_by
        return day is not None and day >= self.today

    @property
    def seen(self) -> str:
        """What this shows, for the hidden field of its form."""
        return sealed(self.facts)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """What must not change between the look and the press."""
        found = {}
        for row in self.rows:
            found[row.key] = Fact(row.label, row.new, row.kind)
            found[f"{row.key}-was"] = Fact(row.label, row.old, row.kind)
        return found

    @cached_property
    def dear(self) -> Sequence[comparing.DearGoods]:
        """Goods for which a reason is owed, at the price at which the order would go on."""
        if self.keeps_prices:
            return comparing.dear_lines(self.order)
        goods = [
            (self.skus[line.sku_id], self._price(line), self.skus[line.sku_id].product.tax_class)
            for line in self.lines
        ]
        return comparing.dear_goods(goods, rates=comparing.rates_of(self._quote.tax), on=self.today)

    @cached_property
    def split(self) -> Split | None:
        """The order as it would go on, beside those handed in before it (R-SPLIT-7)."""
        order = self.order
        if self.keeps_prices:
            return split_of(order)
        tenant = order.agency.tenant.slug
        return split_if_ordered(
            self._quote.tax.gross_rupiah,
            agency=order.agency,
            vendor=order.vendor,
            channel=order.channel,
            ordered_on=self.today,
            cap=pricing.cap_rule(channel=order.channel, on=self.today, tenant_slug=tenant),
        )

    @cached_property
    def offers(self) -> Sequence[comparing.Offer]:
        """Other offers that can be compared."""
        return comparing.offers_like(list(self.skus.values()), self.order.vendor)
