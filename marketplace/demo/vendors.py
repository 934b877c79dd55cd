"""The shops of the demo: data/vendors.csv with the numbers each application form asks for.

Numbers are synthetic and say so: NPWP prefix 99 with office 000 (Luhn-valid), NIK with the serial
0000 that is never issued, NIB and NIK of cooperatives starting with six zeros, telephones in the
unassigned 0800-000.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marketplace.demo.seeded import between, pick, roll

DATA = Path(__file__).parent / "data"

KBLI: dict[str, tuple[str, ...]] = {
    "katering": ("56210", "56290"),
    "kue": ("10710", "10792"),
    "kopi": ("10761", "10763"),
    "kelor": ("10762", "20231"),
    "tenun": ("13122",),
    "batik": ("13134",),
    "konveksi": ("14111", "14120"),
    "anyaman": ("16291", "16292"),
    "suvenir": ("32903", "18112"),
    "pangan": ("10794", "10722"),
    "sembako": ("47241", "47112"),
    "ikan": ("10219", "10298"),
    "atk": ("47611",),
    "komputer": ("47411", "95110"),
    "mebel": ("31001",),
    "cetak": ("18111", "18112"),
    "bangunan": ("47528", "43303"),
    "kendaraan": ("45201", "77100"),
    "kebersihan": ("20231", "81210"),
    "taman": ("47762", "81300"),
    "sewa": ("77291", "82301"),
}

# Yearly sales in rupiah; the exact bounds of PP 7/2021 appear once each.
SALES_RANGE = {
    "micro": (90_000_000, 1_900_000_000),
    "small": (2_100_000_000, 11_000_000_000),
    "medium": (16_000_000_000, 42_000_000_000),
}
SALES_AT_A_BOUND = {
    "konveksi-magersari": 2_000_000_000,
    "cetak-kranggan": 15_000_000_000,
    "pt-sandang-waru": 15_000_000_001,
}
# Firms without a full book year declare capital (without land and building) instead of sales.
CAPITAL_ONLY = {
    "kopi-dampit": 48_000_000,
    "gula-lontar-sabu": 1_000_000_000,
    "udang-sebatik": 65_000_000,
}

BANK_OF_TENANT = {
    "ntt": "130",
    "kaltara": "124",
    "banten": "137",
    "mojokerto": "114",
    "jatim": "114",
}
STREETS = (
    "Jalan Kenanga",
    "Jalan Melati",
    "Jalan Pasar Lama",
    "Jalan Pahlawan",
    "Jalan Sawah Besar",
    "Jalan Cempaka",
    "Jalan Balai Desa",
    "Jalan Mawar",
)

# Why a verifier sent an application back or turned it down: (field, words for the owner).
RETURN_REASONS: dict[str, tuple[str, str]] = {
    "warung-gedeg": (
        "nib",
        "Foto NIB terpotong di bagian nomor. Unggah ulang halaman pertama yang utuh.",
    ),
    "rumput-laut-alor": (
        "bank",
        "Nama pada buku tabungan berbeda dengan nama usaha. Mohon pakai rekening atas nama usaha.",
    ),
    "cv-banten-raya-niaga": (
        "kbli",
        "KBLI yang dipilih tidak tercantum di NIB. Sesuaikan dengan NIB atau perbarui NIB di OSS.",
    ),
}
# The numbers of people who were served at a counter; their accounts are of the demo, too.
SERVED_NUMBERS: tuple[str, ...] = tuple(f"+62812000{serial:05d}" for serial in range(50))
REPAIRED = "Alamat belum menyebut nama kelurahan. Lengkapi agar kurir tidak salah antar."
REJECT_REASONS: dict[str, str] = {
    "ud-murah-jaya": "Alamat usaha tidak ditemukan saat kunjungan lapangan pada dua hari berbeda.",
    "cv-mentari-utara": "NIB sudah tidak berlaku di OSS dan tidak diperbarui dalam 30 hari.",
}
# What each rung of the ladder of sanctions rests on, by shop: (ground, facts).
SUSPENDED_FOR: dict[str, tuple[str, str]] = {
    "madu-amfoang": (
        "not_delivered",
        "Tiga pesanan berturut-turut dikirim lewat tenggat tanpa kabar.",
    ),
    "taman-pondok-aren": (
        "wrong_goods",
        "Barang yang dikirim dua kali tidak sesuai dengan foto etalase.",
    ),
}
WARNED_FOR: dict[str, tuple[str, str]] = {
    "kue-rungkut": ("not_delivered", "Dua pesanan datang setelah acara selesai."),
}
HIDDEN_FOR = ("false_tkdn", "TKDN yang tertulis di etalase lebih tinggi dari sertifikatnya.")
PROPOSED_FOR: dict[str, tuple[str, str]] = {
    "bersih-wiyung": (
        "declared_domestic",
        "Alat yang dikirim berlabel impor, padahal di etalase dinyatakan produk dalam negeri.",
    ),
}


@dataclass(frozen=True)
class Helper:
    """Somebody whom the owner of a shop lets act for it; role: staff or finance.

    login: an e-mail address, or the telephone number (E.164) of who has none.
    """

    login: str
    name: str
    role: str


HELPERS: dict[str, tuple[Helper, ...]] = {
    "koperasi-tani-welirang": (
        Helper("staf.koperasi@demo.test", "Ratna Sasmita", "staff"),
        Helper("keuangan.koperasi@demo.test", "Yusuf Hartono", "finance"),
        Helper("+6281200000077", "Sulastri Wening", "staff"),
    ),
}


@dataclass(frozen=True)
class Vendor:
    """One shop as its owner would fill it in. Amounts in whole rupiah."""

    code: str
    tenant: str
    also: tuple[str, ...]
    name: str
    trades: tuple[str, ...]
    legal_form: str  # individual | cv | pt | cooperative | bumdes
    size: str  # micro | small | medium
    district_code: str
    owner: str
    is_pkp: bool
    stage: str  # draft | submitted | returned | approved | suspended | rejected
    since: int
    place: str
    email: str
    nib: str
    npwp: str
    nik: str  # the owner's
    cooperative_number: str
    capital_rupiah: int
    sales_rupiah: int | None
    kbli: tuple[str, ...]
    bank_code: str
    bank_account: str
    bank_holder: str
    address: str
    phone: str

    @property
    def is_cooperative(self) -> bool:
        """Cooperatives of any size may sell in `bela`."""
        return self.legal_form == "cooperative"

    @property
    def channel(self) -> str:
        """Where the shop may sell: a medium firm only in the local catalogue."""
        return "katalog_lokal" if self.size == "medium" and not self.is_cooperative else "bela"

    @property
    def has_listings(self) -> bool:
        """Shops that were approved at some time have goods on a shelf."""
        return self.stage in {"approved", "suspended"}


def luhn_digit(digits: str) -> str:
    """The check digit that makes `digits` + it pass the Luhn test."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def npwp_of(index: int) -> str:
    """A synthetic 16-digit NPWP of an entity: 0 + 99 + serial + check digit + office 000 + 000."""
    stem = f"99{index + 500:06d}"
    return f"0{stem}{luhn_digit(stem)}000000"


