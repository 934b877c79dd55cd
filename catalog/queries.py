"""Reads of the catalogue: cards, the product page, price position, queues."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.urls import reverse
from django.utils.text import slugify

from catalog import photos, policies, rules
from catalog.models import Etalase, PriceMark, PriceVersion, Product, ProductStatus
from marketplace.accounts.models import Region, RegionLevel, User
from marketplace.core import clock, rulebook
from marketplace.core.channels import Channel
from marketplace.core.tax import TaxClass
from vendors.models import LegalForm, SizeClass, Vendor
from vendors.policies import VendorAct, vendors_of

RATES_SECONDS = 60.0
HISTORY_MONTHS = 12
ENOUGH_PAID = 3  # fewer payments than this prove nothing about a price
HALF_UP, WHOLE = 5_000, 10_000


@dataclass(frozen=True, slots=True)
class Rates:
    """VAT rates of a day in basis points (R-PPN-1, R-PPN-LUX)."""

    ppn_bp: int
    luxury_bp: int


_rates: dict[date, tuple[float, Rates]] = {}


def vat_rates(on: date | None = None) -> Rates:
    """Return the VAT rates of a day; each process reads the rulebook once a minute at most."""
    day = on or clock.today(policies.MARKET_ZONE)
    until, known = _rates.get(day, (0.0, Rates(0, 0)))
    if time.monotonic() < until:
        return known
    found = rulebook.rule_values("R-PPN-1", "R-PPN-LUX", on=day)
    fresh = Rates(found["R-PPN-1"].value, found["R-PPN-LUX"].value)
    if len(_rates) > 400:
        _rates.clear()
    _rates[day] = (time.monotonic() + RATES_SECONDS, fresh)
    return fresh


def price_with_vat(product: Product, net_rupiah: int | None = None, on: date | None = None) -> int:
    """Return what a buyer pays for one unit today (or on a day), VAT of its vendor included."""
    rates = vat_rates(on)
    return rules.price_with_vat(
        product.price_rupiah if net_rupiah is None else net_rupiah,
        is_pkp=product.vendor.is_pkp,
        tax_class=product.tax_class,
        vat_rate_bp=rates.ppn_bp,
        luxury_rate_bp=rates.luxury_bp,
    )


def _plus_vat(rate_bp: int) -> Any:
    # Whole-number division in SQL rounds half up exactly as rules.price_with_vat does.
    return F("price_rupiah") + (F("price_rupiah") * rate_bp + HALF_UP) / WHOLE


def gross_price() -> Case:
    """Return the SQL twin of ``price_with_vat`` for sorting and filtering."""
    rates = vat_rates()
    return Case(
        When(vendor__is_pkp=True, tax_class=TaxClass.PPN.value, then=_plus_vat(rates.ppn_bp)),
        When(vendor__is_pkp=True, tax_class=TaxClass.LUXURY.value, then=_plus_vat(rates.luxury_bp)),
        default=F("price_rupiah"),
        output_field=BigIntegerField(),
    )


def size_code(vendor: Vendor) -> str:
    """Return the badge of a vendor: its size class, or that it is a cooperative."""
    if vendor.legal_form == LegalForm.COOPERATIVE:
        return "cooperative"
    return "large" if vendor.size_class == SizeClass.NON_MSME else vendor.size_class


def regency(region: Region | None) -> Region | None:
    """Return the kabupaten/kota a place lies in (a province stays itself)."""
    if region is not None and region.level == RegionLevel.DISTRICT and region.parent:
        return region.parent
    return region


def place_name(region: Region | None) -> str:
    """Return the short name of the kabupaten/kota: ``Kab. Tuban``."""
    found = regency(region)
    return short_place(found.name) if found else ""


def short_place(name: str) -> str:
    """Shorten the word everybody knows."""
    return name.replace("Kabupaten ", "Kab. ")


def percent_text(number: Any) -> str:
    """Write a percentage without needless zeros, with the decimal comma: ``78``, ``62,5``."""
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


@dataclass(frozen=True, slots=True)
class Card:
    """What a product card shows; ``price`` includes VAT, ``median_bp`` is the deviation."""

    name: str
    url: str
    image: str
    srcset: str
    price: int
    unit: str
    vendor: str
    place: str
    size_class: str
    certs: list[str]
    median_bp: int | None
    transactions: int


def card(product: Product) -> Card:
    """Return the card of a listing fetched by ``for_cards``."""
    price = price_with_vat(product)
    mark = product.price_mark
    counted = mark is not None and mark.paid_count >= ENOUGH_PAID and mark.median_rupiah
    return Card(
        name=product.name,
        url=reverse("product_page", args=[product.public_id]),
        image=photos.url(product.photo),
        srcset=photos.srcset(product.photo),
        price=price,
        unit=product.unit,
        vendor=product.vendor.name,
        place=place_name(product.origin or product.vendor.region),
        size_class=size_code(product.vendor),
        certs=[f"TKDN {percent_text(product.tkdn_percent)} %"] if product.tkdn_percent else [],
        median_bp=rules.deviation_bp(price, mark.median_rupiah) if mark and counted else None,
        transactions=mark.paid_count if mark and counted else 0,
    )


def for_cards(products: QuerySet[Product]) -> QuerySet[Product]:
    """Fetch all that cards need in one query, without the long columns."""
    return products.select_related(
        "vendor__region__parent", "origin__parent", "price_mark", "etalase"
    ).defer("search_text", "search_vector", "description")


def fair_products(count: int = 8) -> list[Product]:
    """Return the listings most often bought at a fair price, one per kind; newest fill up."""
    marks = PriceMark.objects.filter(paid_count__gte=ENOUGH_PAID).order_by("-paid_count", "pk")
    goods = for_cards(policies.public()).annotate(gross=gross_price())
    ceiling = F("price_mark__median_rupiah") * (WHOLE + rules.FAIR_BP) / WHOLE
    one_each = (
        goods.filter(
            price_mark__in=list(marks.values_list("pk", flat=True)[: count * 4]),
            gross__lte=ceiling,
        )
        .order_by("price_mark", "-published_at")
        .distinct("price_mark")
    )
    found: list[Product] = [*sorted(one_each, key=_most_paid_first)[:count]]
    if len(found) < count:
        unproven = Q(price_mark=None) | Q(price_mark__paid_count__lt=ENOUGH_PAID)
        fresh = goods.filter(unproven | Q(gross__lte=ceiling))
        fresh = fresh.exclude(pk__in=[product.pk for product in found])
        found += fresh.order_by("-published_at", "pk")[: count - len(found)]
    return found


def _most_paid_first(product: Product) -> tuple[int, int]:
    return (-product.price_mark.paid_count if product.price_mark else 0, product.pk)


@dataclass(frozen=True, slots=True)
class Theme:
    """Etalases of the same name in all markets: one entry of the strip."""

    slug: str
    name: str
    icon: str
    etalases: tuple[Etalase, ...]

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("etalase_page", args=[self.slug])

    @property
    def ids(self) -> list[int]:
        """The keys of its etalases."""
        return [etalase.pk for etalase in self.etalases]

    @property
    def local_only(self) -> bool:
        """Whether all of it sells by the local catalogue only, without the card."""
        return all(etalase.channel == Channel.KATALOG_LOKAL for etalase in self.etalases)


def themes() -> list[Theme]:
    """Return the open etalases, those of one name together; Bela first, oldest first."""
    by_slug: dict[str, list[Etalase]] = {}
    opened = Etalase.objects.filter(policies.open_etalase()).select_related("tenant")
    for etalase in opened.order_by("channel", "pk"):
        by_slug.setdefault(slugify(etalase.name) or etalase.slug, []).append(etalase)
    return [Theme(slug, rows[0].name, rows[0].icon, tuple(rows)) for slug, rows in by_slug.items()]


def theme_for(slug: str, known: list[Theme]) -> Theme | None:
    """Return the theme of that name, or the single etalase of that slug."""
    for theme in known:
        if theme.slug == slug:
            return theme
        for etalase in theme.etalases:
            if etalase.slug == slug:
                return Theme(slug, etalase.name, etalase.icon, (etalase,))
    return None


def product_for_page(public_id: Any, user: Any) -> Product | None:
    """Return a listing the person may see, with what its page shows."""
    rows = policies.visible_to(user).select_related(
        "vendor__region__parent__parent", "origin__parent", "etalase__tenant", "price_mark"
    )
    return rows.defer("search_text", "search_vector").filter(public_id=public_id).first()


def current_price_version(product: Product) -> PriceVersion | None:
    """Return the price version that holds now; a cart line points at it (I-27)."""
    return product.price_versions.order_by("-from_at", "-pk").first()


def current_price_versions(product_ids: list[int]) -> dict[int, PriceVersion]:
    """Return the price versions that hold now, by product, in one query."""
    rows = PriceVersion.objects.filter(product__in=product_ids)
    newest = rows.order_by("product", "-from_at", "-pk").distinct("product")
    return {version.product_id: version for version in newest}


@dataclass(frozen=True, slots=True)
class PricePosition:
    """A listing's own price by month, and where it stands among prices really paid."""

    price: int
    history: list[tuple[rules.Month, int]]
    stats: dict[str, int]
    median_bp: int | None
    transactions: int

    @property
    def is_fair(self) -> bool:
        """Whether payments prove the price fair: at most a tenth above their median."""
        return self.median_bp is not None and self.median_bp <= rules.FAIR_BP


