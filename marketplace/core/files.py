"""Private documents: checked when they come in, logged when they go out (I-33)."""

import errno
import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.core import clock, locks
from marketplace.core.errors import DomainError
from marketplace.core.models import FileAccess, PrivateFile
from marketplace.core.policy import Verdict, deny, require
from marketplace.core.privacy import GONE
from marketplace.core.uploads import Taken, take
from marketplace.core.uploads.taking import safe_name

_log = structlog.get_logger(__name__)
_policies: dict[str, Callable[[Any, PrivateFile], Verdict]] = {}


class DamagedFile(DomainError):
    """The stored bytes no longer match their checksum; they are not served."""

    code, http_status = "damaged_file", 500


class StoreAway(DomainError):
    """The place where private files are kept does not answer; nothing was changed."""

    code, http_status = "files_away", 503


class GoneFile(DomainError):
    """The bytes were deleted because their owner was erased (core.privacy)."""

    code, http_status = "gone_file", 410


def readable_by(kind: str, policy: Callable[[Any, PrivateFile], Verdict]) -> None:
    """Register who may read files of a kind."""
    _policies[kind] = policy


def can_read(user: Any, file: PrivateFile) -> Verdict:
    """Judge by the policy of the file's kind; a kind without one is readable by nobody."""
    policy = _policies.get(file.kind)
    return policy(user, file) if policy else deny(_("This file is not open to you."))


@dataclass(frozen=True)
class Written:
    """A file that is on the disk and waits for its row."""

    kind: str
    path: str
    name: str
    content_type: str
    size: int
    sha256: str


@contextmanager
def _store() -> Iterator[Storage]:
    """Lend the place of private files, a folder or a bucket. Raises: StoreAway."""
    try:
        yield default_storage
    except FileNotFoundError:
        raise
    except _losses() as lost:
        if getattr(lost, "errno", None) == errno.ENOSPC:
            raise  # a full disk has a sentence of its own (core.guards)
        _log.warning("files_away", error=type(lost).__name__)
        raise StoreAway(
            _("Papers cannot be kept or shown at the moment; nothing was changed. Try again later.")
        ) from lost


def _losses() -> tuple[type[Exception], ...]:
    """Name what the store raises when it is out of reach; a bucket's library only where it is."""
    if not hasattr(default_storage, "bucket_name"):
        return (OSError,)
    from botocore.exceptions import (  # noqa: PLC0415 - large, and needed by few installations
        BotoCoreError,
        ClientError,
    )

    return (OSError, BotoCoreError, ClientError)


def _write(taken: Taken, kind: str) -> Written:
    with _store() as store:
        path = store.save(f"{kind}/{uuid.uuid4().hex}", ContentFile(taken.content))
    return Written(
        kind=kind,
        path=path,
        name=safe_name(taken.name),
        content_type=taken.content_type,
        size=len(taken.content),
        sha256=hashlib.sha256(taken.content).hexdigest(),
    )


@contextmanager
def written(taken: Taken, *, kind: str) -> Iterator[Written]:
    """Write a file before rows are locked; where the use-case then fails, no file is left.

    Raises: LockOrderError, StoreAway.
    """
    locks.require_none("A file is written")
    file = _write(taken, kind)
    try:
        yield file
    except BaseException:
        with suppress(StoreAway), _store() as store:  # what is left over is in nobody's list
            store.delete(file.path)
        raise


@contextmanager
def written_upload(upload: "UploadedFile[Any] | None", *, kind: str) -> Iterator[Written | None]:
    """Take and write an upload, where there is one. Raises: InvalidUpload, Busy, LockOrderError."""
    if upload is None:
        yield None
        return
    with written(take(upload), kind=kind) as file:
        yield file


def keep(file: Written, *, owner: Any) -> PrivateFile:
    """Record a file that was written; part of the use-case's transaction."""
    return PrivateFile.objects.create(
        kind=file.kind,
        owner=owner,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        path=file.path,
        stored_at=clock.now(),
    )


def store_bytes(
    *, content: bytes, name: str, kind: str, owner: Any, content_type: str
) -> PrivateFile:
    """Keep bytes that we made ourselves, under a random name. The file is written first."""
    return keep(_write(Taken(content, content_type, name), kind), owner=owner)


def read_bytes(file: PrivateFile) -> bytes:
    """Return the content if it is still what was stored.

    Raises: DamagedFile, StoreAway; GoneFile where it was deleted on purpose.
    """
    if file.name == GONE:
        raise GoneFile(_("This file was deleted. What was read of it stays in the record."))
    content = b""
    with _store() as store, suppress(FileNotFoundError), store.open(file.path) as stored:
        content = stored.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise DamagedFile(_("The stored file is damaged and is not shown. Upload it again."))
    return content


def unread_by(user: Any, files: Collection[PrivateFile]) -> frozenset[int]:
    """Return the keys of the files that a person has never opened."""
    keys = {file.pk for file in files}
    opened = FileAccess.objects.filter(file__in=keys, reader_id=user.pk)
    return frozenset(keys - set(opened.values_list("file_id", flat=True)))


def open_for(user: Any, file: PrivateFile) -> bytes:
    """Read a file on behalf of a person and log it. Raises: NotAllowed, DamagedFile, GoneFile."""
    require(can_read(user, file))
    content = read_bytes(file)
    FileAccess.objects.create(file=file, reader_id=user.pk, read_at=clock.now())
    return content


def delete_bytes(paths: Iterable[str]) -> int:
    """Delete the bytes of private files; their rows and hashes stay. Harmless when repeated.

    Raises: StoreAway.
    """
    count = 0
    for path in paths:
        with _store() as store:
            if store.exists(path):
                store.delete(path)
                count += 1
    return count