def nik_of(index: int, district_code: str, sex: str) -> str:
    """A synthetic NIK: real region, real date, and the serial 0000 that no registrar gives out."""
    day = 1 + index % 28 + (40 if sex == "f" else 0)
    month = 1 + index % 12
    year = 65 + index % 30
    return f"{district_code.replace('.', '')}{day:02d}{month:02d}{year:02d}0000"


def _figures(code: str, size: str) -> tuple[int, int | None]:
    """Capital and yearly sales that lead to `size`; sales is None in a firm's first year."""
    if code in CAPITAL_ONLY:
        return CAPITAL_ONLY[code], None
    low, high = SALES_RANGE[size]
    sales = SALES_AT_A_BOUND.get(code, between(low // 10**6, high // 10**6, code) * 10**6)
    return sales * between(18, 42, code, "capital") // 100, sales


def _vendor(index: int, row: dict[str, str]) -> Vendor:
    """A shop from its row; what is not written there follows from its code and its place."""
    code, form, owner = row["code"], row["legal_form"], row["owner"]
    nik = nik_of(index, row["district"], row["sex"])
    capital, sales = _figures(code, row["size"])
    trades = tuple(row["trades"].split("+"))
    login = row["login"] or code
    return Vendor(
        code=code,
        tenant=row["tenant"],
        also=tuple(filter(None, row["also"].split("+"))),
        name=row["name"],
        trades=trades,
        legal_form=form,
        size=row["size"],
        district_code=row["district"],
        owner=owner,
        is_pkp=row["pkp"] == "yes",
        stage=row["stage"],
        since=int(row["since"]),
        place=row["place"],
        email=f"{login}@demo.test",
        nib=f"000000{index + 1000:06d}{roll(code) % 10}",
        npwp=nik if form == "individual" else npwp_of(index),
        nik=nik,
        cooperative_number=f"000000000{index + 3000:07d}" if form == "cooperative" else "",
        capital_rupiah=capital,
        sales_rupiah=sales,
        kbli=tuple(kbli for trade in trades for kbli in KBLI[trade]),
        bank_code="002" if roll(code, "bank") % 3 == 0 else BANK_OF_TENANT[row["tenant"]],
        bank_account=f"0000{index + 2000:06d}",
        bank_holder=owner if form == "individual" else row["name"],
        address=f"{pick(STREETS, code)} {between(2, 88, code)}",
        phone=f"+62800000{index + 1:04d}",
    )


@cache
def vendors() -> tuple[Vendor, ...]:
    """All shops, in the order of the file."""
    with (DATA / "vendors.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(_vendor(index, row) for index, row in enumerate(csv.DictReader(rows)))


@cache
def vendors_by_code() -> dict[str, Vendor]:
    """Shops by code."""
    return {vendor.code: vendor for vendor in vendors()}
