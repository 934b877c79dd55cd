"""The whole corpus, and what must never be left in a file that is served."""

from __future__ import annotations

import io
import re

from PIL import Image
from pypdf import PdfReader

from tests.trust.files import photos, sheets

# Drawing these takes a gigabyte: only `manage.py trust files` does.
HEAVY = {
    *("108 megapixels", "200 megapixels", "a panorama"),
    *("40 megapixels, transparent", "45 megapixels in several scans"),
}
REFUSED: dict[str, photos.File] = {**photos.HOSTILE, **sheets.HOSTILE}
_TOLD = (photos.SECRET.encode(), sheets.AUTHOR, sheets.PLACE_NOTE, b"Pemindai", b"Exif\x00")
_HIDDEN = re.compile(rb"(?i)<script|<html|<\?php|/JavaScript|/EmbeddedFile|PK\x05\x06|ftypmp42")


def scan() -> bytes:
    """Return a scanned page whose photo tells where it was taken."""
    return sheets.with_photo(photos.phone(), (400, 300))


PAPERS: dict[str, photos.File] = {**sheets.HARMLESS, "a scan": scan}
TAKEN: dict[str, photos.File] = {**photos.REAL, **PAPERS}


def leftovers(content: bytes) -> list[str]:
    """Return what a served file still tells about whoever made it, or still hides."""
    found = [word.decode() for word in _TOLD if word in content]
    found += [match.decode() for match in _HIDDEN.findall(content)]
    if content.startswith(b"%PDF-"):
        reader = PdfReader(io.BytesIO(content))
        return found + [f"about: {key}" for key in reader.metadata or {}]
    with Image.open(io.BytesIO(content)) as picture:
        if len(picture.getexif()):
            found.append("EXIF")
        kept = {"comment", "exif", "xmp", "icc_profile", "photoshop"}
        return found + sorted(kept & picture.info.keys())
