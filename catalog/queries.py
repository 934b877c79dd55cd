"""Reads of the catalogue: cards, the product page, revisions, queues."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import (
    Case,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from catalog import policies, rules
from catalog.models import (
    Etalase,
    Product,
    ProductRevision,
    ProductStatus,
    RevisionStatus,
    Sku,
)
from catalog.rise_models import PriceRise, RiseStatus
from marketplace.accounts.models import Region, RegionLevel, Role, User
from marketplace.accounts.queries import tenant_officers
from marketplace.core.money import BP_PER_PERCENT, percent
from vendors.channels import Channel
from vendors.models import LegalForm, SizeClass, Vendor
from vendors.policies import VendorAct, vendors_of


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


def local_content(product: Product) -> str:
    """Return the domestic content the shop declares: ``TKDN 62,5 %``; else nothing."""
    if not product.tkdn_percent:
        return ""
    return f"TKDN {percent(int(product.tkdn_percent * BP_PER_PERCENT))}"


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
        return f"/etalase/{self.slug}/"

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
    opened = Etalase.objects.filter(policies.open_etalase())
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


def variants_of(product: Product) -> list[Sku]:
    """Return all variants of a listing in the seller's order; they share the product's row."""
    rows = list(product.skus.select_related("price_mark"))
    for sku in rows:
        sku.product = product
    return rows


def revision_changes(seen_id: int, now_id: int | None, sku_id: int) -> list[rules.Change]:
    """Return what a buyer of one variant must read again since the revision they saw.

    Empty while the published revision is the seen one, and when only other variants differ.
    """
    if now_id is None or seen_id == now_id:
        return []
    found = revisions([seen_id, now_id])
    return rules.changes(found[seen_id].words, found[now_id].words, sku=sku_id)


def revisions(ids: Collection[int]) -> dict[int, ProductRevision]:
    """Return revisions by key with what their words need, in one query."""
    rows = ProductRevision.objects.select_related("etalase__tenant", "etalase__category")
    return rows.prefetch_related("etalase__category__specs").in_bulk(ids)


FIELD_WORDS = {
    "name": gettext_lazy("Name"),
    "etalase": gettext_lazy("Showcase"),
    "description": gettext_lazy("Description"),
    "label": gettext_lazy("Name of the variant"),
    "unit": gettext_lazy("Sold by"),
}


def change_rows(product: Product, changes: Iterable[rules.Change]) -> list[dict[str, str]]:
    """Return differences as a table shows them: what, of which variant, before, after."""
    codes = dict(product.skus.values_list("pk", "code"))
    return [
        {
            "what": change.called or str(FIELD_WORDS[change.field]),
            "code": codes.get(change.sku, "") if change.sku else "",
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]


def change_words(changes: Iterable[rules.Change]) -> str:
    """Return differences as a sentence ends with them; a description is only named."""
    return "; ".join(
        str(FIELD_WORDS[change.field])
        if change.field == "description"
        else f"{change.called or FIELD_WORDS[change.field]}: "
        f"{change.before or '–'} → {change.after or '–'}"
        for change in changes
    )


def waiting_revision(product: Product) -> ProductRevision | None:
    """Return the revision of a listing that waits for the catalogue manager."""
    rows = product.revisions.filter(status=RevisionStatus.SUBMITTED)
    return rows.select_related("etalase__tenant", "submitted_by").first()


def last_revision(product: Product) -> ProductRevision | None:
    """Return what the owner last handed in, whatever became of it."""
    rows = product.revisions.select_related("etalase__tenant").order_by("-number")
    return rows.first()


def shelf(vendor: Vendor, words: str = "") -> QuerySet[Sku]:
    """Return the variants of a shop by name, those whose name or code holds the words."""
    rows = Sku.objects.filter(vendor=vendor).select_related("product", "price_mark")
    if words:
        called = Q(product__name__icontains=words) | Q(label__icontains=words)
        rows = rows.filter(called | Q(code__icontains=words))
    return rows.order_by("product__name", "product_id", "position", "pk")


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
    rows = own.prefetch_related("skus", "licences")
    return rows.order_by(_WAITING_FIRST, "-status_at", "pk")


def review_queue(user: User, status: str = ProductStatus.SUBMITTED) -> QuerySet[Product]:
    """Return the listings of one status in the person's markets, longest waiting first.

    Submitted: whatever has a revision that waits, a live listing's change too. ``since`` is the
    moment it was handed in, for other statuses that of the last step.
    """
    waits = Q(revisions__status=RevisionStatus.SUBMITTED)
    submitted = status == ProductStatus.SUBMITTED
    rows = Product.objects.filter(
        waits if submitted else Q(status=status), etalase__in=policies.managed_etalases(user)
    ).exclude(vendor__in=vendors_of(user))
    return (
        rows.select_related("vendor", "etalase__tenant")
        .prefetch_related("skus")
        .annotate(since=F("revisions__submitted_at") if submitted else F("status_at"))
        .order_by("since", "pk")
    )


def waiting_rises(user: User) -> QuerySet[PriceRise]:
    """Return the prices that wait for a catalogue manager, longest waiting first."""
    rows = PriceRise.objects.filter(
        status=RiseStatus.WAITING, sku__product__etalase__in=policies.managed_etalases(user)
    ).exclude(sku__vendor__in=vendors_of(user))
    return rows.select_related("sku__product__vendor", "sku__product__etalase").order_by(
        "proposed_at", "pk"
    )


def last_rises(skus: Collection[Sku]) -> dict[int, PriceRise]:
    """Return the price proposed last of each variant, in one query."""
    rows = PriceRise.objects.filter(sku__in=skus).order_by("sku_id", "-proposed_at", "-pk")
    return {rise.sku_id: rise for rise in rows.distinct("sku_id")}


def catalogue_managers(etalase: Etalase) -> QuerySet[User]:
    """Return the people who decide about goods in this etalase."""
    return tenant_officers(etalase.tenant_id, Role.CATALOGUE_MANAGER)


def open_etalases_for(channels: frozenset[Channel]) -> QuerySet[Etalase]:
    """Return the open etalases of the channels a vendor may sell in."""
    return Etalase.objects.filter(
        policies.open_etalase(), channel__in=[channel.value for channel in channels]
    ).select_related("tenant")
