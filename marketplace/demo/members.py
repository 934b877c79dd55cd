"""Members of the demo's cooperatives and who of them makes what: synthetic, numbers say so.

Names are common ones; a NIK has the serial 0000 that is never issued (``vendors.nik_of``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from marketplace.demo.listings import Listing
from marketplace.demo.seeded import between, pick, roll, shuffled
from marketplace.demo.vendors import Vendor, nik_of, vendors

MEMBERS: Final = 9
NAMES: Final = (
    *("Sulastri Wulandari", "Paiman Hadi", "Sri Rahayu", "Wagiman Santoso", "Ngatini Lestari"),
    *("Joko Purwanto", "Tumini Astuti", "Slamet Riyadi", "Mujiati Ningsih", "Karsono Widodo"),
    *("Yuliana Tefa", "Marten Nubatonis", "Yosefina Bria", "Dominggus Taneo", "Adriana Kase"),
    *("Bernadus Lopo", "Petronela Nope", "Yakobus Sabuna", "Margaretha Liu", "Elias Benu"),
    *("Siti Maimunah", "Abdul Rohim", "Nur Hasanah", "Imam Syafii", "Khusnul Khotimah"),
)
MAKES: Final = {
    "kopi": "Kopi ceri dan biji kopi sangrai",
    "sembako": "Beras, telur dan hasil kebun",
    "kelor": "Daun kelor kering dan tepung kelor",
    "pangan": "Keripik dan pangan olahan",
}
OF_THE_SERVICE: Final = 10  # per cent that the makers leave to the cooperative


@dataclass(frozen=True)
class Member:
    """One member as the cooperative's register has it."""

    number: str
    name: str
    nik: str
    makes: str
    since: date
    is_public: bool


def members_of(vendor: Vendor) -> tuple[Member, ...]:
    """Return the members of a cooperative, by number; nobody for other forms."""
    if not vendor.is_cooperative:
        return ()
    start = [shop.code for shop in vendors()].index(vendor.code)
    names = shuffled(NAMES, vendor.code, "members")[:MEMBERS]
    return tuple(
        Member(
            number=f"A-{place:03d}",
            name=name,
            nik=nik_of(1_000 + start * 20 + place, vendor.district_code, pick("mf", name)),
            makes=MAKES.get(pick(vendor.trades, name), "Hasil usaha rumah"),
            since=date(max(vendor.since, 2008), between(1, 12, name), between(1, 28, name, "day")),
            is_public=place % 3 != 0,
        )
        for place, name in enumerate(names, start=1)
    )


def makers_of(item: Listing, vendor: Vendor) -> dict[str, int]:
    """Return who makes a listing's goods: basis points by member number; some name nobody."""
    known = members_of(vendor)
    if not known or roll(item.code, "made") % 6 == 0:
        return {}
    number = 1 + roll(item.code, "makers") % 3
    chosen = shuffled(known, item.code, "who")[:number]
    share = (100 - OF_THE_SERVICE) * 100 // number
    return {member.number: share for member in chosen}
