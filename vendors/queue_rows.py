"""A row of the verifier's queue in the words that stand on it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from vendors import presenters
from vendors.models import SizeClass, Vendor
from vendors.presenters import Due


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One application. ``facts``: number, owner, place and size; ``zone``: of its place.

    ``label``: what its button does, with the name, for whoever only hears it.
    """

    public_id: UUID
    name: str
    facts: str
    due: Due | None
    submitted_at: datetime | None
    status_at: datetime
    zone: str
    label: str


def queue_row(vendor: Vendor, *, is_waiting: bool) -> QueueRow:
    """Return the row of an application as ``review_queue`` reads it; one that waits is checked."""
    place = vendor.region.name if vendor.region else ""
    size = str(SizeClass(vendor.size_class).label) if vendor.size_class else ""
    facts = (vendor.number, str(getattr(vendor, "owner_name", "")), place, size)
    return QueueRow(
        public_id=vendor.public_id,
        name=vendor.name,
        facts=" · ".join(filter(None, facts)),
        due=presenters.due_note(getattr(vendor, "due_at", None), vendor.time_zone),
        submitted_at=vendor.submitted_at,
        status_at=vendor.status_at,
        zone=vendor.time_zone,
        label=(_("Check %(name)s") if is_waiting else _("Open %(name)s")) % {"name": vendor.name},
    )
