"""The papers of an application: handed in one at a time, with what is printed on them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, guards, moments
from marketplace.core.models import PrivateFile
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from marketplace.core.uploads import take
from vendors import policies
from vendors.application import FIELD_OF_DOCUMENT
from vendors.models import DocumentKind, Vendor, VendorDocument
from vendors.requirements import DETAILS, OPTIONAL_DETAILS, papers_asked
from vendors.services.entries import note_paper
from vendors.services.steps import note_repair, open_for, refuse_locked
from vendors.services.transitions import InvalidField

DOCUMENT_FILE = "vendor_document"


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed on a paper and typed with it; which of it counts follows from the kind."""

    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


def attach_document(
    *,
    vendor_id: int,
    kind: str,
    upload: UploadedFile[Any],
    actor: User,
    printed: Printed | None = None,
) -> VendorDocument:
    """Keep a paper; the one it replaces stays on record.

    Raises: NotAllowed, InvalidUpload, InvalidField, FieldLocked.
    """
    vendor = Vendor.objects.get(pk=vendor_id)
    require(policies.can_edit(actor, vendor))
    if kind not in papers_asked(vendor):
        raise InvalidField(_("This kind of document is not asked for."), field="kind")
    details = _details(vendor, DocumentKind(kind), printed or Printed())
    with files.written(take(upload), kind=DOCUMENT_FILE) as file:
        return _attach(vendor_id=vendor_id, kind=kind, file=file, actor=actor, details=details)


def _details(vendor: Vendor, kind: DocumentKind, printed: Printed) -> dict[str, Any]:
    """Return the columns of what is printed on a paper of this kind. Raises: InvalidField."""
    details = {name: _cleaned(getattr(printed, name)) for name in DETAILS.get(kind, ())}
    for name, value in details.items():
        if not value and (kind, name) not in OPTIONAL_DETAILS:
            raise InvalidField(_("This must be filled in."), field=name)
        _require_room(name, value)
    today = clock.today(vendor.time_zone)
    issued, expires = details.get("issued_on"), details.get("expires_on")
    if isinstance(issued, date) and issued > today:
        raise InvalidField(
            _("The day of issue lies after today, %(today)s.") % {"today": moments.day(today)},
            field="issued_on",
        )
    if isinstance(expires, date) and expires < today:
        raise InvalidField(
            _("This paper is no longer valid. Hand in one that is."), field="expires_on"
        )
    return {name: value for name, value in details.items() if value}


def _cleaned(value: str | date | None) -> str | date | None:
    return clean_line(value) if isinstance(value, str) else value


def _require_room(name: str, value: Any) -> None:
    longest = getattr(VendorDocument._meta.get_field(name), "max_length", None)
    if longest and len(value) > longest:
        raise InvalidField(
            _("%(length)s characters are too many; at most %(limit)s fit.")
            % {"length": len(value), "limit": longest},
            field=name,
        )


@guards.use_case
def _attach(
    *, vendor_id: int, kind: str, file: files.Written, actor: User, details: dict[str, Any]
) -> VendorDocument:
    vendor = open_for(vendor_id, actor)
    field = FIELD_OF_DOCUMENT[kind]
    if _current(vendor, kind).exists():
        refuse_locked(vendor, {field})
    kept = files.keep(file, owner=actor)
    document = replace_document(vendor, kind, kept, **details)
    note_repair(vendor, {field})
    note_paper(vendor, field=field, kind=kind, actor=actor)
    audit.record("vendor.document_attached", actor=actor, subject=vendor, kind=kind)
    return document


def replace_document(
    vendor: Vendor, kind: str, file: PrivateFile, **details: Any
) -> VendorDocument:
    """Let a file be the paper that counts; the one before stays on record. Holds the vendor."""
    _current(vendor, kind).update(replaced_at=clock.now())
    return VendorDocument.objects.create(
        vendor=vendor, kind=kind, file=file, uploaded_at=clock.now(), **details
    )


def _current(vendor: Vendor, kind: str) -> QuerySet[VendorDocument]:
    return vendor.documents.filter(kind=kind, replaced_at__isnull=True)
