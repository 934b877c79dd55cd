"""Reading a cart: one section per vendor and channel, each with its own money and its own cap."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import policies as catalog_policies
from catalog.days import Calendar, calendars
from catalog.models import PriceVersion, ProductRevision, Sku
from catalog.prices import current_price_versions
from catalog.queries import revisions
from catalog.rules import changes
from catalog.tax import TaxBreakdown
from marketplace.accounts.models import Agency, User
from marketplace.core import clock
from marketplace.core.errors import CapExceeded
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.seen import Fact, Kind, opened, sealed
from marketplace.orders import comparing, pricing
from marketplace.orders.splitting import Split, split_if_ordered
from marketplace.sourcing import policies
from marketplace.sourcing.cart_lines import CartLine
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.models import Cart, CartItem, RemovedItem, SharedCart
from vendors.channels import Channel
from vendors.models import Vendor

SHARED_SHOWN: Final = 10
UNDO_FOR: Final = timedelta(hours=1)  # how long a line that was taken out can be put back
# What is chosen in a cart by section: variants and units.
CartGoods = Mapping[str, Sequence[tuple[Sku, int]]]


def section_key(vendor_id: int, channel: str) -> str:
    """Name what becomes one order in forms and anchors."""
    return f"{vendor_id}-{channel}"


@dataclass(frozen=True)
class Priced:
    """At what a section is ordered: its freight in rupiah and, where negotiated, unit prices.

    ``prices``: net, by variant; ``agreement``: the number of the negotiation they are of.
    """

    freight_rupiah: int = 0
    prices: Mapping[int, int] = field(default_factory=dict)
    agreement: str = ""


AT_THE_LIST: Final = Priced()


@dataclass(frozen=True)
class Section:
    """What becomes one order: the chosen goods of one vendor in one channel.

    ``left``: goods of the same that lie in the cart and are not chosen; nothing counts them.
    ``agreement``: the negotiation at whose prices it is, empty at those of the list.
    """

    vendor: Vendor
    channel: str
    lines: list[CartLine]
    tax: TaxBreakdown
    rule: Rule | None
    day: date
    offers_wanted: int
    left: Sequence[CartLine] = ()
    agreement: str = ""

    @property
    def all_lines(self) -> list[CartLine]:
        """Chosen and left, in the order in which they were put into the cart."""
        return sorted([*self.lines, *self.left], key=lambda line: line.item.pk)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is chosen."""
        return not self.left

    @property
    def key(self) -> str:
        """A name for form prefixes and anchors."""
        return section_key(self.vendor.pk, self.channel)

    @property
    def vat_rate_bp(self) -> int:
        """The PPN rate shown beside the amount; 0 when none or several apply."""
        rates = {line.rate_bp for line in self.tax.vat_lines}
        return rates.pop() if len(rates) == 1 else 0

    @property
    def cap_percent(self) -> int:
        """How much of the channel's cap the gross takes, at most 100."""
        if self.rule is None:
            return 0
        return min(100, self.tax.gross_rupiah * 100 // self.rule.value)

    @cached_property
    def cap_refusal(self) -> str:
        """The words of the cap's refusal, empty while the gross is within (R-CAP-1)."""
        try:
            pricing.require_within_cap(self.tax.gross_rupiah, self.rule)
        except CapExceeded as refused:
            return refused.message
        return ""

    @property
    def needs_attention(self) -> bool:
        """Whether a line must be repaired before the section can be ordered."""
        return any(line.needs_attention for line in self.lines)

    @cached_property
    def dear(self) -> list[comparing.DearGoods]:
        """Goods for which a reason is owed (R-FAIR-BAND)."""
        goods = [
            (line.item.sku, line.price_rupiah, line.item.sku.product.tax_class)
            for line in self.lines
        ]
        return comparing.dear_goods(goods, rates=comparing.rates_of(self.tax), on=self.day)

    @cached_property
    def offers(self) -> list[comparing.Offer]:
        """Other vendors' offers that can be compared (R-CMP-2)."""
        return comparing.offers_like([line.item.sku for line in self.lines], self.vendor)

    def split_for(self, agency: Agency) -> Split | None:
        """Return it beside the agency's orders to this shop handed in before (R-SPLIT-7)."""
        return split_if_ordered(
            self.tax.gross_rupiah,
            agency=agency,
            vendor=self.vendor,
            channel=self.channel,
            ordered_on=self.day,
            cap=self.rule,
        )

    @property
    def categories(self) -> set[int | None]:
        """The categories of its goods, as they are listed now."""
        return {line.item.sku.product.etalase.category_id for line in self.lines}

    @property
    def suggested_title(self) -> str:
        """A title for the order: its first goods, and how many more."""
        first, more = self.lines[0].item.sku.title, len(self.lines) - 1
        if not more:
            return first
        return ngettext(
            "%(first)s and %(more)s more item", "%(first)s and %(more)s more items", more
        ) % {"first": first[:100], "more": more}


def cart_of(user: User, agency_id: int) -> Cart | None:
    """Return the person's cart for an agency, if they have begun one."""
    return Cart.objects.filter(owner=user, agency_id=agency_id).first()


def cart_count(user: User) -> int:
    """Return how many kinds of goods lie in a person's carts."""
    return policies.visible_to(user).count()


def removed_from(cart: Cart) -> RemovedItem | None:
    """Return the line that was taken out last, while it can be put back."""
    rows = RemovedItem.objects.filter(cart=cart, removed_at__gt=clock.now() - UNDO_FOR)
    return rows.select_related("sku__product__etalase", "sku__product__vendor").first()


def shared_beside(user: User, agency: Agency) -> list[SharedCart]:
    """Return what waits for the person's answer, then what they handed over last."""
    rows = policies.shared_with(user).filter(agency=agency)
    waiting = Q(sent_to=user, answer__isnull=True)
    rows = rows.filter(waiting | Q(sent_by=user)).annotate(is_mine=Q(sent_by=user))
    people = ("sent_by", "sent_to", "answer")
    return list(rows.select_related(*people).order_by("is_mine", "-pk")[:SHARED_SHOWN])


def shared_waiting(user: User) -> QuerySet[SharedCart]:
    """Return what colleagues hand to a person who has not answered yet, the oldest first."""
    rows = policies.shared_with(user).filter(sent_to=user, answer__isnull=True)
    return rows.select_related("sent_by", "agency").order_by("pk")


def goods_of(items: Iterable[CartItem]) -> CartGoods:
    """Return the goods of items by section: variants with their regions, and units."""
    found = defaultdict(list)
    for item in items:
        key = section_key(item.sku.vendor_id, item.sku.product.etalase.channel)
        found[key].append((item.sku, item.quantity))
    return dict(found)


def facts(found: Sequence[Section]) -> dict[str, Fact]:
    """Return everything that checkout shows of what would be ordered (I-27)."""
    return {key: fact for section in found for key, fact in _facts_of(section).items()}


def _facts_of(section: Section) -> dict[str, Fact]:
    vendor, tax = section.vendor, section.tax
    kinds = {True: _("PKP"), False: _("not PKP")}
    of_vendor = {"vendor": vendor.name}
    rates = comparing.rates_of(tax)
    shown = {
        "vendor": Fact(_("Vendor"), vendor.name),
        "state": Fact(vendor.name, vendor.get_status_display()),
        "pkp": Fact(vendor.name, kinds[vendor.is_pkp]),
        "goods": Fact(_("Goods of %(vendor)s") % of_vendor, tax.goods_rupiah, Kind.RUPIAH),
        "freight": Fact(_("Freight of %(vendor)s") % of_vendor, tax.freight_rupiah, Kind.RUPIAH),
        "vat": Fact(_("PPN of %(vendor)s") % of_vendor, tax.vat_rupiah, Kind.RUPIAH),
        "gross": Fact(_("Sum of %(vendor)s") % of_vendor, tax.gross_rupiah, Kind.RUPIAH),
    }
    if section.agreement:
        shown["agreement"] = Fact(_("Negotiation with %(vendor)s") % of_vendor, section.agreement)
    if section.rule:
        shown["cap"] = Fact(_("Bela Pengadaan cap"), section.rule.value, Kind.RUPIAH)
    for line in section.lines:
        shown |= _facts_of_line(line, rates)
    return {f"{section.key}-{name}": fact for name, fact in shown.items()}


def _facts_of_line(line: CartLine, rates: Mapping[str, int]) -> dict[str, Fact]:
    sku = line.item.sku
    key, of_goods = f"line-{sku.pk}", {"name": sku.title}
    rate = rates.get(sku.product.tax_class, 0)
    sale = _("on sale") if line.orderable else _("not on sale")
    return {
        f"{key}-name": Fact(_("Name"), sku.title),
        f"{key}-unit": Fact(_("Unit of %(name)s") % of_goods, sku.unit),
        f"{key}-units": Fact(_("Quantity of %(name)s") % of_goods, line.item.quantity, Kind.NUMBER),
        f"{key}-price": Fact(_("Price of %(name)s") % of_goods, line.price_rupiah, Kind.RUPIAH),
        f"{key}-rate": Fact(_("PPN of %(name)s") % of_goods, rate, Kind.PERCENT),
        f"{key}-sale": Fact(sku.title, sale),
        **_said_of(line, key),
    }


def _said_of(line: CartLine, key: str) -> dict[str, Fact]:
    name = {"name": line.item.sku.title}
    said = {
        f"{key}-days": Fact(_("Days of %(name)s") % name, line.days),
        f"{key}-note": Fact(_("Note on %(name)s") % name, line.item.note),
    }
    return {place: fact for place, fact in said.items() if fact.value}


def seen(found: Sequence[Section]) -> str:
    """Return what checkout shows, for the hidden field of its form."""
    return sealed(facts(found))


def shown_terms(token: str) -> dict[str, Priced]:
    """Return at what a page was calculated, by section: freights, and prices where negotiated."""
    facts = opened(token) or {}
    found = {}
    for key, fact in facts.items():
        section = key.removesuffix("-freight")
        if section == key or not isinstance(fact.value, int):
            continue
        agreement = facts.get(f"{section}-agreement")
        number = str(agreement.value) if agreement else ""
        found[section] = Priced(fact.value, _shown_prices(facts, section) if number else {}, number)
    return found


def _shown_prices(facts: Mapping[str, Fact], section: str) -> dict[int, int]:
    prefix = f"{section}-line-"
    return {
        int(key.removeprefix(prefix).removesuffix("-price")): fact.value
        for key, fact in facts.items()
        if key.startswith(prefix) and key.endswith("-price") and isinstance(fact.value, int)
    }


def sections(
    items: Sequence[CartItem], agency: Agency, terms: Mapping[str, Priced] | None = None
) -> list[Section]:
    """Return items, vendor by vendor, as sections, priced by the rules of the agency's day."""
    if not items:
        return []
    terms = terms or {}
    latest = current_price_versions([item.sku_id for item in items])
    words = _revisions(items)
    catalog_policies.look_up_hidden(item.sku.product for item in items)
    day = clock.today(agency.time_zone)
    wanted = rule_in_force(RuleCode.COMPARE, on=day, tenant_slug=agency.tenant.slug).value
    known = calendars([item.sku for item in items], agency.time_zone)
    found = []
    for (vendor_id, channel), group in groupby(
        items, key=lambda item: (item.sku.vendor_id, item.sku.product.etalase.channel)
    ):
        at = terms.get(section_key(vendor_id, channel), AT_THE_LIST)
        lines = [
            _line(item, latest.get(item.sku_id), words, known.get(item.sku_id), agency, at)
            for item in group
        ]
        found.append(_section(channel, lines, agency, day, at, wanted=wanted))
    return found


def whole_cart(cart: Cart, agency: Agency) -> list[Section]:
    """Return all that lies in a cart as sections; one may have nothing chosen."""
    return sections(items_of(cart, only_chosen=False), agency)


def _revisions(items: Iterable[CartItem]) -> dict[int, ProductRevision]:
    """Return the seen and the published revisions of the items that differ, in one query."""
    differing: set[int] = set()
    for item in items:
        now = item.sku.product.revision_id
        if now is not None and now != item.revision_id:
            differing |= {item.revision_id, now}
    return revisions(differing) if differing else {}


def _line(
    item: CartItem,
    latest: PriceVersion | None,
    words: Mapping[int, ProductRevision],
    calendar: Calendar | None,
    agency: Agency,
    at: Priced,
) -> CartLine:
    sku = item.sku
    channel = Channel(sku.product.etalase.channel)
    verdict = catalog_policies.can_sell(sku.product.vendor, channel, sku)
    seen, now = words.get(item.revision_id), words.get(sku.product.revision_id or 0)
    differs = changes(seen.words, now.words, sku=sku.pk) if seen and now else []
    agreed = at.prices.get(sku.pk)
    return CartLine(item, latest, bool(verdict), differs, calendar, agency.time_zone, agreed)


def _section(
    channel: str,
    lines: list[CartLine],
    agency: Agency,
    day: date,
    at: Priced,
    *,
    wanted: int,
) -> Section:
    vendor = lines[0].item.sku.product.vendor
    chosen = [line for line in lines if line.item.chosen]
    left = [line for line in lines if not line.item.chosen]
    priced = pricing.quote(
        [(line.total_rupiah, line.item.sku.product.tax_class) for line in chosen],
        freight_rupiah=at.freight_rupiah,
        vendor=vendor,
        on=day,
    )
    rule = pricing.cap_rule(channel=channel, on=day, tenant_slug=agency.tenant.slug)
    return Section(vendor, channel, chosen, priced.tax, rule, day, wanted, left, at.agreement)


def gross_of(found: list[Section]) -> int:
    """Return what all sections cost together, in rupiah."""
    return sum(section.tax.gross_rupiah for section in found)
