"""What the demo's listings state of their goods, read from what their titles and texts say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from marketplace.demo.etalases import BY_SLUG
from marketplace.demo.listings import Listing

_WEIGHT: Final = re.compile(r"\b\d+(?:,\d+)? k?g\b")
_VOLUME: Final = re.compile(r"\b\d+(?:,\d+)? (?:ml|liter)\b")
_LENGTH: Final = re.compile(r"\b\d+(?:,\d+)? c?m\b")
_SIZE: Final = re.compile(r"\bA\d\b|\b\d+(?:,\d+)? x \d+(?:,\d+)? c?m\b")
_PIECES: Final = re.compile(r"\bisi (\d+)\b")
_PAPER: Final = re.compile(r"\b(\d+) gram\b")
_PEOPLE: Final = re.compile(r"\b\d+ orang\b")
# Material by the beginning of the good's code, the first that fits.
_MATERIAL: Final = {
    "tenun": "Kain tenun",
    "batik": "Kain batik",
    "keranjang": "Serat anyaman",
    "kotak-anyam": "Serat anyaman",
    "nampan": "Rotan",
    "topi-daerah": "Serat anyaman",
    "mangkuk": "Batok kelapa dan gerabah",
    "plakat": "Kayu atau akrilik",
    "mug": "Keramik atau baja",
    "miniatur": "Kayu",
    "gantungan": "Kayu dan tenun",
    "buku": "Kertas, sampul tenun",
    "gerabah": "Gerabah",
    "tas": "Kanvas",
    "sabun": "Minyak kelapa dan kelor",
    "parsel": "Hasil bumi, keranjang anyaman",
    "kaus": "Katun sisir",
    "seragam": "Kain drill",
    "rompi": "Kain drill",
    "topi": "Kain drill",
}
_PACKED: Final = {
    "botol": "Botol",
    "liter": "Botol",
    "toples": "Toples",
    "karung": "Karung",
    "paket": "Karton",
}


def stated(item: Listing) -> dict[str, object]:
    """Return the attributes of a listing as its owner would type them."""
    found = _OF[BY_SLUG[item.etalase].category](item)
    return {code: value for code, value in found.items() if value}


def _read(pattern: re.Pattern[str], item: Listing) -> str:
    found = pattern.search(item.title)
    return found[0] if found else ""


def _material(item: Listing) -> str:
    starts = (words for start, words in _MATERIAL.items() if item.comparable.startswith(start))
    return next(starts, "Campuran")


def _meal(item: Listing) -> dict[str, object]:
    packed = {"kotak": "Kotak kertas", "porsi": "Prasmanan"}.get(item.unit, "Lainnya")
    return {"isi-paket": item.title, "kemasan": packed}


def _brew(item: Listing) -> dict[str, object]:
    title = item.title.casefold()
    kinds = {"arabika": "Arabika", "robusta": "Robusta", "kelor": "Kelor", "kopi": "Kopi campuran"}
    kinds["teh"] = "Teh"
    shapes = {"celup": "Celup", "biji": "Biji", "bubuk": "Bubuk", "sirop": "Sirup"}
    return {
        "jenis": next((name for word, name in kinds.items() if word in title), "Lainnya"),
        "berat-bersih": _read(_WEIGHT, item),
        "bentuk": next((name for word, name in shapes.items() if word in title), ""),
    }


def _food(item: Listing) -> dict[str, object]:
    return {"kemasan": _PACKED.get(item.unit, "Plastik"), "berat-bersih": _read(_WEIGHT, item)}


def _cloth(item: Listing) -> dict[str, object]:
    ways = {"tenun": "Tenun ikat", "batik-tulis": "Batik tulis", "batik": "Batik cap"}
    way = next((name for word, name in ways.items() if item.comparable.startswith(word)), "Jahit")
    cotton = way != "Jahit" or item.comparable.startswith("kaus")
    return {
        "bahan": "Katun" if cotton else "Campuran",
        "cara": way,
        "panjang": _read(_LENGTH, item),
        "pewarna-alam": "ya" if "pewarna" in item.title else "",
    }


def _uniform(item: Listing) -> dict[str, object]:
    sized = item.unit == "potong"
    return {"bahan": _material(item), "ukuran": "S sampai XXL" if sized else "Satu ukuran"}


def _furniture(item: Listing) -> dict[str, object]:
    title = item.title.casefold()
    mixed = item.comparable.startswith(("kursi-kerja", "sofa"))
    other = "Campuran" if mixed else "Kayu keras lain"
    return {
        "bahan": "Kayu jati" if "jati" in title else other,
        "panjang": _read(_LENGTH, item),
    }


def _stationery(item: Listing) -> dict[str, object]:
    pieces, paper = _PIECES.search(item.title), _PAPER.search(item.title)
    single = "500" if item.unit == "rim" else "1"
    return {
        "isi": pieces[1] if pieces else single,
        "ukuran": _read(_SIZE, item),
        "gramatur": paper[1] if paper else "",
    }


def _print(item: Listing) -> dict[str, object]:
    plain = "warna" not in item.title and item.comparable.startswith(("buku-cetak", "jilid"))
    return {
        "ukuran": _read(_SIZE, item) or "Sesuai pesanan",
        "warna": "Hitam putih" if plain else "Berwarna",
    }


def _souvenir(item: Listing) -> dict[str, object]:
    return {"bahan": _material(item)}


def _upkeep(item: Listing) -> dict[str, object]:
    return {"macam": "Bahan" if item.weight_gram else "Jasa"}


def _cleaning(item: Listing) -> dict[str, object]:
    tool = item.comparable.startswith(("sapu", "tempat"))
    goods = "Alat" if tool else "Bahan pembersih"
    kind = goods if item.weight_gram else "Jasa"
    return {"macam": kind, "isi": "" if tool or kind == "Jasa" else _read(_VOLUME, item)}


def _rent(item: Listing) -> dict[str, object]:
    return {"lama": "1 hari", "kapasitas": _read(_PEOPLE, item)}


_OF: Final[dict[str, Callable[[Listing], dict[str, object]]]] = {
    "konsumsi": _meal,
    "kopi-teh": _brew,
    "pangan": _food,
    "kain": _cloth,
    "seragam": _uniform,
    "mebel": _furniture,
    "alat-tulis": _stationery,
    "cetak": _print,
    "cendera-mata": _souvenir,
    "pemeliharaan": _upkeep,
    "kebersihan": _cleaning,
    "sewa-acara": _rent,
}
