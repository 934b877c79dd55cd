"""What the page of an order shows for the decision of its PPK, and what a review left behind."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Q

from catalog.queries import size_code
from marketplace.core.money import BASIS_POINTS
from marketplace.orders.approval_checks import PlanRoom, plan_room
from marketplace.orders.models import (
    OrderRepair,
    OrderStatus,
    PurchaseOrder,
    RepairField,
    StatusChange,
    StruckLine,
)
from marketplace.orders.repairing import named_parts, repairs_of
from marketplace.web.badges import SIZE_CLASSES
from vendors.models import Vendor
from vendors.sanctions.models import Sanction, SanctionStatus
from vendors.standing import Shown, shown_of

OPEN = frozenset({OrderStatus.SUBMITTED, OrderStatus.RETURNED})
AGAINST = (
    OrderStatus.DISPUTED,
    OrderStatus.TERMINATED,
    OrderStatus.DECLINED,
    OrderStatus.EXPIRED,
)


@dataclass(frozen=True)
class Record:
    """What a shop has done so far, here and for everybody.

    ``standing``: None while too few orders speak; the rest counts orders of this market:
    ``complaints`` that there were, ``ended`` for not being fulfilled, ``unanswered`` or declined.
    """

    vendor: Vendor
    size: str
    since: datetime | None
    standing: Shown | None
    complaints: int
    ended: int
    unanswered: int
    sanctions: list[Sanction]

    @property
    def late(self) -> int | None:
        """How many of the last orders that named a day came after it."""
        shown = self.standing
        if shown is None or shown.punctual_bp is None:
            return None
        return shown.timed - round(shown.timed * shown.punctual_bp / BASIS_POINTS)

    @property
    def in_force(self) -> int:
        """How many sanctions hold now."""
        return sum(one.status == SanctionStatus.IN_FORCE for one in self.sanctions)


class Review:
    """One order as its review reads it; of all this the vendor sees nothing."""

    def __init__(self, order: PurchaseOrder, *, is_vendor: bool) -> None:
        self.order, self.is_vendor = order, is_vendor

    @property
    def is_open(self) -> bool:
        """Whether it is being decided, for a reader who is not of the shop."""
        return self.order.status in OPEN and not self.is_vendor

    @cached_property
    def plan(self) -> PlanRoom:
        """What the plan has left for it."""
        return plan_room(self.order)

    @property
    def left_after(self) -> int:
        """What its part of the package has left with it, in rupiah; below zero where it lacks."""
        left: int = self.plan.room.part - self.order.gross_rupiah
        return left

    @cached_property
    def record(self) -> Record:
        """What is known of its shop."""
        vendor = self.order.vendor
        known = Q(order__approved_by__isnull=False)  # it never heard of those that were not
        steps = StatusChange.objects.filter(known, order__vendor=vendor, to_status__in=AGAINST)
        counted = steps.order_by().values_list("to_status").annotate(Count("order", distinct=True))
        found = dict(counted)
        return Record(
            vendor=vendor,
            size=str(SIZE_CLASSES.get(size_code(vendor), vendor.size_class)),
            since=vendor.approved_at,
            standing=shown_of(vendor),
            complaints=found.get(OrderStatus.DISPUTED, 0),
            ended=found.get(OrderStatus.TERMINATED, 0),
            unanswered=found.get(OrderStatus.DECLINED, 0) + found.get(OrderStatus.EXPIRED, 0),
            sanctions=[
                one
                for one in Sanction.objects.filter(vendor=vendor)
                if one.status in {SanctionStatus.IN_FORCE, SanctionStatus.ENDED}
            ],
        )

    @cached_property
    def struck(self) -> list[StruckLine]:
        """The lines that the PPK struck; the vendor never had them."""
        return [] if self.is_vendor else list(self.order.struck_lines.all())

    @cached_property
    def named_parts(self) -> list[RepairField]:
        """What the PPK named for repair with the last return; none where everything is open."""
        return list(named_parts(self.order)) if self.order.status == OrderStatus.RETURNED else []

    @property
    def open_parts(self) -> list[RepairField]:
        """What the officer may repair now."""
        return self.named_parts or list(RepairField)

    @cached_property
    def repairs(self) -> list[OrderRepair]:
        """What the officer changed since the last return, for the two who work on it."""
        return repairs_of(self.order) if self.is_open else []
