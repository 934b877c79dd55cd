"""What a row of a sheet of goods says, and where the import of a sheet stands. Pure.

A column of the template is one row of ``COLUMNS``. Columns of one category will stand behind the
same table: whoever adds them brings names, and a reader in ``_READERS``.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from catalog.tax import TaxClass
from marketplace.core import sheets
from marketplace.core.bounds import MAX_PRICE_RUPIAH, MAX_STOCK, MAX_WEIGHT_GRAM
from marketplace.core.text import clean_line, clean_text
from marketplace.core.whole_numbers import has_fraction, typed_number, typed_percent
from vendors.sheet_rows import EXAMPLE, Problem, Said

MOST_ROWS: Final = 25_000
CELL: Final = 2_000  # signs of the longest cell: a description
ROWS_KEPT_DAYS: Final = 30
PHOTO_NAME: Final = re.compile(r"[^/\\]{1,100}\.(jpe?g|png|webp)", re.IGNORECASE)
OWN_PHOTO: Final = re.compile(r"produk/[0-9a-f]{32}\.(webp|svg)")

# The columns in the order of the template, each with the words by which sheets call it: the first
# is ours, then those of the exports of Jubelio, Shopee and Tokopedia.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("kode barang", "sku", "kode sku", "nomor sku", "sku name", "nama sku", "item code",
             "item_code", "et_title_variation_sku", "kode variasi penjual", "code"),
    "parent": ("kode induk", "sku induk", "et_title_parent_sku", "item group code", "parent sku"),
    "name": ("nama barang", "nama produk", "item name", "item_name", "et_title_product_name",
             "name"),
    "label": ("nama varian", "nama variasi", "varian", "variasi", "variation name",
              "et_title_variation_name", "variant"),
    "etalase": ("etalase", "nama etalase"),
    "description": ("keterangan", "deskripsi", "deskripsi produk", "description"),
    "unit": ("satuan", "unit", "uom"),
    "price_rupiah": ("harga tanpa ppn", "harga", "harga jual", "sell price", "sell_price",
                     "et_title_variation_price", "price"),
    "stock": ("stok", "jumlah stok", "stok tersedia", "qty", "et_title_variation_stock",
              "available stock", "stock"),
    "tax_class": ("pajak", "jenis pajak", "tax"),
    "weight_gram": ("berat gram", "berat", "berat produk", "weight", "package weight"),
    "origin": ("dibuat di", "asal barang", "made in"),
    "is_domestic": ("produk dalam negeri", "pdn", "domestic"),
    "tkdn_percent": ("tkdn persen", "tkdn", "nilai tkdn"),
    "photo": ("foto", "gambar", "gambar 1", "gambar produk 1", "foto produk 1", "foto sampul",
              "url gambar", "image", "image url"),
    "photo_alt": ("keterangan foto", "photo in words"),
}  # fmt: skip
HEADINGS: Final = tuple(words[0].capitalize() for words in COLUMNS.values())
# What stands in our own exports and failed rows beside the columns, and is read by nobody.
WRONG_HEADING, ROW_HEADING = "Yang perlu diperbaiki", "Baris semula"
# Column → value without which new goods cannot be; of one more variant of goods that there are.
OF_NEW_GOODS: Final = {"name": "name", "etalase": "etalase_id", "unit": "unit",
                       "price_rupiah": "price_rupiah"}  # fmt: skip
OF_A_VARIANT: Final = {"label": "label", "unit": "unit", "price_rupiah": "price_rupiah"}
_MARKS: Final = re.compile(r"[*:]|\(.*?\)")
_YES, _NO = frozenset({"ya", "yes", "y"}), frozenset({"tidak", "no", "n", "bukan"})
YES, NO = "ya", "tidak"
TAX_WORDS: Final[Mapping[str, str]] = {
    TaxClass.PPN.value: "PPN",
    TaxClass.PBJT.value: "Pajak daerah (PBJT)",
    TaxClass.EXEMPT.value: "Bebas PPN",
}


class ImportState(StrEnum):
    """Where the import of a sheet stands."""

    MAPPING = "mapping"  # the shop says which column is which
    JUDGING = "judging"
    PREVIEW = "preview"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


def state_of(
    *,
    mapped: datetime | None,
    judged: datetime | None,
    started: datetime | None,
    finished: datetime | None,
    cancelled: datetime | None,
) -> ImportState:
    """Say where an import stands by its moments."""
    if cancelled or finished:
        return ImportState.CANCELLED if cancelled else ImportState.DONE
    if started:
        return ImportState.RUNNING
    if judged:
        return ImportState.PREVIEW
    return ImportState.JUDGING if mapped else ImportState.MAPPING


# ---- headings


def heading_words(text: str) -> str:
    """Return a heading in the shape by which headings are compared."""
    return " ".join(_MARKS.sub(" ", text.lower()).split())


_COLUMN_OF: Final = {word: column for column, words in COLUMNS.items() for word in words}


def guessed(headings: Sequence[str]) -> dict[str, int]:
    """Return where each column seems to stand; our own words count before those of others."""
    words = [heading_words(text) for text in headings]
    found: dict[str, int] = {}
    for column, names in COLUMNS.items():
        places = [words.index(name) for name in names if name in words]
        if places:
            found[column] = places[0]
    return found


def is_heading(places: Mapping[str, int]) -> bool:
    """Say whether a row with these columns can be the heading of a sheet of goods."""
    return len(places) >= 3 and bool({"code", "parent"} & places.keys())


def is_ours(headings: Sequence[str]) -> bool:
    """Say whether each heading is one of the template's, so that nobody has to be asked."""
    ours = {heading_words(words) for words in (*HEADINGS, WRONG_HEADING, ROW_HEADING)}
    return all(heading_words(text) in ours for text in headings if text)


