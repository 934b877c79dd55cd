"""Reads of the verifier's queue: what waits, whose, where, and for how long.

A page of it is read many times a day, so a row holds the columns that it shows and no more: a shop
has forty, some of them encrypted.
"""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from marketplace.accounts.models import Region, RegionLevel, User
from marketplace.core import clock
from marketplace.core.models import Deadline
from vendors import policies, rules
from vendors.models import ChangeRequest, ChangeStatus, Vendor, VendorStatus
from vendors.queries import REVIEW_DEADLINE, owner_name, owners

_ROW: Final = ("public_id", "number", "name", "size_class", "submitted_at", "status_at")
_PLACE: Final = ("region__name", "region__time_zone")
_CHANGE: Final = ("public_id", "kind", "status", "first_look_by", "asked_at", "decided_at")
_ITS_SHOP: Final = ("vendor__name", "vendor__number", "vendor__region__time_zone")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a verifier looks for in the queue; nothing narrows nothing.

    words: in the name, the numbers of shop and business, or the owner's name. region_id: the
    place and all inside it. late: only those whose deadline has passed.
    """

    words: str = ""
    region_id: int | None = None
    late: bool = False


def review_queue(
    user: User, status: str = VendorStatus.SUBMITTED, sought: Sought = Sought()
) -> QuerySet[Vendor]:
    """Return the applications of one status this person may see, most urgent first.

    Each with what a row shows of it, ``owner_name`` and ``due_at``; the rest is read when asked.
    """
    clocks = Deadline.objects.filter(subject_type=Vendor._meta.label_lower)  # as its index begins
    due = clocks.filter(kind=REVIEW_DEADLINE, subject_id=OuterRef("pk"))
    queue = _sought(policies.reviewable_by(user).filter(status=status), sought)
    return (
        queue.select_related("region")
        .only(*_ROW, *_PLACE)
        .annotate(owner_name=owner_name())
        .annotate(due_at=Subquery(due.order_by("-pk").values("due_at")[:1]))
        .order_by("due_at", "submitted_at", "pk")
    )


def _sought(queue: QuerySet[Vendor], sought: Sought) -> QuerySet[Vendor]:
    if sought.words:
        named = owners().filter(user__name__icontains=sought.words)
        queue = queue.filter(
            Q(name__icontains=sought.words)
            | Q(number__iexact=sought.words)
            | Q(nib=rules.plain(sought.words))
            | Q(pk__in=named.order_by().values("vendor_id"))
        )
    if sought.region_id:
        place = sought.region_id
        queue = queue.filter(
            Q(region=place) | Q(region__parent=place) | Q(region__parent__parent=place)
        )
    if sought.late:
        late = Deadline.objects.filter(kind=REVIEW_DEADLINE, closed_at=None)
        queue = queue.filter(pk__in=late.filter(due_at__lte=clock.now()).values("subject_id"))
    return queue


def queue_counts(user: User) -> dict[str, int]:
    """Return how many applications stand in each status."""
    rows = policies.reviewable_by(user).values_list("status")
    return dict(rows.annotate(number=Count("pk")).order_by())


def regencies_of(user: User) -> QuerySet[Region]:
    """Return the kabupaten and kota whose shops this person verifies or audits, by name."""
    served = user.regions_as(*policies.READERS)
    regencies = Region.objects.filter(level=RegionLevel.REGENCY)
    return regencies.filter(Q(pk__in=served) | Q(parent__in=served)).order_by("name", "pk")


def pending_changes(user: User) -> QuerySet[ChangeRequest]:
    """Return the change requests that wait for this person's look, oldest first."""
    open_rows = policies.changes_open_to(user).filter(status=ChangeStatus.PENDING)
    waiting = open_rows.exclude(first_look_by=user).select_related("vendor__region")
    return waiting.only(*_CHANGE, *_ITS_SHOP).order_by("asked_at", "pk")
