"""What a photo says of when and where it was taken; a claim of whoever sent it, never a proof.

Read from the notes of a JPEG, which cameras of phones write, before ``take`` draws it anew without
them. No decoder is asked: only the segment of the notes is read.
"""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import ExifTags, Image

from marketplace.core.uploads import jpeg

_CAMERA: Final = ExifTags.IFD.Exif
_TAKEN_AT, _OFFSET = 0x9003, 0x9011
_PLACE: Final = ExifTags.IFD.GPSInfo
_NORTH, _LATITUDE, _EAST, _LONGITUDE = 1, 2, 3, 4
_ROUNDED: Final = Decimal("0.001")  # of a degree, about a hundred metres: a street, no house
_EARLIEST: Final = 1990


@dataclass(frozen=True)
class Claimed:
    """When and where, as far as the photo says it.

    ``at``: the camera's clock, without a zone where the camera names none. Degrees, rounded; both
    or none.
    """

    at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


NOTHING: Final = Claimed()


def claims_of(upload: "UploadedFile[Any]") -> Claimed:
    """Return what a photo says of itself; nothing where it has no notes that can be read."""
    if (upload.size or 0) > settings.PICTURE_MAX_BYTES:
        return NOTHING
    upload.seek(0)
    content: bytes = upload.read(settings.PICTURE_MAX_BYTES + 1)
    upload.seek(0)
    notes = Image.Exif()
    try:
        notes.load(jpeg.notes(content))
        return Claimed(_moment(notes.get_ifd(_CAMERA)), *_place(notes.get_ifd(_PLACE)))
    except Exception:  # odd notes spoil no photo: cameras and editors write the strangest
        return NOTHING


def _moment(notes: Mapping[int, Any]) -> datetime | None:
    said = str(notes.get(_TAKEN_AT, "")).strip("\0 ")
    offset = str(notes.get(_OFFSET, "")).strip("\0 ")
    found = None
    with suppress(ValueError):
        found = datetime.strptime(said, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras name no zone
    with suppress(ValueError):
        found = datetime.strptime(f"{said} {offset}", "%Y:%m:%d %H:%M:%S %z")
    return found if found and found.year >= _EARLIEST else None


def _place(notes: Mapping[int, Any]) -> tuple[Decimal | None, Decimal | None]:
    latitude = _degrees(notes.get(_LATITUDE), -1 if notes.get(_NORTH) == "S" else 1, 90)
    longitude = _degrees(notes.get(_LONGITUDE), -1 if notes.get(_EAST) == "W" else 1, 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _degrees(parts: Any, sign: int, most: int) -> Decimal | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or not 0 <= found <= most:
        return None
    return Decimal(sign * found).quantize(_ROUNDED)