def fingerprint(headings: Sequence[str]) -> str:
    """Return what the same export has again next month."""
    words = "\n".join(heading_words(text) for text in headings)
    return hashlib.sha256(words.encode()).hexdigest()


# ---- rows


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a cell may mean: the key of an etalase or a regency by its name.

    None for a name that there is not, or that several have.
    """

    etalase: Callable[[str], int | None]
    region: Callable[[str], int | None]
    open_etalases: frozenset[int] = frozenset()


@dataclass(slots=True)
class Reading:
    """A row: what its cells say, as the services take it, and what is wrong with them."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, column: str, code: str, **params: str | int) -> None:
        """Note that a cell must be repaired."""
        self.problems.append(Problem(column, code, params))


def said_text(said: Said) -> str:
    """Return the text of a cell that may be read again and says the same then.

    A number with three decimals would be read as thousands when it has become text.
    """
    whole, point, decimals = said.text.partition(".")
    if said.is_number and point and len(decimals) == 3:
        return f"{whole}.{decimals}0"
    return said.text


def read_row(
    cells: Mapping[str, str], known: Known, *, troubles: Mapping[str, str] | None = None
) -> Reading:
    """Judge the cells of a row by themselves. troubles: what the spreadsheet made of a cell."""
    row = Reading()
    for column, reader in _READERS.items():
        raw = cells.get(column, "")
        trouble = (troubles or {}).get(column, "") or ("formula" if raw.startswith("=") else "")
        if trouble == "rounded" and column in _WORDS and "+" not in raw:
            trouble = ""  # 12E5 is a code, 1,2E+12 a number that has lost its digits
        text = sheets.typed(raw)
        if trouble:
            row.wrong(column, trouble)
        elif text.strip():
            reader(row, column, text, known)
    if str(row.values.get("name", "")).casefold().startswith(EXAMPLE):
        row.wrong("name", "example")
    if not row.values.get("code"):
        row.values["code"] = row.values.get("parent", "")  # Shopee: goods without variants
    if not row.values["code"] and not any(one.column in {"code", "parent"} for one in row.problems):
        row.wrong("code", "code_missing")
    return row


