"""The seal of a paper: the hash of all it says stands in the audit chain, and is compared there.

One line of the trail names the hash of the content when the paper is issued, a second one the hash
of its PDF when that is set. Whoever changes a row, or adds one, cannot make the chain agree.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from marketplace.core import audit
from marketplace.core.models import AuditEvent
from marketplace.core.subjects import about
from marketplace.documents.models import IssuedDocument

ISSUED: Final = "document.issued"
TYPESET: Final = "document.typeset"


@dataclass(frozen=True, slots=True)
class Seal:
    """What the audit chain says about a paper; ``position``: None until the next sealing."""

    holds: bool
    position: int | None = None


def content_hash(document: IssuedDocument) -> str:
    """Return the SHA-256 of everything a paper says, whatever the order of its keys."""
    body = json.dumps(
        [
            document.kind,
            document.number,
            document.token,
            document.subject_type,
            document.subject_id,
            document.amount_rupiah,
            document.issued_at.astimezone(UTC).isoformat(),
            document.data,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


def record(action: str, document: IssuedDocument, sha256: str) -> None:
    """Let the trail name a hash of a paper, in the caller's transaction."""
    audit.record(action, actor=None, subject=document, number=document.number, sha256=sha256)


def seal_of(document: IssuedDocument) -> Seal:
    """Compare a paper, and its PDF if it has one, with the audit chain."""
    line = _line(ISSUED, document)
    content = content_hash(document)
    if line is None or {content, document.content_sha256} != {line.data["sha256"]}:
        return Seal(holds=False)
    if document.file is not None:
        typeset = _line(TYPESET, document)
        if typeset is None or typeset.data["sha256"] != document.file.sha256:
            return Seal(holds=False)
    return Seal(holds=True, position=line.position)


def _line(action: str, document: IssuedDocument) -> AuditEvent | None:
    """Return the one line about a paper, or None unless it stands firm in the chain."""
    lines = list(about(AuditEvent.objects.filter(action=action), document)[:2])
    return lines[0] if len(lines) == 1 and audit.stands(lines[0]) else None
