"""The audit trail: written with the change, chained soon after, checkable by anybody.

Rows commit unsealed; one sealer at a time gives them a position and a hash, below the oldest open
transaction, so that writers never queue behind a hash and no row can slip in before a sealed one.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction
from django.db.models import Max

from marketplace.core import clock, locks
from marketplace.core.models import AuditEvent
from marketplace.core.subjects import Subject, about

Told = Callable[[models.Model | AnonymousUser | None], dict[str, object]]
_told: list[Told] = []
GENESIS = "0" * 64
SEAL_BATCH = 500


def told_more_by(more: Told) -> None:
    """Let the room of people say, at ``ready()``, what each line tells of its actor."""
    _told.append(more)


def record(
    action: str,
    *,
    actor: models.Model | AnonymousUser | None,
    subject: models.Model,
    reason: str = "",
    **data: object,
) -> AuditEvent:
    """Write one line of the trail in the caller's transaction."""
    key = Subject.of(subject)
    for more in _told:
        data |= {name: what for name, what in more(actor).items() if what}
    return AuditEvent.objects.create(
        occurred_at=clock.now(),
        actor_id=actor.pk if actor is not None else None,
        action=action,
        subject_type=key.label,
        subject_id=key.key,
        reason=reason,
        data=data,
    )


def line_hash(event: AuditEvent, previous: str) -> str:
    """Return the SHA-256 of a line and of everything before it."""
    body = json.dumps(
        [
            previous,
            event.pk,
            event.position,
            event.occurred_at.isoformat(),
            event.recorded_at.isoformat(),
            event.actor_id,
            event.action,
            event.subject_type,
            event.subject_id,
            event.reason,
            event.data,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


@transaction.atomic
def seal() -> int:
    """Chain what has safely committed; return how many lines were sealed (0 if another seals)."""
    if not locks.try_advisory_lock("audit-seal"):
        return 0
    last = AuditEvent.objects.filter(position__isnull=False).order_by("-position").first()
    position, previous = (last.position or 0, last.hash) if last else (0, GENESIS)
    fresh = AuditEvent.objects.extra(
        where=["position IS NULL AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"]
    ).order_by("txid", "id")[:SEAL_BATCH]
    lines = list(fresh)
    for line in lines:
        position += 1
        line.position, line.previous_hash = position, previous
        line.hash = previous = line_hash(line, previous)
    _write_seals(lines)
    return len(lines)


def _write_seals(lines: list[AuditEvent]) -> None:
    """Write positions and hashes in one plain statement; the ORM's own way costs seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_auditevent line SET position = seal.position, "
            "previous_hash = seal.previous_hash, hash = seal.hash "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) "
            "AS seal (id, position, previous_hash, hash) WHERE line.id = seal.id",
            [
                [line.pk for line in lines],
                [line.position for line in lines],
                [line.previous_hash for line in lines],
                [line.hash for line in lines],
            ],
        )


def stands(line: AuditEvent) -> bool:
    """Say whether a line is as it was sealed, between its neighbours; true while unsealed.

    A page can ask this of one line; ``verify`` walks them all.
    """
    if line.position is None:
        return True
    beside = AuditEvent.objects.filter(position__in=[line.position - 1, line.position + 1])
    near = {other.position: other for other in beside}
    before, after = near.get(line.position - 1), near.get(line.position + 1)
    previous = before.hash if before else GENESIS if line.position == 1 else ""
    follows = after is None or after.previous_hash == line.hash
    return line.previous_hash == previous and follows and line.hash == line_hash(line, previous)


@dataclass(frozen=True)
class ChainReport:
    """What a walk along the chain found."""

    sealed: int
    unsealed: int
    broken_at: int | None


def verify() -> ChainReport:
    """Walk the whole chain; ``broken_at`` is the first position that does not hold."""
    sealed, previous, broken = 0, GENESIS, None
    lines = AuditEvent.objects.filter(position__isnull=False).order_by("position")
    for line in lines.iterator(chunk_size=2000):
        sealed += 1
        holds = line.position == sealed and line.previous_hash == previous
        if not holds or line.hash != line_hash(line, previous):
            broken = line.position
            break
        previous = line.hash
    total = AuditEvent.objects.aggregate(top=Max("position"))["top"] or 0
    if broken is None and total != sealed:
        broken = sealed + 1
    unsealed = AuditEvent.objects.filter(position__isnull=True).count()
    return ChainReport(sealed=sealed, unsealed=unsealed, broken_at=broken)


def trail(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """Return the lines about one thing, oldest first."""
    return (
        about(AuditEvent.objects.all(), subject)
        .select_related("actor")
        .order_by("occurred_at", "pk")
    )
