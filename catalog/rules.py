"""Words and numbers of the catalogue. Pure: values in, values out, no Django, no clock."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from catalog import content
from catalog.tax import TaxClass
from marketplace.core.money import BASIS_POINTS, bp_of
from marketplace.core.text import clean_line

MAX_QUERY: Final = 100
MAX_WORDS: Final = 8
MAX_WORD: Final = 32
JUMP: Final = 3
_WORD = re.compile(r"[^\W_]+")
_DIMENSION = re.compile(r"(?<=[0-9])[x×](?=[0-9])")
_NUMBER_AND_UNIT = re.compile(r"(?<=[0-9])(?=[a-z])|(?<=[0-9])[.,](?=[0-9])")


def clean_query(text: str) -> str:
    """Return what a person meant to type, 100 characters at most (``core.text.clean_line``)."""
    return clean_line(text[: MAX_QUERY * 4].replace("\x00", " "))[:MAX_QUERY].strip()


def folded(text: str) -> str:
    """Return lower-case text without accents, as the search columns hold it."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def parted(text: str) -> str:
    """Return folded text with its numbers apart from their units: ``5kg`` becomes ``5 kg``.

    ``2x3m`` becomes ``2 x 3 m``; ``a4``, a name, stays. The search columns are filled by the same
    rule (``catalog_parted`` of the migration 0004_numbers_apart).
    """
    return _NUMBER_AND_UNIT.sub(" ", _DIMENSION.sub(" x ", text))


def tsquery(words: Sequence[str], *, within: str = "") -> str:
    """Return the text of a tsquery that wants every word, the longer ones by their beginning.

    within: a weight class (A to D) of the search vector, or all of it.
    """
    return " & ".join(f"{word}:{'*' * (len(word) > 1)}{within}".rstrip(":") for word in words)


def slips(typed: str, meant: str) -> int:
    """Return how many letters were left out, added, changed or swapped with the next one."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for at, letter in enumerate(typed, 1):
        above, before, row = before, row, [at]
        for to, other in enumerate(meant, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and typed[at - 2 : at] == meant[to - 2 : to][::-1]:
                cost = min(cost, above[to - 2] + 1)
            row.append(cost)
    return row[-1]


def comparison_key(name: str, unit: str, label: str = "", *, is_rental: bool = False) -> str:
    """Return the group of goods a variant's price is compared with.

    The first two words of its name, all sizes stated by its label, else by its name, and the unit
    it is sold by: "Kopi arabika Bajawa, bubuk 250 g" sold by the bag is compared with other arabica
    bags of 250 g or of 0,25 kg, never a box of a hundred with one of fifty (``content``), nor the
    price of a day of a chair with that of a chair.
    """
    words = _WORD.findall(folded(name))[:2]
    sizes = content.size_words(name, unit, label)
    key = "|".join((" ".join(words), sizes, content.canonical_unit(unit)))
    return f"{key[:113]}|rental" if is_rental else key[:120]


def variant_title(name: str, label: str) -> str:
    """Return the name of goods with the variant meant: ``Kopi arabika (250 g)``."""
    return f"{name} ({label})" if label else name


class Words(NamedTuple):
    """What a revision says: ``variants`` by key of the variant, each its label and its unit.

    ``attributes``: what it states, by the label of each, as people read it.
    """

    name: str
    description: str
    etalase: str
    variants: Mapping[int, tuple[str, str]]
    attributes: Mapping[str, str] = MappingProxyType({})


class Change(NamedTuple):
    """One difference of two revisions.

    ``field``: name, etalase, description, attribute, or label and unit of a variant.
    ``sku``: the variant it is about; None for the whole listing. A variant that is new has no
    ``before``, one that is no longer offered no ``after``. ``called``: the label of an attribute.
    """

    field: str
    before: str
    after: str
    sku: int | None = None
    called: str = ""


def changes(old: Words, new: Words, *, sku: int | None = None) -> list[Change]:
    """Return what differs between two revisions of a listing, for all variants or for one."""
    found = [
        Change(field, getattr(old, field), getattr(new, field))
        for field in ("name", "etalase", "description")
        if getattr(old, field) != getattr(new, field)
    ]
    found += [
        Change("attribute", was, becomes, called=label)
        for label in {**old.attributes, **new.attributes}
        if (was := old.attributes.get(label, "")) != (becomes := new.attributes.get(label, ""))
    ]
    known = {**old.variants, **new.variants} if sku is None else {sku: ("", "")}
    for key in known:
        before, after = old.variants.get(key, ("", "")), new.variants.get(key, ("", ""))
        found += [
            Change(field, was, becomes, key)
            for field, was, becomes in zip(("label", "unit"), before, after, strict=True)
            if was != becomes
        ]
    return found


def price_with_vat(
    net_rupiah: int, *, is_pkp: bool, tax_class: str, vat_rate_bp: int, luxury_rate_bp: int
) -> int:
    """Return what a buyer pays for one unit: the net price and the VAT its vendor must charge.

    A vendor who is not VAT-registered (PKP) charges none. Rates in basis points, read for the
    day. Source: docs/regulations.md#R-PPN-1.
    """
    rates = {TaxClass.PPN: vat_rate_bp, TaxClass.LUXURY: luxury_rate_bp} if is_pkp else {}
    return net_rupiah + bp_of(net_rupiah, rates.get(TaxClass(tax_class), 0))


def jumps(price_rupiah: int, known_rupiah: int) -> bool:
    """Whether a price is more than three times another one, or less than a third of it."""
    return price_rupiah > JUMP * known_rupiah or known_rupiah > JUMP * price_rupiah


def highest_without_review(low_rupiah: int, rise_bp: int) -> int:
    """Return the highest price that lies no more than a rate above a low one."""
    return low_rupiah + low_rupiah * rise_bp // BASIS_POINTS


def deviation_bp(price_rupiah: int, median_rupiah: int) -> int:
    """Return how far a price lies above (or, negative, below) the median, in basis points."""
    if median_rupiah <= 0:
        raise ValueError("a median must be positive")
    far = abs(price_rupiah - median_rupiah) * BASIS_POINTS
    rounded = (2 * far + median_rupiah) // (2 * median_rupiah)
    return rounded if price_rupiah >= median_rupiah else -rounded


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int


def months_back(last: date, count: int) -> list[Month]:
    """Return ``count`` months up to and including that of ``last``, oldest first."""
    serial = last.year * 12 + last.month - 1
    return [Month(n // 12, n % 12 + 1) for n in range(serial - count + 1, serial + 1)]


def monthly_prices(
    versions: Sequence[tuple[datetime, int]], months: Sequence[Month]
) -> list[tuple[Month, int]]:
    """Return the price that held at the end of each month; months before the first have none.

    versions: (from, rupiah), oldest first.
    """
    found: list[tuple[Month, int]] = []
    for month in months:
        held = [price for start, price in versions if (start.year, start.month) <= month]
        if held:
            found.append((month, held[-1]))
    return found
