"""What lies in the bundle of an order: each room names its papers, files, tables and audit lines.

Nothing is unpacked here: papers and files are known by their stored hashes and read one by one when
they are packed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.core import files
from marketplace.core.errors import Busy
from marketplace.core.models import AuditEvent, PrivateFile
from marketplace.core.privacy import GONE
from marketplace.core.sheets import csv_bytes
from marketplace.core.uploads.taking import safe_name
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.orders.models import PurchaseOrder

PAPERS, FILES, DATA, TRAIL = "dokumen", "berkas", "data", "jejak-audit"

Table = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Part:
    """What one room adds: rows that are read when the bundle is gathered, none before.

    ``files`` by the name of their folder; ``tables`` by the name of their file, each row by the
    names of its columns; ``about``: things whose audit lines belong to the order's trail.
    """

    papers: Sequence[QuerySet[IssuedDocument]] = ()
    files: Mapping[str, QuerySet[PrivateFile]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    about: Sequence[QuerySet[Any]] = ()


@dataclass(frozen=True)
class Entry:
    """One file of the bundle; ``size`` in bytes. ``read``: None where its bytes were erased."""

    path: str
    sha256: str
    size: int
    what: str
    read: Callable[[], bytes] | None
    file: PrivateFile | None = None

    @property
    def is_erased(self) -> bool:
        """Whether only its hash is left."""
        return self.read is None


Provider = Callable[[PurchaseOrder], Part]
_providers: Final[list[Provider]] = []


def provide(part: Provider) -> Provider:
    """Let a room say, at ``ready()``, what it adds to the bundle of an order."""
    _providers.append(part)
    return part


def typeset(order: PurchaseOrder) -> None:
    """Let each paper of an order have its PDF; those never read before are set now.

    Raises: AlteredPaper.
    """
    for paper in _papers([part(order) for part in _providers]):
        if paper.file is None:
            documents.pdf(paper)


def gather(order: PurchaseOrder) -> list[Entry]:
    """Return everything that belongs to an order, by path. Read as of one moment by the caller.

    Raises: Busy for a paper that was issued since ``typeset``.
    """
    parts = [part(order) for part in _providers]
    papers = _papers(parts)
    found = [_paper(one) for one in papers]
    found += [
        _file(folder, one)
        for part in parts
        for folder, rows in part.files.items()
        for one in rows.order_by("pk")
    ]
    found += [_table(name, list(rows)) for part in parts for name, rows in part.tables.items()]
    found += _trail([rows for part in parts for rows in part.about], [one.pk for one in papers])
    return sorted(found, key=lambda entry: entry.path)


def content_hash(entries: Iterable[Entry]) -> str:
    """Return the SHA-256 of what lies in a bundle: the hash and path of each, line by line."""
    lines = (f"{one.sha256} {'-' if one.is_erased else '*'}{one.path}" for one in entries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def made(path: str, content: bytes, what: str) -> Entry:
    """Return a file of our own making."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Entry(path, sha256, len(content), what, lambda: content)


def as_json(data: object) -> bytes:
    """Return data as people and programs read it, the same bytes for the same data."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _papers(parts: Sequence[Part]) -> list[IssuedDocument]:
    """Return each paper once, oldest first."""
    found = {
        one.pk: one for part in parts for rows in part.papers for one in rows.select_related("file")
    }
    return [found[key] for key in sorted(found)]


def _paper(paper: IssuedDocument) -> Entry:
    path = f"{PAPERS}/{paper.number.replace('/', '-')}.pdf"
    file = paper.file
    if file is None:
        raise Busy(_("A paper was issued at this moment. Take the bundle again."))
    return Entry(
        path, file.sha256, file.size, documents.title_of(paper), partial(documents.pdf, paper)
    )


def _file(folder: str, file: PrivateFile) -> Entry:
    if file.name == GONE:
        path = f"{FILES}/{folder}/{file.pk}-terhapus"
        return Entry(path, file.sha256, file.size, "Dihapus atas hak pemilik data", None)
    path = f"{FILES}/{folder}/{file.pk}-{safe_name(file.name)}"
    return Entry(path, file.sha256, file.size, "Berkas", partial(files.read_bytes, file), file)


def _table(name: str, rows: list[Mapping[str, Any]]) -> Entry:
    return made(f"{DATA}/{name}.json", as_json(rows), "Data")


def _trail(about: Sequence[QuerySet[Any]], papers: Sequence[int]) -> list[Entry]:
    """Return the audit lines about an order and everything below it, as JSON and as CSV."""
    wanted = Q(
        subject_type=IssuedDocument._meta.label_lower,
        subject_id__in=papers,
    )
    for rows in about:
        wanted |= Q(subject_type=rows.model._meta.label_lower, subject_id__in=rows.values("pk"))
    lines = AuditEvent.objects.filter(wanted).select_related("actor").order_by("pk")
    told = [dict(_line(one)) for one in lines]
    headings = list(told[0]) if told else []
    cells = [
        [json.dumps(value, ensure_ascii=False) if name == "data" else value for name, value in one]
        for one in (row.items() for row in told)
    ]
    return [
        made(f"{TRAIL}/{TRAIL}.json", as_json(told), "Jejak audit"),
        made(f"{TRAIL}/{TRAIL}.csv", csv_bytes(headings, cells), "Jejak audit"),
    ]


def _line(event: AuditEvent) -> Iterator[tuple[str, Any]]:
    """Yield all that the hash of a line is made of, as it goes into it, and the actor's name."""
    yield "id", event.pk
    yield "position", event.position
    yield "occurred_at", event.occurred_at.isoformat()
    yield "recorded_at", event.recorded_at.isoformat()
    yield "actor_id", event.actor_id
    yield "actor", str(event.actor or "")
    yield "action", event.action
    yield "subject_type", event.subject_type
    yield "subject_id", event.subject_id
    yield "reason", event.reason
    yield "data", event.data
    yield "previous_hash", event.previous_hash
    yield "hash", event.hash
