"""Take one uploaded file: read it within its size, tell its kind by its bytes, draw it anew."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.core import locks
from marketplace.core.errors import InvalidUpload
from marketplace.core.sizes import megabytes
from marketplace.core.uploads import antivirus, foreign, pictures
from marketplace.core.uploads.pictures import Copy

PICTURES: Final = "image/jpeg,image/png,image/webp"
PAPERS: Final = f"{PICTURES},application/pdf"
PDF, JPEG = "application/pdf", "image/jpeg"
_ENDINGS: Final = {PDF: ".pdf", JPEG: ".jpg"}
_HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


@dataclass(frozen=True)
class Taken:
    """A file of our own making from what somebody sent; its name ends as its kind does."""

    content: bytes
    content_type: str
    name: str


def take(upload: "UploadedFile[Any]") -> Taken:
    """Return a PDF or a picture made harmless.

    Raises: InvalidUpload, ScannerAway, Busy, LockOrderError.
    """
    content = _read(upload)
    if pictures.is_picture(content):
        _require_one_kind(content)
        made, kind = pictures.redrawn(content), JPEG
    elif foreign.PDF_MAGIC in content[: foreign.HEAD]:
        # The library for PDF is 6 MB of a worker that may never be sent one.
        from marketplace.core.uploads import papers  # noqa: PLC0415

        with pictures.one_at_a_time():
            made, kind = papers.cleaned(content), PDF
    else:
        raise _unknown(content)
    return Taken(made, kind, _named(upload.name or "", kind))


def take_cut(upload: "UploadedFile[Any]", copies: Sequence[Copy]) -> list[bytes]:
    """Return a picture as each of these copies. Raises: as ``take``."""
    content = _read(upload)
    if not pictures.is_picture(content):
        if foreign.PDF_MAGIC in content[: foreign.HEAD]:
            raise InvalidUpload(
                _("A picture of the goods must be a JPEG, PNG or WebP photo, not a PDF.")
            )
        raise _unknown(content)
    _require_one_kind(content)
    return pictures.cut(content, copies)


def _read(upload: "UploadedFile[Any]") -> bytes:
    """Return the bytes of an upload within the size limits. Raises: InvalidUpload."""
    locks.require_none("A file is taken")
    size = upload.size or 0
    if size > settings.PICTURE_MAX_BYTES:
        raise too_large(size, settings.PICTURE_MAX_BYTES)
    upload.seek(0)
    content: bytes = upload.read(settings.PICTURE_MAX_BYTES + 1)
    if not content:
        raise InvalidUpload(_("The file is empty. Choose another one."))
    # A photo is made smaller here; anything else is kept about as large as it comes.
    most = settings.PICTURE_MAX_BYTES if pictures.is_picture(content) else settings.UPLOAD_MAX_BYTES
    if len(content) > most:
        raise too_large(len(content), most)
    antivirus.require_clean(content)
    return content


def too_large(size: int, most: int) -> InvalidUpload:
    """Return the refusal of a file of so many bytes where so many are taken."""
    return InvalidUpload(
        _("The file has %(size)s MB; at most %(limit)s MB are taken. Choose a smaller one.")
        % {"size": megabytes(size), "limit": megabytes(most)}
    )


def _require_one_kind(content: bytes) -> None:
    """Refuse a picture that is also something else. Raises: InvalidUpload."""
    if (
        foreign.PDF_MAGIC in content[: foreign.HEAD]
        or foreign.has_markup(content)
        or foreign.has_archive(content)
    ):
        raise foreign.two_kinds()


def _unknown(content: bytes) -> InvalidUpload:
    """Say what can be sent instead of a file that is neither picture nor PDF."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return InvalidUpload(
            _(
                "This photo is in the HEIC format, which cannot be read here. Send it as JPEG: on "
                "an iPhone choose Settings, Camera, Formats, Most Compatible; on Android turn off "
                "HEIF in the camera. A screenshot of the photo works too."
            )
        )
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return InvalidUpload(
            _("Archives and office files are not taken. Save the page as PDF and send that.")
        )
    return InvalidUpload(
        _("Only a PDF, JPEG, PNG or WebP file can be read. Take a photo and try again.")
    )


def safe_name(name: str) -> str:
    """Return a file name without paths, control or direction characters, at most 100 long."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = unicodedata.normalize("NFKC", base)
    kept = "".join(sign for sign in plain if not unicodedata.category(sign).startswith("C"))
    return kept.strip(" .")[-100:] or "berkas"


def _named(name: str, kind: str) -> str:
    """Return the name with the ending of what the file has become."""
    base = safe_name(name)
    stem = PurePosixPath(base).stem if "." in base else base
    return f"{safe_name(stem)[:90]}{_ENDINGS[kind]}"
