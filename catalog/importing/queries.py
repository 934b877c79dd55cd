"""Reads: what cells may mean, the goods that rows name, how far a sheet is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q

from catalog import rules as catalog_rules
from catalog.importing import rules
from catalog.importing.models import GoodsImport, GoodsPicture, GoodsRow, GoodsVerdict
from catalog.importing.rules import ImportState, Known
from catalog.models import Etalase, PriceMark, Product, ProductRevision, RevisionStatus, Sku
from catalog.prices import lowest_of_late
from catalog.queries import open_etalases_for
from marketplace.accounts.models import Region, RegionLevel
from vendors.models import Vendor
from vendors.queries import open_channels
from vendors.region_words import finder_of, normal_region

TO_TAKE = (GoodsVerdict.NEW, GoodsVerdict.CHANGED)


def state_of(sheet: GoodsImport) -> ImportState:
    """Say where a sheet stands."""
    return rules.state_of(
        mapped=sheet.mapped_at,
        judged=sheet.judged_at,
        started=sheet.started_at,
        finished=sheet.finished_at,
        cancelled=sheet.cancelled_at,
    )


def open_import(vendor: Vendor) -> GoodsImport | None:
    """Return the sheet of a shop that is not finished."""
    return vendor.goods_imports.filter(finished_at=None, cancelled_at=None).first()


@dataclass(frozen=True)
class Progress:
    """Rows of a sheet by verdict, and how many a worker has taken in."""

    counts: Mapping[str, int]
    done: int

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """Rows that were looked at."""
        return self.total - self.counts.get(GoodsVerdict.PENDING, 0)

    @property
    def to_do(self) -> int:
        """Rows that a worker takes in, those that it has included."""
        return sum(self.counts.get(verdict, 0) for verdict in TO_TAKE)

    @property
    def errors(self) -> int:
        """Rows to repair."""
        return self.counts.get(GoodsVerdict.ERROR, 0)

    @property
    def percent(self) -> int:
        """How far the taking in is."""
        return self.done * 100 // self.to_do if self.to_do else 100

    @property
    def judged_percent(self) -> int:
        """How far the looking through is."""
        return self.judged * 100 // self.total if self.total else 100


def progress_of(sheet: GoodsImport) -> Progress:
    """Count the rows of a sheet."""
    done = Q(done_at__isnull=False, verdict__in=TO_TAKE)
    rows = sheet.rows.order_by().values_list("verdict")
    found = list(rows.annotate(number=Count("pk"), done=Count("pk", filter=done)))
    return Progress({row[0]: row[1] for row in found}, sum(row[2] for row in found))


# ---- what cells may mean


def etalase_label(etalase: Etalase) -> str:
    """Return an etalase as sheets and lists name it."""
    return f"{etalase.name} · {etalase.tenant.name}"


def etalases_of(vendor: Vendor) -> list[Etalase]:
    """Return the open etalases that a shop may choose, by name."""
    return list(open_etalases_for(open_channels(vendor)).order_by("name", "tenant__name"))


def etalase_words(etalase: Etalase, known: Known) -> str:
    """Return what a cell says of an etalase, so that it means this one alone."""
    label = etalase_label(etalase)
    return label if known.etalase(label) == etalase.pk else etalase.slug


def region_words(region: Region | None, known: Known) -> str:
    """Return what a cell says of a region, so that it means this one alone."""
    if region is None:
        return ""
    return region.name if known.region(region.name) == region.pk else region.code


def known_to(vendor: Vendor) -> Known:
    """Return what the words of this shop's cells may mean."""
    etalases = _etalase_finder(vendor)
    regions = finder_of(Region.objects.filter(level=RegionLevel.REGENCY).select_related("parent"))
    return Known(
        lambda words: etalases.get(words.casefold()),
        lambda words: regions.get(normal_region(words)),
        frozenset(one.pk for one in etalases_of(vendor)),
    )


def _etalase_finder(vendor: Vendor) -> dict[str, int | None]:
    """Return the etalases by label, those in which the shop has goods included, or by name."""
    own = Etalase.objects.filter(products__vendor=vendor).select_related("tenant").distinct()
    both = {one.pk: one for one in (*own, *etalases_of(vendor))}
    found: dict[str, int | None] = {}
    for one in both.values():
        for words in {etalase_label(one), one.name, one.slug}:
            key = words.casefold()
            found[key] = one.pk if found.get(key, one.pk) == one.pk else None
    return found


