"""How far a shop has come, told from above: by the rooms that know of listings and orders."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marketplace.core.errors import RuleViolation
from vendors.pipeline.models import Milestone, Stage

BY_TRIGGERS = frozenset({Stage.REGISTERED, Stage.IN_ENTRY, Stage.VERIFIED})


def record_milestone(
    *, vendor_id: int, stage: Stage, at: datetime, tenant_id: int | None = None, channel: str = ""
) -> bool:
    """Write down that a shop reached a stage, in the caller's transaction; once, the first counts.

    tenant_id, channel: of the market in which it is listed, for LISTED alone. Returns whether it is
    new. Raises: RuleViolation for a stage that the database writes by itself.
    """
    if stage in BY_TRIGGERS or stage == Stage.TARGETED:
        raise RuleViolation(
            _("A stage is reached once; only where a shop is listed is said for each market.")
        )
    which: dict[str, Any] = {
        "vendor_id": vendor_id,
        "stage": stage,
        "tenant_id": tenant_id,
        "channel": channel,
    }
    if Milestone.objects.filter(**which).exists():
        return False
    Milestone.objects.bulk_create([Milestone(**which, reached_at=at)], ignore_conflicts=True)
    return True
