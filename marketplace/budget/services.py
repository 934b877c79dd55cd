"""Reserve, spend and give back the plan's money."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.budget.models import BudgetReservation, PlanPackage, ReservationState
from marketplace.budget.queries import room_for
from marketplace.core import locks
from marketplace.core.errors import BudgetExceeded
from marketplace.core.locks import Mode, Want
from marketplace.core.money import rupiah


@transaction.atomic
def reserve(*, package_id: int, order_ref: UUID, amount_rupiah: int) -> BudgetReservation:
    """Hold ``amount_rupiah`` (gross) of a package for one order; a second call changes the sum.

    Raises: BudgetExceeded when the package has less left.
    """
    package = require_room(package_id=package_id, order_ref=order_ref, amount_rupiah=amount_rupiah)
    hold(order_ref)
    held = BudgetReservation.objects.filter(order_ref=order_ref).first()
    before = held.amount_rupiah if held else 0
    package.reserved_rupiah += amount_rupiah - before
    package.save(update_fields=["reserved_rupiah"])
    if held is None:
        return BudgetReservation.objects.create(
            package=package, order_ref=order_ref, amount_rupiah=amount_rupiah
        )
    held.amount_rupiah = amount_rupiah
    held.save(update_fields=["amount_rupiah"])
    return held


def require_room(*, package_id: int, order_ref: UUID, amount_rupiah: int) -> PlanPackage:
    """Lock a package that has room for the order, what that order holds counted in.

    Raises: BudgetExceeded when it has less left.
    """
    package = locks.lock_one(PlanPackage, package_id)
    room = room_for(package, order_ref)
    if amount_rupiah > room:
        raise BudgetExceeded(
            _(
                "The order needs %(needed)s, but package %(code)s has %(left)s left. "
                "Order less or choose another package."
            )
            % {
                "needed": rupiah(amount_rupiah),
                "code": package.rup_code,
                "left": rupiah(room),
            }
        )
    return package


@transaction.atomic
def release(*, order_ref: UUID) -> None:
    """Give back what an order holds and has not realised; nothing happens if there is nothing."""
    held = hold(order_ref)
    if held is None:
        return
    rest = held.amount_rupiah - held.realised_rupiah
    PlanPackage.objects.filter(pk=held.package_id).update(
        reserved_rupiah=F("reserved_rupiah") - rest
    )
    if held.realised_rupiah:
        held.amount_rupiah = held.realised_rupiah
        held.state = _state(held)
    else:
        held.state = ReservationState.RELEASED
    held.save(update_fields=["amount_rupiah", "state"])


@transaction.atomic
def realise(*, order_ref: UUID, amount_rupiah: int) -> None:
    """Realise a part of what an order holds: its goods were handed over and must be paid for."""
    held = hold(order_ref, package=False)
    if held is not None:
        held.realised_rupiah += amount_rupiah
        held.save(update_fields=["realised_rupiah"])


@transaction.atomic
def spend(*, order_ref: UUID, amount_rupiah: int) -> None:
    """Spend a realised part of what an order holds; the ceiling stays used."""
    held = hold(order_ref, package=False)
    if held is None:
        return
    held.spent_rupiah += amount_rupiah
    held.state = _state(held)
    held.save(update_fields=["spent_rupiah", "state"])


def hold(order_ref: UUID, *, package: bool = True) -> BudgetReservation | None:
    """Lock what an order holds, after its package unless told otherwise; None if it holds nothing.

    Whoever will take a number in the same transaction calls this first.
    """
    found = BudgetReservation.objects.filter(order_ref=order_ref).values_list("pk", "package_id")
    row = found.first()
    if row is None:
        return None
    wanted: list[Want] = [(BudgetReservation, [row[0]], Mode.UPDATE)]
    if package:
        wanted.append((PlanPackage, [row[1]], Mode.UPDATE))
    held = locks.lock_all(*wanted).of(BudgetReservation)[row[0]]
    return held if held.state == ReservationState.HELD else None


def _state(held: BudgetReservation) -> ReservationState:
    whole = held.spent_rupiah == held.amount_rupiah
    return ReservationState.SPENT if whole else ReservationState.HELD
