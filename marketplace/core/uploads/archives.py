"""Take a zip of pictures: only pictures, flat, within bounds; nothing of it is written anywhere."""

import io
import stat
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.core import locks
from marketplace.core.errors import InvalidUpload
from marketplace.core.sizes import MEGABYTE, megabytes
from marketplace.core.uploads import antivirus, foreign, pictures
from marketplace.core.uploads.taking import safe_name, too_large

ARCHIVES: Final = ".zip"
MAX_ZIP_BYTES: Final = 24 * MEGABYTE
MAX_PICTURES: Final = 500
MAX_PICTURE_BYTES: Final = 8 * MEGABYTE
MAX_UNPACKED_BYTES: Final = 64 * MEGABYTE
_LEFT_BY_SYSTEMS: Final = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_ENCRYPTED: Final = 0x1


def take_pictures(upload: "UploadedFile[Any]") -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of each picture of a zip; they are drawn anew before they are kept.

    Raises: InvalidUpload, ScannerAway, LockOrderError.
    """
    locks.require_none("A file is taken")
    content = _read(upload)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            seen: set[str] = set()
            for entry in _plain_entries(archive):
                name = safe_name(entry.filename)
                if name.casefold() in seen:
                    raise InvalidUpload(
                        _("Two files of the zip are called %(name)s. Rename one.") % {"name": name}
                    )
                seen.add(name.casefold())
                yield name, _picture(archive, entry, name)
    except InvalidUpload:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as broken:
        raise InvalidUpload(
            _("This zip is damaged, or has a password. Pack the photos once more.")
        ) from broken


def _read(upload: "UploadedFile[Any]") -> bytes:
    size = upload.size or 0
    if size > MAX_ZIP_BYTES:
        raise too_large(size, MAX_ZIP_BYTES)
    upload.seek(0)
    content: bytes = upload.read(MAX_ZIP_BYTES + 1)
    if len(content) > MAX_ZIP_BYTES:
        raise too_large(len(content), MAX_ZIP_BYTES)
    antivirus.require_clean(content)
    return content


def _plain_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the entries that are files. Raises: InvalidUpload beyond the bounds, or for a link."""
    entries = [one for one in archive.infolist() if not _is_no_file(one)]
    if not entries:
        raise InvalidUpload(_("This zip holds no photo."))
    unpacked = sum(one.file_size for one in entries)
    if len(entries) > MAX_PICTURES or unpacked > MAX_UNPACKED_BYTES:
        raise InvalidUpload(
            _("A zip holds at most %(most)s photos and %(size)s MB unpacked. Send several.")
            % {"most": MAX_PICTURES, "size": megabytes(MAX_UNPACKED_BYTES)}
        )
    for one in entries:
        is_link = stat.S_ISLNK(one.external_attr >> 16)
        if is_link or one.flag_bits & _ENCRYPTED or ".." in one.filename.split("/"):
            raise _no_picture(one.filename)
    return entries


def _is_no_file(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.lower()
    return entry.is_dir() or any(
        name.startswith(mark) or name.endswith(mark) for mark in _LEFT_BY_SYSTEMS
    )


def _picture(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    if entry.file_size > MAX_PICTURE_BYTES:
        raise too_large(entry.file_size, MAX_PICTURE_BYTES)
    content = archive.read(entry)
    if not pictures.is_picture(content) or foreign.has_archive(content):
        raise _no_picture(name)
    return content


def _no_picture(name: str) -> InvalidUpload:
    return InvalidUpload(
        _("%(name)s is no JPEG, PNG or WebP photo. Take it out of the zip.")
        % {"name": safe_name(name)}
    )