def price_position(product: Product) -> PricePosition:
    """Return the price card's figures, all of them with VAT."""
    price = price_with_vat(product)
    zone = ZoneInfo(policies.MARKET_ZONE)
    versions = [
        (version.from_at.astimezone(zone), price_with_vat(product, version.price_rupiah))
        for version in product.price_versions.order_by("from_at", "pk")
    ]
    months = rules.months_back(clock.today(policies.MARKET_ZONE), HISTORY_MONTHS)
    mark = product.price_mark
    if mark is None or mark.median_rupiah is None or mark.paid_count < ENOUGH_PAID:
        return PricePosition(price, rules.monthly_prices(versions, months), {}, None, 0)
    return PricePosition(
        price=price,
        history=rules.monthly_prices(versions, months),
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


def similar_count(product: Product) -> int:
    """Count the other public listings whose price is compared with this one's."""
    if product.price_mark_id is None:
        return 0
    others = policies.public().filter(price_mark=product.price_mark_id)
    return others.exclude(pk=product.pk).count()


def shop_products(vendor: Vendor) -> QuerySet[Product]:
    """Return the public goods of one shop, newest first."""
    return for_cards(policies.public().filter(vendor=vendor)).order_by("-published_at", "pk")


_WAITING_FIRST = Case(
    When(status=ProductStatus.RETURNED, then=Value(0)),
    When(status=ProductStatus.DRAFT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def vendor_products(user: User) -> QuerySet[Product]:
    """Return the listings of the shops a person sells for, those that need repair first."""
    shops = vendors_of(user, to=VendorAct.SELL)
    own = Product.objects.filter(vendor__in=shops).select_related("vendor", "etalase")
    return own.defer("search_text", "search_vector").order_by(_WAITING_FIRST, "-status_at", "pk")


def review_queue(user: User, status: str = ProductStatus.SUBMITTED) -> QuerySet[Product]:
    """Return the listings of one status in the person's markets, longest waiting first."""
    rows = Product.objects.filter(
        etalase__in=policies.managed_etalases(user), status=status
    ).exclude(vendor__in=vendors_of(user))
    return (
        rows.select_related("vendor", "etalase__tenant")
        .defer("search_text", "search_vector")
        .order_by("status_at", "pk")
    )


def catalogue_managers(etalase: Etalase) -> QuerySet[User]:
    """Return the people who decide about goods in this etalase."""
    return User.objects.filter(
        is_active=True,
        memberships__active=True,
        memberships__role="catalogue_manager",
        memberships__tenant=etalase.tenant_id,
    ).distinct()


def open_etalases_for(channels: frozenset[Channel]) -> QuerySet[Etalase]:
    """Return the open etalases of the channels a vendor may sell in."""
    return Etalase.objects.filter(
        policies.open_etalase(), channel__in=[channel.value for channel in channels]
    ).select_related("tenant")


def counts_by_etalase() -> dict[int, int]:
    """Return how many public listings each etalase shows."""
    rows = policies.public().order_by().values_list("etalase_id")
    return dict(rows.annotate(number=Count("pk")))
