"""Pictures as phones and attackers send them, drawn here or written byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

from PIL import Image, ImageDraw

from tests.trust.files import sheets

PLACE = 0x8825
ORIENTATION, MAKER, TOLD = 0x0112, 0x010F, 0x010E
SECRET = "Rumah Lili"  # what must not be left: the place, the maker, the words of a camera


def drawing(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """Return a picture with a mark in one corner, to see which way is up."""
    picture = Image.new("RGB", size, (200, 190, 170))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(190, 20, 20))
    return picture.convert(mode)


def exif(turn: int = 1) -> Image.Exif:
    """Return what a phone writes into its photo, the place included."""
    notes = Image.Exif()
    notes[ORIENTATION], notes[MAKER], notes[TOLD] = turn, SECRET, SECRET
    notes[PLACE] = {1: "S", 2: (10.0, 10.0, 37.9), 3: "E", 4: (123.0, 35.0, 12.0)}
    return notes


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def phone(turn: int = 1, size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    """Return a photo as a phone writes it."""
    return saved(drawing(size), exif=exif(turn), comment=SECRET, **options)


def several() -> bytes:
    """Return a photo with a second one behind it (MPO), as phones with two lenses write."""
    return saved(drawing(), "MPO", save_all=True, append_images=[drawing()], exif=exif())


def with_notes(notes: bytes) -> bytes:
    """Return a photo whose EXIF is these bytes."""
    segment = b"\xff\xe1" + struct.pack(">H", len(notes) + 8) + b"Exif\x00\x00" + notes
    return saved(drawing())[:2] + segment + saved(drawing())[2:]


def transparent(mode: str = "RGBA") -> bytes:
    """Return a picture whose ground is transparent black, which must become white."""
    picture = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((100, 50, 200, 150), fill=(20, 60, 160, 255))
    if mode == "P":
        return saved(picture.quantize(8), "PNG")
    return saved(picture.convert(mode), "PNG")


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def declared(width: int, height: int, body: bytes = b"x\x9c\x03\x00\x00\x00\x00\x01") -> bytes:
    """Return a PNG file that says how large it is and holds next to nothing."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def declared_jpeg(width: int, height: int, *, progressive: bool = False) -> bytes:
    """Return a small JPEG whose head says it is this large."""
    small = saved(drawing(), progressive=progressive)
    at = small.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    return small[: at + 5] + struct.pack(">HH", height, width) + small[at + 9 :]


def heic() -> bytes:
    """Return the first box of a HEIC photo."""
    return struct.pack(">I", 24) + b"ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


File = Callable[[], bytes]
REAL: dict[str, File] = {
    "a phone's photo": phone,
    **{f"turned {turn}": partial(phone, turn) for turn in range(2, 9)},
    "two lenses": several,
    "12 megapixels": lambda: phone(size=(4000, 3000)),
    "12 megapixels, upright": lambda: phone(6, size=(4000, 3000), progressive=True),
    "108 megapixels": lambda: phone(size=(12000, 9000)),
    "200 megapixels": lambda: phone(size=(16384, 12288)),
    "a panorama": lambda: phone(size=(20000, 1500)),
    "40 megapixels, transparent": lambda: saved(Image.new("RGBA", (8000, 5000)), "PNG"),
    "45 megapixels in several scans": lambda: phone(size=(8000, 5600), progressive=True),
    "grey": lambda: saved(drawing(mode="L"), exif=exif()),
    "four inks": lambda: saved(drawing(mode="CMYK")),
    "a film behind it": lambda: phone() + b"\x00\x00\x00\x18ftypmp42" + bytes(5000),
    "EXIF that is rubbish": lambda: with_notes(b"MM\x00*\xff\xff\xff\xff" + bytes(40)),
    "EXIF that is cut": lambda: with_notes(b"II*\x00\x08\x00\x00\x00\xff\x00\x12\x01"),
    "EXIF that points at itself": lambda: with_notes(
        b"II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"
        + bytes(9)
    ),
    "EXIF turned 99": lambda: phone(99),
    "transparent": transparent,
    "transparent, grey": lambda: transparent("LA"),
    "transparent, few colours": lambda: transparent("P"),
    "sixteen bits": lambda: saved(Image.new("I;16", (300, 200), 40_000), "PNG"),
    "two tones": lambda: saved(drawing(mode="1"), "PNG"),
    "a screenshot": lambda: saved(drawing((1440, 3120)), "PNG", exif=exif()),
    "WebP": lambda: saved(drawing(), "WEBP", exif=exif()),
    "WebP, moving": lambda: saved(
        drawing(), "WEBP", save_all=True, append_images=[drawing(mode="L").convert("RGB")]
    ),
    "one pixel": lambda: saved(Image.new("RGB", (1, 1)), "PNG"),
    "noise that reads like a tag": lambda: saved(drawing(), comment=b"<?=\0\xfe<svg>\x07\xfe"),
}
HOSTILE: dict[str, File] = {
    "nothing": lambda: b"",
    "74 bytes that declare 30,000²": lambda: declared(30_000, 30_000),
    "a PNG bomb": lambda: declared(14_000, 14_000, zlib.compress(bytes(42_001 * 14_000), 9)),
    "a JPEG that declares 65,000²": lambda: declared_jpeg(65_000, 65_000),
    "a slow JPEG that declares 14,000²": lambda: declared_jpeg(14_000, 14_000, progressive=True),
    "no pixel": lambda: declared(0, 10),
    "a JPEG of no height": lambda: declared_jpeg(400, 0),
    "a JPEG cut": lambda: phone()[:3000],
    "a JPEG's first bytes": lambda: b"\xff\xd8\xff\xe0",
    "a PNG cut": lambda: saved(drawing(), "PNG")[:200],
    "a PNG's first bytes": lambda: b"\x89PNG\r\n\x1a\n",
    "a WebP cut": lambda: saved(drawing(), "WEBP")[:90],
    "a wrong check sum": lambda: saved(drawing(), "PNG").replace(b"IDAT", b"IDAX"),
    "a JPEG with an archive": lambda: phone() + sheets.archive(),
    "a PNG with an archive": lambda: saved(drawing(), "PNG") + sheets.archive(),
    "a JPEG with a page of the web": lambda: phone() + b"<script>alert(1)</script>",
    "a JPEG whose words are a program": lambda: saved(drawing(), comment="<?php system('id'); ?>"),
    "a JPEG whose words are a short program": lambda: saved(drawing(), comment="<?=`id`; ?>"),
    "a JPEG that draws": lambda: saved(drawing(), comment="<svg onload=alert(1)>"),
    "a JPEG that is a PDF": lambda: phone()[:20] + sheets.pdf() + phone()[20:],
    "a GIF that is a program": lambda: b"GIF89a/*" + bytes(20) + b"*/=alert(1)//",
    "a GIF": lambda: saved(drawing(), "GIF"),
    "a BMP": lambda: saved(drawing(), "BMP"),
    "a TIFF": lambda: saved(drawing(), "TIFF"),
    "HEIC": heic,
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page of the web": lambda: b"<!doctype html><script>alert(1)</script>",
    "an archive": sheets.archive,
    "a program": lambda: b"\x7fELF" + bytes(64),
    "words": lambda: b"halo",
    "laughing entities": lambda: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b">]><l>&a;</l>',
}