# ---- the goods that rows name


@dataclass(slots=True)
class Goods:
    """The variants of a shop that some rows name, with what their prices are compared with."""

    by_code: dict[str, Sku]
    marks: dict[tuple[int, str], PriceMark]
    tenant_of: dict[int, int]
    parents: dict[str, Sku] = field(default_factory=dict)
    pictures: dict[str, set[str]] = field(default_factory=dict)
    lows: dict[int, int] = field(default_factory=dict)

    def mark_for(self, values: Mapping[str, Any]) -> PriceMark | None:
        """Return the mark of goods that there are not yet."""
        tenant = self.tenant_of.get(values["etalase_id"])
        key = _comparison_key(values)
        return self.marks.get((tenant, key)) if tenant else None

    def is_photo_of(self, digest: str, photo: str) -> bool:
        """Whether a picture that came before has become this photo."""
        return bool(photo) and photo in self.pictures.get(digest, ())


def _comparison_key(values: Mapping[str, Any]) -> str:
    return catalog_rules.comparison_key(
        values.get("name", ""), values.get("unit", ""), values.get("label", "")
    )


def goods_for(
    vendor: Vendor, read: Iterable[Mapping[str, Any]], digests: Iterable[str] = ()
) -> Goods:
    """Fetch what these rows may name, in a fixed number of queries.

    read: the values of the rows. digests: of the pictures that they name.
    """
    rows = list(read)
    codes = {values["code"] for values in rows if values.get("code")}
    parents = {values["parent"] for values in rows if values.get("parent")}
    skus = _variants(vendor).filter(code__in=codes | parents)
    by_code = {sku.code: sku for sku in skus}
    keys = {_comparison_key(values) for values in rows}
    etalases = {values["etalase_id"] for values in rows if values.get("etalase_id")}
    tenant_of = dict(Etalase.objects.filter(pk__in=etalases).values_list("pk", "tenant_id"))
    marks = PriceMark.objects.filter(key__in=keys, tenant__in=set(tenant_of.values()))
    return Goods(
        by_code,
        {(mark.tenant_id, mark.key): mark for mark in marks},
        tenant_of,
        {code: by_code[code] for code in parents if code in by_code},
        _pictures(vendor, digests),
        lowest_of_late([sku.pk for sku in by_code.values()]),
    )


def _variants(vendor: Vendor) -> Any:
    waiting = ProductRevision.objects.filter(status=RevisionStatus.SUBMITTED)
    return (
        Sku.objects.filter(vendor=vendor)
        .select_related("product__etalase", "price_mark")
        .prefetch_related(Prefetch("product__revisions", waiting, to_attr="waiting_now"))
    )


def siblings_of(sheet: GoodsImport, rows: Iterable[GoodsRow]) -> dict[str, Sku]:
    """Return, by the parent that rows name, a variant that a row of this parent is about.

    rows: those in hand; the others of the sheet are read.
    """
    codes = {row.code: row.parent for row in rows if row.parent and row.code}
    before = sheet.rows.filter(parent__in=set(codes.values())).exclude(code="")
    codes |= dict(before.values_list("code", "parent"))
    skus = _variants(sheet.vendor).filter(code__in=codes).order_by("-pk") if codes else ()
    return {codes[sku.code]: sku for sku in skus}


def _pictures(vendor: Vendor, digests: Iterable[str]) -> dict[str, set[str]]:
    rows = GoodsPicture.objects.filter(sheet__vendor=vendor, digest__in=set(digests))
    found: dict[str, set[str]] = {}
    for digest, photo in rows.exclude(photo="").values_list("digest", "photo"):
        found.setdefault(digest, set()).add(photo)
    return found


def own_photos(vendor: Vendor, names: Iterable[str]) -> set[str]:
    """Return which of these photos are of goods of the shop."""
    rows = Product.objects.filter(vendor=vendor, photo__in=set(names))
    return set(rows.values_list("photo", flat=True))


def next_rows(sheet: GoodsImport, number: int) -> list[GoodsRow]:
    """Return the next rows that nobody has looked at."""
    return list(sheet.rows.filter(verdict=GoodsVerdict.PENDING)[:number])
