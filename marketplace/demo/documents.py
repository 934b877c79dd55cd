"""Sample documents for demo uploads: plain pages drawn by code and marked CONTOH.

They show what a verifier reads and nothing else: no state emblem, no agency's logo, no real number.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from marketplace.demo.vendors import Vendor

WIDTH, HEIGHT = 720, 460
# A page is drawn in tones and coloured at the end by one ramp from ink to paper: sixteen colours
# that need no search for a palette, which made a page ten times slower.
TONES = 16
INK_RGB, PAPER_RGB = (0x1D, 0x26, 0x58), (0xFD, 0xFA, 0xF3)
PAPER, INK, SOFT, MARK = 255, 0, 102, 228
KINDS: dict[str, str] = {
    "nib": "Nomor Induk Berusaha",
    "npwp": "Nomor Pokok Wajib Pajak",
    "id_card": "Kartu identitas pemilik",
    "deed": "Akta pendirian",
    "cooperative_certificate": "Badan hukum koperasi",
    "village_regulation": "Peraturan Desa",
    "pkp_certificate": "Surat pengukuhan PKP",
    "passbook": "Halaman depan buku tabungan",
    "inspection": "Berita acara pemeriksaan barang",
}

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def _font(size: int) -> Font:
    """Pillow's own font: the same on every machine."""
    return ImageFont.load_default(size)


def _watermark(page: Image.Image) -> None:
    """CONTOH across the page, turned, three times."""
    stamp = Image.new("L", (420, 110), 0)
    ImageDraw.Draw(stamp).text((8, 4), "CONTOH", fill=255, font=_font(88))
    turned = stamp.rotate(24, expand=True)
    for x, y in ((-30, 10), (180, 130), (380, 10)):
        page.paste(Image.new("L", turned.size, MARK), (x, y), turned)


def _band(draw: ImageDraw.ImageDraw, y: int) -> None:
    """The woven border of the house."""
    draw.rectangle((0, y, WIDTH, y + 18), fill=INK)
    for x in range(12, WIDTH, 36):
        draw.polygon(((x, y + 3), (x + 6, y + 9), (x, y + 15), (x - 6, y + 9)), fill=PAPER)


@cache
def _form() -> Image.Image:
    """The empty page that every paper starts from."""
    page = Image.new("L", (WIDTH, HEIGHT), PAPER)
    _watermark(page)
    draw = ImageDraw.Draw(page)
    _band(draw, 0)
    _band(draw, HEIGHT - 18)
    return page


def _ramp() -> list[int]:
    """The palette: from ink to paper in equal steps."""
    return [
        ink + (paper - ink) * tone // (TONES - 1)
        for tone in range(TONES)
        for ink, paper in zip(INK_RGB, PAPER_RGB, strict=True)
    ]


def _png(page: Image.Image) -> bytes:
    tones = page.point([value * TONES // 256 for value in range(256)], "P")
    tones.putpalette(_ramp())
    out = BytesIO()
    tones.save(out, "PNG", bits=4, compress_level=3)
    return out.getvalue()


def _page(title: str, rows: tuple[tuple[str, str], ...], note: str) -> bytes:
    """A small PNG page with a title, labelled rows and a footnote."""
    page = _form().copy()
    draw = ImageDraw.Draw(page)
    draw.text((40, 40), title, fill=INK, font=_font(30))
    for index, (label, value) in enumerate(rows):
        y = 104 + index * 52
        draw.text((40, y), label, fill=SOFT, font=_font(15))
        draw.text((40, y + 19), value, fill=INK, font=_font(21))
    draw.text((40, HEIGHT - 48), note, fill=SOFT, font=_font(14))
    return _png(page)


def grouped(digits: str) -> str:
    """Digits in fours, as people read them aloud."""
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def _rows(kind: str, vendor: Vendor) -> tuple[tuple[str, str], ...]:
    """The labelled lines of each kind of paper, the number first."""
    entity = ("Nama usaha", vendor.name)
    address = ("Alamat", vendor.address)
    kbli = ("KBLI 2020", ", ".join(vendor.kbli))
    account = f"{vendor.bank_code} {grouped(vendor.bank_account)}"
    return {
        "nib": (("NIB", grouped(vendor.nib)), entity, ("Pemilik", vendor.owner), address, kbli),
        "npwp": (("NPWP", grouped(vendor.npwp)), ("Nama wajib pajak", vendor.bank_holder), address),
        "id_card": (("NIK", grouped(vendor.nik)), ("Nama", vendor.owner), address),
        "deed": (("Nomor akta", f"CONTOH-{vendor.since}"), entity, ("Pengurus", vendor.owner)),
        "cooperative_certificate": (("Nomor badan hukum", f"CONTOH-{vendor.since}"), entity),
        "village_regulation": (("Nomor peraturan", f"CONTOH-{vendor.since}"), entity, address),
        "pkp_certificate": (("NPWP", grouped(vendor.npwp)), entity, ("Status", "PKP")),
        "passbook": (("Bank dan rekening", account), ("Atas nama", vendor.bank_holder)),
        "inspection": (("Nomor berita acara", f"CONTOH-{vendor.since}"), entity, address),
    }[kind]


def paper(kind: str, vendor: Vendor) -> bytes:
    """A sample page of that kind for the shop, as PNG bytes (at most 15 KB).

    `kind` is a code of vendors.models.DocumentKind. Raises: KeyError for an unknown kind.
    """
    return _page(KINDS[kind], _rows(kind, vendor), "Dokumen peragaan. Nomor dan isi sintetis.")


def licence_paper(title: str, number: str, vendor: Vendor, scope: str, last: str) -> bytes:
    """A sample licence as PNG bytes: number, shop, what it covers and its last day in words."""
    rows = (("Nomor", number), ("Nama usaha", vendor.name), ("Cakupan", scope), ("Berlaku", last))
    return _page(title, rows, "Dokumen peragaan. Nomor dan isi sintetis.")