def owed(values: Mapping[str, Any], *, joins: bool) -> list[str]:
    """Return the columns that are missing of new goods, or of a variant that joins others."""
    needed = OF_A_VARIANT if joins else OF_NEW_GOODS
    return [column for column, value in needed.items() if values.get(value) is None]


_WORDS: Final[Mapping[str, tuple[int, int]]] = {
    "code": (1, 40),
    "parent": (1, 40),
    "name": (5, 140),
    "label": (1, 60),
    "unit": (1, 24),
    "photo_alt": (1, 140),
}


def _line(row: Reading, column: str, text: str, _known: Known) -> None:
    least, most = _WORDS[column]
    words = clean_line(text)
    if len(words) > most:
        row.wrong(column, "too_long", most=most)
    elif len(words) < least:
        row.wrong(column, "too_short", least=least)
    else:
        row.values[column] = words


def _description(row: Reading, column: str, text: str, _known: Known) -> None:
    row.values[column] = clean_text(text)[:CELL]


def _number(row: Reading, column: str, text: str, least: int, most: int) -> None:
    number = typed_number(text)
    if number is None:
        row.wrong(column, "fraction" if has_fraction(text) else "no_number")
    elif not least <= number <= most:
        row.wrong(column, "out_of_bounds", least=least, most=most)
    else:
        row.values[column] = number


def _etalase(row: Reading, column: str, text: str, known: Known) -> None:
    found = known.etalase(clean_line(text))
    if found is None:
        row.wrong(column, "etalase_unknown")
    else:
        row.values["etalase_id"] = found


def _origin(row: Reading, column: str, text: str, known: Known) -> None:
    found = known.region(clean_line(text))
    if found is None:
        row.wrong(column, "region_unknown")
    else:
        row.values["origin_id"] = found


def _tax(row: Reading, column: str, text: str, _known: Known) -> None:
    words = clean_line(text).casefold()
    for key, label in TAX_WORDS.items():
        if words in {key, label.casefold()}:
            row.values[column] = key
            return
    row.wrong(column, "tax_unknown")


def _yes(row: Reading, column: str, text: str, _known: Known) -> None:
    words = clean_line(text).casefold()
    if words in _YES | _NO:
        row.values[column] = words in _YES
    else:
        row.wrong(column, "yes_or_no")


def _percent(row: Reading, column: str, text: str, _known: Known) -> None:
    share = typed_percent(text)
    if share is None:
        row.wrong(column, "percent")
    elif 0 < share < 1:
        row.wrong(column, "percent_below_one")  # a cell of 40 % holds 0.4
    else:
        row.values[column] = share.quantize(Decimal("0.01"))


def _photo(row: Reading, column: str, text: str, _known: Known) -> None:
    words = clean_line(text)
    if words.startswith("https://") or OWN_PHOTO.fullmatch(words) or PHOTO_NAME.fullmatch(words):
        row.values[column] = words
    else:
        row.wrong(column, "photo_unreadable")


Reader = Callable[[Reading, str, str, Known], None]
_READERS: Final[Mapping[str, Reader]] = {
    **dict.fromkeys(_WORDS, _line),
    "etalase": _etalase,
    "description": _description,
    "price_rupiah": lambda row, column, text, _known: _number(
        row, column, text, 1, MAX_PRICE_RUPIAH
    ),
    "stock": lambda row, column, text, _known: _number(row, column, text, 0, MAX_STOCK),
    "tax_class": _tax,
    "weight_gram": lambda row, column, text, _known: _number(row, column, text, 0, MAX_WEIGHT_GRAM),
    "origin": _origin,
    "is_domestic": _yes,
    "tkdn_percent": _percent,
    "photo": _photo,
}


def source_digest(source: str) -> str:
    """Return what is kept of the address of a photo, to know it again."""
    return hashlib.sha256(source.encode()).hexdigest()
