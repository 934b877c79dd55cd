"""What an officer owes a reason for: prices far above those paid, and offers not compared."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _

from catalog import policies as catalog_policies
from catalog.models import Sku
from catalog.prices import counted_mark, market_rules, price_with_vat
from catalog.rules import deviation_bp
from catalog.tax import TaxBreakdown
from marketplace.core.money import bp_of, rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.orders.bound_rules import rules_of
from marketplace.orders.models import OrderComparison, OrderLine, OrderReason, PurchaseOrder
from marketplace.orders.pricing import vat_rates
from vendors.models import Vendor

SHOWN_OFFERS = 6


@dataclass(frozen=True)
class DearGoods:
    """Goods that cost more than is counted as fair: both amounts are of one unit, PPN included."""

    sku: Sku
    price_rupiah: int
    median_rupiah: int
    paid_count: int

    @property
    def over_bp(self) -> int:
        """How far above the median, in basis points."""
        return deviation_bp(self.price_rupiah, self.median_rupiah)


@dataclass(frozen=True)
class Offer:
    """An offer of another vendor for goods that are compared with those of an order."""

    sku: Sku
    price_rupiah: int

    @property
    def words(self) -> str:
        """What is offered, by whom, for how much. Expects the product and its vendor fetched."""
        sku = self.sku
        return offer_words(sku.title, sku.product.vendor, self.price_rupiah, sku.unit)


def offer_words(name: str, vendor: Vendor, price_rupiah: int, unit: str) -> str:
    """Say what a vendor offers for how much a unit, in rupiah with PPN."""
    return _("%(name)s from %(vendor)s, %(price)s per %(unit)s with PPN") % {
        "name": name,
        "vendor": vendor,
        "price": rupiah(price_rupiah),
        "unit": unit,
    }


def rates_of(tax: TaxBreakdown) -> dict[str, int]:
    """Return the PPN rates that a breakdown charges, in basis points by tax class."""
    return {line.tax_class.value: line.rate_bp for line in tax.vat_lines}


def dear_goods(
    goods: Iterable[tuple[Sku, int, str]], *, rates: Mapping[str, int], on: date
) -> list[DearGoods]:
    """Return what costs more than R-FAIR-BAND above the median paid on that day.

    ``goods``: variant with its price mark, net unit price in rupiah, tax class.
    """
    found = []
    for sku, net_rupiah, tax_class in goods:
        mark = counted_mark(sku)
        if mark is None or mark.median_rupiah is None:
            continue
        price = net_rupiah + bp_of(net_rupiah, rates.get(tax_class, 0))
        dear = DearGoods(sku, price, mark.median_rupiah, mark.paid_count)
        if dear.over_bp > market_rules(on).fair_bp:
            found.append(dear)
    return found


def dear_lines(order: PurchaseOrder) -> list[DearGoods]:
    """Return the lines of a saved order for which a reason is owed by the medians of now."""
    lines = OrderLine.objects.filter(order=order).select_related("sku__price_mark")
    goods = [(line.sku, line.unit_price_rupiah, line.tax_class) for line in lines]
    return dear_goods(goods, rates=vat_rates(order), on=order.ordered_on)


def offers_like(skus: Sequence[Sku], vendor: Vendor) -> list[Offer]:
    """Return what other vendors offer of the same kind today: the closest first, then the cheapest.

    The same kind has the same price mark, or stands in the same etalase and is sold by the same
    unit. Expects the products of ``skus`` fetched.
    """
    marks = {sku.price_mark_id for sku in skus if sku.price_mark_id}
    kind = Q(price_mark__in=marks)
    for shelf, unit in {(sku.product.etalase_id, sku.unit) for sku in skus}:
        kind |= Q(product__etalase=shelf, unit=unit)
    rows = _of_others(vendor).filter(kind)
    closest = Case(When(price_mark__in=marks, then=0), default=1)
    found = _priced(rows.order_by(closest, "price_rupiah", "pk")[:SHOWN_OFFERS])
    return sorted(
        found, key=lambda offer: (offer.sku.price_mark_id not in marks, offer.price_rupiah)
    )


def offers_named(keys: Collection[int], skus: Sequence[Sku], vendor: Vendor) -> list[Offer]:
    """Return those of the named variants that another vendor offers today, of the kinds bought."""
    return _priced(_of_others(vendor).filter(of_kinds(skus), pk__in=keys)) if keys else []


def of_kinds(skus: Sequence[Sku]) -> Q:
    """Select the variants that can be compared with some: of their etalases or price marks."""
    shelves = {sku.product.etalase_id for sku in skus}
    marks = {sku.price_mark_id for sku in skus if sku.price_mark_id}
    return Q(product__etalase__in=shelves) | Q(price_mark__in=marks)


def _of_others(vendor: Vendor) -> QuerySet[Sku]:
    return catalog_policies.sellable().exclude(vendor=vendor).select_related("product__vendor")


def _priced(rows: QuerySet[Sku]) -> list[Offer]:
    return [Offer(sku, price_with_vat(sku)) for sku in rows]


def offers_wanted(order: PurchaseOrder) -> int:
    """Return how many other offers the order must have been compared with (R-CMP-2).

    An order that is not saved yet is bound by the rule of its day, another one as it was then.
    """
    if not order.pk:
        tenant = order.agency.tenant.slug
        rule = rule_in_force(RuleCode.COMPARE, on=order.ordered_on, tenant_slug=tenant)
        return rule.value
    return next((bound.value for bound in rules_of(order) if bound.code == RuleCode.COMPARE), 0)


def compared_with(order: PurchaseOrder) -> list[OrderComparison]:
    """Return the stored offers an order was compared with."""
    return list(order.comparisons.select_related("vendor"))


def newest_reasons(order: PurchaseOrder) -> dict[int | None, OrderReason]:
    """Return the reason that counts for each variant still in the order; None: few offers."""
    bought = {line.sku_id for line in order.lines.all()}
    rows = order.reasons.exclude(code=RuleCode.SPLIT_WINDOW)
    rows = rows.select_related("written_by", "sku__product")
    return {row.sku_id: row for row in rows if row.sku_id is None or row.sku_id in bought}
