"""Numbered papers: issued with frozen data, typeset when first read, checkable by anybody."""

import json
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marketplace.core import clock, files, locks
from marketplace.core.errors import Conflict
from marketplace.core.models import PrivateFile
from marketplace.core.policy import Verdict, deny
from marketplace.core.subjects import Subject, about
from marketplace.documents import sealing
from marketplace.documents.models import IssuedDocument
from marketplace.documents.typesetting import render_pdf
from marketplace.web.requests import own_link

KIND = "issued_document"
SAMPLE = "CONTOH"
_readers: dict[str, Callable[[Any, IssuedDocument], Verdict]] = {}
_states: dict[str, Callable[[IssuedDocument], str]] = {}
_copies: dict[str, Callable[[IssuedDocument], frozenset[str]]] = {}
_titles: dict[str, str | Promise] = {}


class AlteredPaper(Conflict):
    """The paper is not what the audit chain says was issued; it is not served."""

    code = "altered_paper"


def register_kind(kind: str, title: str | Promise) -> None:
    """Name a kind of paper at ``ready()``; the room that issues it knows its title."""
    _titles[kind] = title


def title_of(document: IssuedDocument) -> str:
    """Return what a paper is called."""
    return str(_titles.get(document.kind, document.kind))


def kinds() -> dict[str, str]:
    """Return what each kind of paper is called, by its code."""
    return {kind: str(title) for kind, title in _titles.items()}


def readable_by(
    subject_type: str,
    policy: Callable[[Any, IssuedDocument], Verdict],
    *,
    state: Callable[[IssuedDocument], str] | None = None,
    copies: Callable[[IssuedDocument], frozenset[str]] | None = None,
) -> None:
    """Register who may read the papers about a kind of thing (``orders.purchaseorder``).

    For the public verification page: ``state`` says in a word where the thing stands now,
    ``copies`` names the SHA-256 of each file that was handed out under the paper's number.
    """
    _readers[subject_type] = policy
    if state is not None:
        _states[subject_type] = state
    if copies is not None:
        _copies[subject_type] = copies


def can_read(user: Any, document: IssuedDocument) -> Verdict:
    """Judge by the subject's policy; a paper about a thing without one is open to nobody."""
    policy = _readers.get(document.subject_type)
    return policy(user, document) if policy else deny(_("This document is not open to you."))


def state_of(document: IssuedDocument) -> str:
    """Return where the paper's subject stands now, or an empty text when nobody says."""
    state = _states.get(document.subject_type)
    return str(state(document)) if state else ""


def copies_of(document: IssuedDocument) -> frozenset[str] | None:
    """Return the SHA-256 of what was handed out under a paper's number; None where nothing is."""
    copies = _copies.get(document.subject_type)
    return copies(document) if copies else None


def issue(
    kind: str, *, number: str, subject: models.Model, data: dict[str, Any], amount_rupiah: int = 0
) -> IssuedDocument:
    """Give a paper its number, freeze its data and seal it, in the caller's transaction."""
    token = secrets.token_urlsafe(18)
    key = Subject.of(subject)
    said = {
        "watermark": SAMPLE if settings.DEMO else "",
        **data,
        "verify_url": own_link(reverse("check_document", args=[token])),
    }
    document = IssuedDocument(
        kind=kind,
        number=number,
        token=token,
        subject_type=key.label,
        subject_id=key.key,
        data=json.loads(json.dumps(said, cls=DjangoJSONEncoder)),
        amount_rupiah=amount_rupiah,
        issued_at=clock.now(),
    )
    document.content_sha256 = sealing.content_hash(document)
    document.save(force_insert=True)
    sealing.record(sealing.ISSUED, document, document.content_sha256)
    return document


def of(subject: models.Model) -> models.QuerySet[IssuedDocument]:
    """Return the papers about one thing, oldest first."""
    return about(IssuedDocument.objects.all(), subject).order_by("pk")


def require_sealed(document: IssuedDocument) -> None:
    """Raises: AlteredPaper when a paper is not what the audit chain says was issued."""
    if not sealing.seal_of(document).holds:
        raise AlteredPaper(
            _(
                "Paper %(number)s is not what was issued under its number, so it is not shown. "
                "Tell the operator."
            )
            % {"number": document.number}
        )


def pdf(document: IssuedDocument) -> bytes:
    """Return the paper as PDF; the first reading sets it, stores and seals it.

    Raises: AlteredPaper when it is not what was issued, DamagedFile.
    """
    with transaction.atomic():
        row = locks.lock_one(IssuedDocument, document.pk)
        require_sealed(row)
        if row.file is None:
            row.file = _typeset(row)
            row.save(update_fields=["file"])
            sealing.record(sealing.TYPESET, row, row.file.sha256)
        file = row.file
    return files.read_bytes(file)


def _typeset(document: IssuedDocument) -> PrivateFile:
    return files.store_bytes(
        content=render_pdf(document.kind, document.data),
        name=document.number.replace("/", "-") + ".pdf",
        kind=KIND,
        owner=None,
        content_type="application/pdf",
    )
