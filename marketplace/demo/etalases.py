"""The showcases (etalase) of the demo: which shelf stands in which market, under which channel."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FOOD = ("konsumsi-rapat", "teh-kopi", "oleh-oleh")
OPEN_TO_THE_PROVINCE = ("mojokerto",)
ALL = ("ntt", "kaltara", "banten", "mojokerto", "jatim")


@dataclass(frozen=True)
class Etalase:
    """One shelf; the same slug may stand in several tenants.

    `channel` is `bela` (micro, small, cooperatives; capped; card) or `katalog_lokal` (medium too).
    `icon` names a symbol of the sprite, `category` the template that its goods are described by.
    """

    slug: str
    name: str
    icon: str
    channel: str
    summary: str
    category: str
    tenants: tuple[str, ...] = ALL

    @property
    def is_food(self) -> bool:
        """Whether a law asks of its goods what it asks of food and drink."""
        return self.slug in FOOD

    def open_to_in(self, tenant: str) -> str:
        """Whose goods it takes: the city's those of its province, around which its shops live."""
        return "province" if tenant in OPEN_TO_THE_PROVINCE else "residents"

    def slug_in(self, tenant: str) -> str:
        """The address of this shelf in one market; unique in the installation."""
        return f"{self.slug}-{tenant}"


ETALASES: tuple[Etalase, ...] = (
    Etalase(
        "konsumsi-rapat",
        "Konsumsi rapat",
        "utensils",
        "bela",
        "Nasi kotak, kue kotak, prasmanan, dan rehat kopi dari dapur warga.",
        "konsumsi",
    ),
    Etalase(
        "teh-kopi",
        "Teh & kopi",
        "coffee",
        "bela",
        "Kopi kebun rakyat, teh, dan kelor untuk dapur kantor.",
        "kopi-teh",
    ),
    Etalase(
        "kain-seragam",
        "Kain & seragam",
        "shirt",
        "bela",
        "Tenun, batik, seragam dinas, rompi, dan kaus kegiatan.",
        "kain",
    ),
    Etalase(
        "alat-tulis",
        "Alat tulis",
        "pencil-ruler",
        "bela",
        "Kertas, pena, map, toner, dan kebutuhan meja kerja.",
        "alat-tulis",
    ),
    Etalase(
        "mebel",
        "Mebel",
        "armchair",
        "bela",
        "Meja, kursi, lemari, dan mimbar dari bengkel kayu setempat.",
        "mebel",
    ),
    Etalase(
        "cetak",
        "Cetak",
        "printer",
        "bela",
        "Spanduk, buku, sertifikat, dan papan nama.",
        "cetak",
    ),
    Etalase(
        "pemeliharaan",
        "Pemeliharaan",
        "hammer",
        "bela",
        "Bahan bangunan, servis AC, kendaraan, komputer, dan taman.",
        "pemeliharaan",
    ),
    Etalase(
        "cendera-mata",
        "Cendera mata",
        "gift",
        "bela",
        "Anyaman, plakat, selendang, dan hadiah untuk tamu.",
        "cendera-mata",
    ),
    Etalase(
        "oleh-oleh",
        "Pangan & oleh-oleh",
        "package-open",
        "bela",
        "Beras, madu, keripik, ikan olahan, dan paket bahan pokok.",
        "pangan",
    ),
    Etalase(
        "kebersihan",
        "Kebersihan",
        "shield-check",
        "bela",
        "Sabun, sapu, dan jasa bersih ruang kantor.",
        "kebersihan",
    ),
    Etalase(
        "sewa-acara",
        "Sewa & acara",
        "calendar-clock",
        "bela",
        "Tenda, kursi, pengeras suara, dan dokumentasi kegiatan.",
        "sewa-acara",
    ),
    Etalase(
        "katalog-seragam",
        "Katalog seragam dinas",
        "shirt",
        "katalog_lokal",
        "Seragam dalam jumlah besar, terbuka untuk usaha menengah.",
        "seragam",
        ("jatim",),
    ),
    Etalase(
        "katalog-cetak",
        "Katalog cetak & penggandaan",
        "printer",
        "katalog_lokal",
        "Cetak buku dan bahan ajar, terbuka untuk usaha menengah.",
        "cetak",
        ("jatim",),
    ),
    Etalase(
        "katalog-mebel",
        "Katalog mebel kantor & sekolah",
        "armchair",
        "katalog_lokal",
        "Mebel sekolah dan kantor, terbuka untuk usaha menengah.",
        "mebel",
        ("banten",),
    ),
    Etalase(
        "katalog-pemeliharaan",
        "Katalog pemeliharaan gedung",
        "hammer",
        "katalog_lokal",
        "Bahan dan jasa pemeliharaan gedung, terbuka untuk usaha menengah.",
        "pemeliharaan",
        ("kaltara",),
    ),
)

BY_SLUG: dict[str, Etalase] = {etalase.slug: etalase for etalase in ETALASES}

# A medium shop may not sell in `bela`: its goods stand on the sister shelf.
SISTER: dict[str, str] = {
    "kain-seragam": "katalog-seragam",
    "cendera-mata": "katalog-seragam",
    "cetak": "katalog-cetak",
    "mebel": "katalog-mebel",
    "pemeliharaan": "katalog-pemeliharaan",
}

# The province whose number of open etalases is known has the others from a list of names.
MORE_OF = "jatim"
_MORE = Path(__file__).resolve().parent / "data" / "showcases_jatim.csv"


def more_etalases() -> list[tuple[str, str]]:
    """Return name and category of each further etalase; nobody lists in them yet."""
    with _MORE.open(encoding="utf-8", newline="") as rows:
        return [(row["name"], row["category"]) for row in csv.DictReader(rows)]
