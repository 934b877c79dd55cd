"""Another delivery day: one side proposes it, the other agrees or refuses (adendum)."""

from datetime import date

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks, moments, outbox
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation
from marketplace.core.number_series import next_number
from marketplace.core.policy import require
from marketplace.orders import addendum_paper, addendum_policies, delivery_day, policies
from marketplace.orders.models import Addendum, AddendumStatus, PurchaseOrder
from marketplace.orders.rules import document_number
from marketplace.orders.services import delivery
from marketplace.orders.services.placeable import require_day_of_need
from marketplace.orders.services.review import required


class AddendumOpen(Conflict):
    """A proposed delivery day waits for its answer already."""

    code = "addendum_open"


class AddendumChanged(Conflict):
    """Another delivery day is proposed than the one that was read."""

    code = "addendum_changed"


class DaySame(RuleViolation):
    """The proposed delivery day is the one that holds."""

    code = "day_same"


class DayBeforeBooked(RuleViolation):
    """Something in the order is booked for a later day than the proposed one."""

    code = "day_before_booked"


@guards.use_case
def propose_day(*, order_id: int, deliver_by: date, reason: str, actor: User) -> PurchaseOrder:
    """Propose another delivery day to the other side; the day holds until it agrees.

    Raises: NotAllowed, InvalidTransition, AddendumOpen, DaySame, DayBeforeBooked, NeededByPassed,
    NeededByTooFar, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(addendum_policies.can_propose_day(actor, order))
    due_on = _require_awaited(order)
    if order.addenda.filter(status=AddendumStatus.OPEN).exists():
        raise AddendumOpen(
            _("A delivery day of order %(number)s waits for an answer already. Wait for it.")
            % {"number": order.number}
        )
    _require_day(order, deliver_by)
    row = Addendum.objects.create(
        order=order,
        from_day=due_on,
        to_day=deliver_by,
        reason=required(reason),
        by_shop=policies.sells(actor, order),
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    _tell("order.day_proposed", row, actor, reason=row.reason)
    return order


@guards.use_case
def agree_day(*, order_id: int, seen: int, actor: User) -> PurchaseOrder:
    """Agree to the proposed day: it holds from now on, its clock starts anew, and a paper says so.

    ``seen``: which proposal of the order was read, counted from 1. Raises: NotAllowed,
    InvalidTransition where none is open, AddendumChanged, NeededByPassed, NeededByTooFar.
    """
    order, row = _answered(order_id, seen, actor)
    _require_day(order, row.to_day)
    year = order.ordered_on.year
    row.number = document_number("ADD", year, next_number(f"ADD-{year}"))
    _close(row, AddendumStatus.AGREED, actor)
    order.due_on = row.to_day
    order.save(update_fields=["due_on"])
    if order.status in delivery_day.PROMISED:
        delivery.start(order)
    addendum_paper.issue(row)
    _tell("order.day_agreed", row, actor)
    return order


@guards.use_case
def refuse_day(*, order_id: int, seen: int, reason: str, actor: User) -> PurchaseOrder:
    """Refuse the proposed day with a reason; the present one holds.

    ``seen``: as of ``agree_day``. Raises: NotAllowed, InvalidTransition where none is open,
    AddendumChanged, RuleViolation without a reason.
    """
    order, row = _answered(order_id, seen, actor)
    row.answer = required(reason)
    _close(row, AddendumStatus.REFUSED, actor)
    _tell("order.day_refused", row, actor, reason=row.answer)
    return order


def _answered(order_id: int, seen: int, actor: User) -> tuple[PurchaseOrder, Addendum]:
    """Lock an order and return it with the proposal that was read."""
    order = locks.lock_one(PurchaseOrder, order_id)
    require(addendum_policies.can_answer_day(actor, order))
    _require_awaited(order)
    rows = list(order.addenda.select_related("order", "proposed_by"))
    if not rows or rows[-1].status != AddendumStatus.OPEN:
        raise InvalidTransition(
            _("No other delivery day of order %(number)s waits for an answer.")
            % {"number": order.number},
            status=order.status,
        )
    if seen != len(rows):
        raise AddendumChanged(
            _("Another day is proposed by now: %(day)s. Read why, then answer.")
            % {"day": moments.day(rows[-1].to_day)}
        )
    rows[-1].order = order
    return order, rows[-1]


def _require_awaited(order: PurchaseOrder) -> date:
    """Return the delivery day of an order whose goods are still to come."""
    if order.due_on is None or not delivery_day.is_awaited(order):
        raise InvalidTransition(
            _(
                "The goods of order %(number)s have come, or it ended: its delivery day stays. The "
                "day moves only between the order letter and the receipt of all goods."
            )
            % {"number": order.number},
            status=order.status,
        )
    return order.due_on


def _require_day(order: PurchaseOrder, day: date) -> None:
    """Refuse a day that cannot become the delivery day; sources: R-NEEDED-MAX, fiscal year."""
    agency = order.agency
    require_day_of_need(
        day,
        today=clock.today(agency.time_zone),
        ordered_on=order.ordered_on,
        tenant=agency.tenant.slug,
    )
    if day == order.due_on:
        raise DaySame(
            _("The goods are due by %(day)s already. Choose another day.")
            % {"day": moments.day(day)},
            field="deliver_by",
        )
    booked = [line.wanted_on for line in order.lines.all() if line.wanted_on]
    if booked and day < max(booked):
        raise DayBeforeBooked(
            _("Something in the order is booked for %(day)s. Choose that day or a later one.")
            % {"day": moments.day(max(booked))},
            field="deliver_by",
        )


def _close(row: Addendum, status: AddendumStatus, actor: User) -> None:
    row.status, row.answered_by, row.answered_at = status, actor, clock.now()
    row.save(update_fields=["status", "number", "answer", "answered_by", "answered_at"])


def _tell(name: str, row: Addendum, actor: User, *, reason: str = "") -> None:
    audit.record(
        name,
        actor=actor,
        subject=row.order,
        reason=reason,
        number=row.order.number,
        from_day=row.from_day,
        to_day=row.to_day,
        paper=row.number,
    )
    outbox.emit(name, subject=row.order, addendum=row.pk, by=actor.pk)
