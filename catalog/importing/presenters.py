"""What the pages of sheets show, and the sheets that are handed out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.importing import messages, queries, rules
from catalog.importing.models import GoodsRow, GoodsVerdict
from catalog.importing.services.sending import SHEET_NAME
from catalog.models import Sku
from marketplace.accounts.models import Region, RegionLevel
from marketplace.core import sheets
from vendors.models import Vendor

UNITS: Final = (
    *("buah", "unit", "lembar", "kotak", "bungkus", "pak", "rim", "botol", "kg", "gram", "liter"),
    *("meter", "set", "pasang", "porsi", "orang", "jam", "hari", "paket"),
)
WIDTHS: Final = (18, 18, 38, 18, 34, 40, 12, 16, 10, 20, 12, 24, 18, 10, 34, 30)
EXAMPLE: Final = {
    "code": "CONTOH-1",
    "name": "Contoh: Kopi arabika Bajawa, bubuk 250 g",
    "description": "Hapus baris contoh ini.",
    "unit": "bungkus",
    "price_rupiah": 65_000,
    "stock": 40,
    "tax_class": rules.TAX_WORDS["ppn"],
    "weight_gram": 270,
    "is_domestic": rules.YES,
    "photo": "https://contoh.id/kopi.jpg",
}


def template(vendor: Vendor) -> bytes:
    """Return the sheet that a shop fills in: lists to choose from, an example, explanations."""
    etalases = [queries.etalase_label(one) for one in queries.etalases_of(vendor)]
    example = {**EXAMPLE, "etalase": etalases[0] if etalases else ""}
    return _sheet(vendor, etalases, [[example.get(column, "") for column in rules.COLUMNS]])


def _sheet(vendor: Vendor, etalases: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    places = list(rules.COLUMNS)
    regions = Region.objects.filter(level=RegionLevel.REGENCY).order_by("name")
    choices = {
        "etalase": etalases,
        "unit": UNITS,
        "tax_class": tuple(rules.TAX_WORDS.values()),
        "origin": list(regions.values_list("name", flat=True)),
        "is_domestic": (rules.YES, rules.NO),
    }
    explained = [
        (heading, str(messages.EXPLAINED[column]))
        for column, heading in zip(rules.COLUMNS, rules.HEADINGS, strict=True)
    ]
    return sheets.long_xlsx(
        SHEET_NAME,
        rules.HEADINGS,
        rows,
        widths=WIDTHS,
        choices={places.index(column): words for column, words in choices.items()},
        beside={_("Explanations"): explained},
    )


def exported(vendor: Vendor) -> bytes:
    """Return all goods of a shop as a filled template; sent back, it changes nothing."""
    etalases = [queries.etalase_label(one) for one in queries.etalases_of(vendor)]
    return _sheet(vendor, etalases, _goods(vendor))


def exported_csv(vendor: Vendor) -> bytes:
    """Return all goods of a shop as CSV."""
    return sheets.csv_bytes(rules.HEADINGS, _goods(vendor))


def _goods(vendor: Vendor) -> Iterator[list[object]]:
    first: dict[int, str] = {}
    known = queries.known_to(vendor)
    for sku in _variants(vendor).iterator(chunk_size=500):
        product = sku.product
        code = first.setdefault(product.pk, sku.code)
        tax = rules.TAX_WORDS.get(product.tax_class, product.tax_class)
        tkdn = product.tkdn_percent
        row: dict[str, object] = {
            "code": sku.code,
            "parent": "" if code == sku.code else code,
            "name": product.name,
            "label": sku.label,
            "etalase": queries.etalase_words(product.etalase, known),
            "description": product.description,
            "unit": sku.unit,
            "price_rupiah": sku.price_rupiah,
            "stock": sku.stock,
            "tax_class": tax,
            "weight_gram": sku.weight_gram,
            "origin": queries.region_words(product.origin, known),
            "is_domestic": rules.YES if product.is_domestic else rules.NO,
            "tkdn_percent": "" if tkdn is None else f"{tkdn:.2f}".replace(".", ","),
            "photo": product.photo,
            "photo_alt": product.photo_alt,
        }
        yield [row[column] for column in rules.COLUMNS]


def _variants(vendor: Vendor) -> QuerySet[Sku]:
    rows = Sku.objects.filter(vendor=vendor)
    rows = rows.select_related("product__etalase__tenant", "product__origin")
    return rows.order_by("product_id", "position", "pk")


def failed_rows(rows: Iterable[GoodsRow]) -> bytes:
    """Return the rows to repair as a sheet that can be sent again, with what is wrong in each."""
    headings = [*rules.HEADINGS, rules.WRONG_HEADING, rules.ROW_HEADING]
    table = [
        [
            *(sheets.typed(row.said.get(column, "")) for column in rules.COLUMNS),
            " ".join(messages.sentence(problem) for problem in row.problems),
            row.row_number,
        ]
        for row in rows
    ]
    return sheets.long_xlsx(SHEET_NAME, headings, table, widths=(*WIDTHS, 60, 10))


class RowShown(NamedTuple):
    """A row of a sheet: where it stands, what it is about, what is to be repaired or changes."""

    number: int
    code: str
    name: str
    verdict: str
    problems: list[str]
    changes: str
    price: int | None


def row_shown(row: GoodsRow) -> RowShown:
    """Return a row as the preview shows it."""
    asked = [one["params"] for one in row.problems if one["code"] == "price_jumps"]
    price = asked[0].get("price") if asked else None
    return RowShown(
        row.row_number,
        row.code or row.said.get("code", ""),
        row.said.get("name", ""),
        row.verdict,
        [messages.sentence(problem) for problem in row.problems],
        ", ".join(str(messages.COLUMN_LABELS[column]) for column in row.changes),
        price if row.verdict == GoodsVerdict.ASK else None,
    )


def heading_choices(headings: Sequence[str]) -> list[tuple[Any, str]]:
    """Return the columns of a sheet to choose from."""
    named = [(str(place), text) for place, text in enumerate(headings) if text]
    return [("", _("not in this sheet")), *named]
