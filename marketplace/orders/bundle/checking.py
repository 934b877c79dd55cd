"""What anybody who holds a bundle can compare it with."""

from marketplace.core import audit
from marketplace.core.models import AuditEvent
from marketplace.core.subjects import Subject
from marketplace.documents.models import IssuedDocument
from marketplace.orders.services.bundle import TAKEN


def handed_out(cover: IssuedDocument) -> frozenset[str]:
    """Return the SHA-256 of each file that was handed out under a number, as the chain has it."""
    about = Subject(cover.subject_type, cover.subject_id)
    lines = AuditEvent.objects.filter(
        action=TAKEN, subject_type=about.label, subject_id=about.key
    ).order_by("pk")
    found: dict[str, AuditEvent] = {}
    for line in lines:
        found.setdefault(line.data["sha256"], line)
    return frozenset(sha256 for sha256, line in found.items() if audit.stands(line))
