"""Whole-rupiah arithmetic. Pure: no Django, no floating point, no clock.

An amount is an ``int`` of whole rupiah and a rate an ``int`` of basis points (1_100 = 11 %).
Rounding is half up to the rupiah and happens once per tax line (docs/regulations.md#rounding).
"""

from collections.abc import Sequence
from typing import Final

from marketplace.core.text import NBSP

BASIS_POINTS: Final = 10_000
BP_PER_PERCENT: Final = 100
LARGEST_IN_WORDS: Final = 10**15 - 1

_UNITS: Final = (
    "",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES: Final = (
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (10**3, "ribu"),
    (10**2, "ratus"),
)


def grouped(amount: int) -> str:
    """Return a number with Indonesian thousands points: 1234567 -> ``1.234.567``."""
    return f"{amount:,}".replace(",", ".")


def rupiah(amount_rupiah: int) -> str:
    """Return an amount as people read it: ``Rp 1.234.567``; a debt as ``-Rp 1.234.567``."""
    sign = "-" if amount_rupiah < 0 else ""
    return f"{sign}Rp {grouped(abs(amount_rupiah))}"


def percent(rate_bp: int) -> str:
    """Return a rate of 0 or more as people read it: 1_100 -> ``11 %``, 50 -> ``0,5 %``."""
    whole, rest = divmod(rate_bp, BP_PER_PERCENT)
    fraction = f",{rest:02d}".rstrip("0") if rest else ""
    return f"{whole}{fraction} %"


def unbroken(shown: str) -> str:
    """Return an amount or a rate that no line ends within: its spaces become no-break spaces."""
    return shown.replace(" ", NBSP)


def bp_of(base_rupiah: int, rate_bp: int) -> int:
    """Return ``rate_bp`` basis points of a base, half up to the whole rupiah.

    Raises: ValueError for a negative base or rate.
    """
    if base_rupiah < 0 or rate_bp < 0:
        raise ValueError("base and rate must not be negative")
    return (base_rupiah * rate_bp + BASIS_POINTS // 2) // BASIS_POINTS


def split(total_rupiah: int, weights: Sequence[int]) -> list[int]:
    """Share a total in proportion to the weights; the parts always sum to the total.

    Largest remainder: each part is its exact share cut or rounded up to a rupiah, so no part is a
    whole rupiah away from it. Equal remainders go to the earlier part, which keeps it repeatable.
    Raises: ValueError for a negative total or weight, or when there is nothing to share among.
    """
    if total_rupiah < 0 or any(weight < 0 for weight in weights):
        raise ValueError("total and weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        if total_rupiah == 0:
            return [0] * len(weights)
        raise ValueError("at least one weight must be positive")
    parts = [total_rupiah * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda index: (-(total_rupiah * weights[index] % whole), index)
    )
    for index in by_remainder[: total_rupiah - sum(parts)]:
        parts[index] += 1
    return parts


def terbilang(amount: int) -> str:
    """Return an amount in Indonesian words (terbilang), lower case, without the word "rupiah".

    0 <= amount < 10**15: 1_100 -> ``seribu seratus``, 1_000_000 -> ``satu juta``.
    Raises: ValueError outside that range; a document must never carry a wrong sum in words.
    """
    if not 0 <= amount <= LARGEST_IN_WORDS:
        raise ValueError("amount in words is defined from 0 to 999 trillion")
    return _words(amount) or "nol"


def _words(amount: int) -> str:
    if amount < 12:
        return _UNITS[amount]
    if amount < 20:
        return f"{_UNITS[amount - 10]} belas"
    if amount < 100:
        return _join(f"{_UNITS[amount // 10]} puluh", amount % 10)
    if amount < 200:
        return _join("seratus", amount - 100)
    size, name = next(scale for scale in _SCALES if amount >= scale[0])
    count = amount // size
    head = "seribu" if amount < 2_000 and size == 1_000 else f"{_words(count)} {name}"
    return _join(head, amount % size)


def _join(head: str, rest: int) -> str:
    return f"{head} {_words(rest)}" if rest else head
