"""Licences of the demo's food shops: every number is synthetic, every paper says CONTOH.

Each sells food, so each has a halal certificate; one permit ends soon, one waits for the verifier,
one was returned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from marketplace.demo.etalases import BY_SLUG
from marketplace.demo.listings import listings
from marketplace.demo.vendors import Vendor, vendors

ENDS_SOON_DAYS = 20
WAITS_DAYS, RETURNED_DAYS = 1, 4
RETURNED = "Foto sertifikat terpotong: nomor dan tanggal akhirnya tidak terbaca. Unggah ulang."


@dataclass(frozen=True)
class Licence:
    """One licence of a shop. ``becomes`` verified, waiting or returned."""

    kind: str
    title: str
    scope: str
    becomes: str = "verified"
    ends_in_days: int = 0  # counted from now; 0: it has no last day


HALAL = Licence("halal", "Sertifikat halal", "Semua pangan olahan dapur ini")
MORE: dict[str, Licence] = {
    "kue-bu-lasmi": Licence(
        "pirt", "SPP-IRT", "Kue basah dan kue kering", ends_in_days=ENDS_SOON_DAYS
    ),
    "dapur-bu-sri": Licence(
        "pirt", "SPP-IRT", "Sambal dan lauk kering", becomes="waiting", ends_in_days=1_500
    ),
    "koperasi-tani-welirang": Licence(
        "haccp", "Sertifikat HACCP", "Pengolahan kopi bubuk", becomes="returned", ends_in_days=900
    ),
}


@cache
def food_shops() -> frozenset[str]:
    """Return the shops with goods on a shelf of food."""
    shelves = {slug for slug, etalase in BY_SLUG.items() if etalase.is_food}
    return frozenset(item.vendor for item in listings() if item.etalase in shelves)


def licences_of(code: str) -> tuple[Licence, ...]:
    """Return what a shop hands in, in its order; nothing for shops without food."""
    if code not in food_shops():
        return ()
    return (HALAL, *(MORE[name] for name in [code] if name in MORE))


def last_day(licence: Licence, now: date) -> date | None:
    """Return its last day, counted from the demo's now."""
    return now + timedelta(days=licence.ends_in_days) if licence.ends_in_days else None


def number_of(licence: Licence, vendor: Vendor, now: date) -> str:
    """Return a number of the right shape that no office gives: serials are nines and zeros."""
    serial = [shop.code for shop in vendors()].index(vendor.code)
    if licence.kind == "halal":
        return f"ID99999999999{serial:06d}"
    if licence.kind == "pirt":
        last = last_day(licence, now) or now
        region = vendor.district_code.replace(".", "")[:4]
        return f"206{region}99{serial:04d}-{last.year % 100:02d}"
    return f"CONTOH-{serial:04d}"
