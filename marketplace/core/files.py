"""Private documents: checked when they come in, logged when they go out (I-33)."""

import hashlib
import io
import unicodedata
import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from marketplace.core import clock
from marketplace.core.errors import DomainError, InvalidUpload
from marketplace.core.models import FileAccess, PrivateFile
from marketplace.core.policy import Verdict, deny, require
from marketplace.core.sizes import megabytes

MAX_PIXELS = 40_000_000
PDF_MAGIC = b"%PDF-"
_policies: dict[str, Callable[[Any, PrivateFile], Verdict]] = {}


class DamagedFile(DomainError):
    """The stored bytes no longer match their checksum; they are not served."""

    code, http_status = "damaged_file", 500


def readable_by(kind: str, policy: Callable[[Any, PrivateFile], Verdict]) -> None:
    """Register who may read files of a kind."""
    _policies[kind] = policy


def can_read(user: Any, file: PrivateFile) -> Verdict:
    """Judge by the policy of the file's kind; a kind without one is readable by nobody."""
    policy = _policies.get(file.kind)
    return policy(user, file) if policy else deny(_("This file is not open to you."))


def sniff(content: bytes) -> str:
    """Return the content type the bytes really have. Raises: InvalidUpload."""
    if content.startswith(PDF_MAGIC):
        return "application/pdf"
    try:
        with Image.open(io.BytesIO(content)) as picture:
            kind, pixels = picture.format, picture.width * picture.height
            if pixels <= MAX_PIXELS:
                picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as wrong:
        raise InvalidUpload(
            _("Only a PDF, JPEG, PNG or WebP file can be read. Take a photo and try again.")
        ) from wrong
    if kind not in {"JPEG", "PNG", "WEBP"} or pixels > MAX_PIXELS:
        raise InvalidUpload(_("Only a PDF, JPEG, PNG or WebP file up to 40 megapixels is taken."))
    return Image.MIME[kind]


def safe_name(name: str) -> str:
    """Return a file name without paths, control or direction characters, at most 100 long."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = unicodedata.normalize("NFKC", base)
    kept = "".join(sign for sign in plain if not unicodedata.category(sign).startswith("C"))
    return kept.strip(" .")[-100:] or "berkas"


def read_upload(upload: "UploadedFile[bytes]") -> bytes:
    """Return the bytes of an upload within the size limit. Raises: InvalidUpload."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise InvalidUpload(
            _("The file has %(size)s MB; at most %(limit)s MB are taken. Choose a smaller one.")
            % {
                "size": megabytes(upload.size or 0),
                "limit": megabytes(settings.UPLOAD_MAX_BYTES),
            }
        )
    content: bytes = upload.read()
    if not content:
        raise InvalidUpload(_("The file is empty. Choose another one."))
    return content


def store_upload(*, upload: "UploadedFile[bytes]", kind: str, owner: Any) -> PrivateFile:
    """Check and keep an uploaded document. Raises: InvalidUpload."""
    content = read_upload(upload)
    content_type = sniff(content)
    return store_bytes(
        content=content, name=upload.name or "", kind=kind, owner=owner, content_type=content_type
    )


def store_bytes(
    *, content: bytes, name: str, kind: str, owner: Any, content_type: str
) -> PrivateFile:
    """Keep bytes we made or have checked, under a random name. The file is written first."""
    path = default_storage.save(f"{kind}/{uuid.uuid4().hex}", ContentFile(content))
    return PrivateFile.objects.create(
        kind=kind,
        owner=owner,
        name=safe_name(name),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        stored_at=clock.now(),
    )


def read_bytes(file: PrivateFile) -> bytes:
    """Return the content if it is still what was stored. Raises: DamagedFile."""
    with default_storage.open(file.path) as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise DamagedFile(_("The stored file is damaged and is not shown. Upload it again."))
    return content


def unread_by(user: Any, files: Collection[PrivateFile]) -> frozenset[int]:
    """Return the keys of the files that a person has never opened."""
    keys = {file.pk for file in files}
    opened = FileAccess.objects.filter(file__in=keys, reader_id=user.pk)
    return frozenset(keys - set(opened.values_list("file_id", flat=True)))


def open_for(user: Any, file: PrivateFile) -> bytes:
    """Read a file on behalf of a person and log it. Raises: NotAllowed, DamagedFile."""
    require(can_read(user, file))
    content = read_bytes(file)
    FileAccess.objects.create(file=file, reader_id=user.pk, read_at=clock.now())
    return content
