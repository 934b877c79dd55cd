"""Reserve, spend and give back the plan's money."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.budget.models import (
    BudgetLine,
    BudgetReservation,
    PackageLine,
    PlanPackage,
    ReservationState,
)
from marketplace.budget.queries import room_with
from marketplace.core import locks
from marketplace.core.errors import BudgetExceeded, RuleViolation
from marketplace.core.locks import Mode, Want
from marketplace.core.money import rupiah


class AccountNotOfPackage(RuleViolation):
    """The account is none of those that the package is booked on."""

    code = "account_not_of_package"


class Booked(NamedTuple):
    """A locked part of a package that has room for an order, and what the order holds already."""

    part: PackageLine
    own: BudgetReservation | None


@transaction.atomic
def reserve(
    *, package_id: int, account_code_id: int, order_ref: UUID, amount_rupiah: int
) -> BudgetReservation:
    """Hold ``amount_rupiah`` (gross) of a package's part for one order; again, it changes the sum.

    Held of the part, of its package and of the line of the budget. Raises: AccountNotOfPackage;
    BudgetExceeded when the part or the line has less left.
    """
    booked = require_room(
        package_id=package_id,
        account_code_id=account_code_id,
        order_ref=order_ref,
        amount_rupiah=amount_rupiah,
    )
    return take(booked, order_ref=order_ref, amount_rupiah=amount_rupiah)


def take(booked: Booked, *, order_ref: UUID, amount_rupiah: int) -> BudgetReservation:
    """Hold a sum for which ``require_room`` has just found room in this transaction."""
    part, held = booked
    if held is None:
        _use(part, amount_rupiah)
        return BudgetReservation.objects.create(
            package_id=part.package_id,
            package_line=part,
            order_ref=order_ref,
            amount_rupiah=amount_rupiah,
        )
    hold(order_ref)
    _use(part, amount_rupiah - held.amount_rupiah)
    held.amount_rupiah = amount_rupiah
    held.save(update_fields=["amount_rupiah"])
    return held


def require_room(
    *, package_id: int, account_code_id: int, order_ref: UUID, amount_rupiah: int
) -> Booked:
    """Lock the part of a package that has room for the order, what that order holds counted in.

    Its package and its line of the budget are locked with it. Raises: AccountNotOfPackage;
    BudgetExceeded when the part or the line has less left.
    """
    package = locks.lock_one(PlanPackage, package_id)
    part = require_booked_on(package, account_code_id)
    line = locks.lock_one(BudgetLine, part.budget_line_id)
    part.package, part.budget_line = package, line
    own = BudgetReservation.objects.filter(order_ref=order_ref).first()
    room = room_with(part, own)
    if amount_rupiah > room.part:
        raise BudgetExceeded(
            _(
                "The order needs %(needed)s, but package %(code)s has %(left)s left on account "
                "%(account)s. Order less or choose another package."
            )
            % {
                "needed": rupiah(amount_rupiah),
                "code": package.rup_code,
                "left": rupiah(room.part),
                "account": part.account_code.code,
            }
        )
    if amount_rupiah > room.line:
        raise BudgetExceeded(
            _(
                "The order needs %(needed)s, but the budget line (DPA) %(account)s of "
                "“%(activity)s” has %(left)s left, other packages counted in. Order less or choose "
                "another package."
            )
            % {
                "needed": rupiah(amount_rupiah),
                "account": part.account_code.code,
                "activity": line.sub_activity,
                "left": rupiah(room.line),
            }
        )
    return Booked(part, own)


def require_booked_on(
    package: PlanPackage, account_code_id: int, parts: Collection[PackageLine] | None = None
) -> PackageLine:
    """Return the part of a package that an account books on.

    ``parts``: those of the package, where they were read already. Raises: AccountNotOfPackage.
    """
    if parts is None:
        parts = list(package.lines.select_related("account_code"))
    for part in parts:
        if part.account_code_id == account_code_id:
            return part
    if not parts:
        raise AccountNotOfPackage(
            _(
                "Package %(code)s has no account code yet. The treasurer or the budget authority "
                "adds its budget line (DPA) first."
            )
            % {"code": package.rup_code},
            field="plan_package",
        )
    raise AccountNotOfPackage(
        _("Package %(code)s is booked on %(accounts)s only. Choose its account code.")
        % {
            "code": package.rup_code,
            "accounts": ", ".join(part.account_code.code for part in parts),
        },
        field="account_code",
    )


def _use(part: PackageLine, amount_rupiah: int) -> None:
    """Count a change of what orders hold, three times; the rows are locked."""
    more = F("reserved_rupiah") + amount_rupiah
    PackageLine.objects.filter(pk=part.pk).update(reserved_rupiah=more)
    PlanPackage.objects.filter(pk=part.package_id).update(reserved_rupiah=more)
    BudgetLine.objects.filter(pk=part.budget_line_id).update(reserved_rupiah=more)


@transaction.atomic
def move(*, package_id: int, account_code_id: int, order_ref: UUID, amount_rupiah: int) -> None:
    """Hold ``amount_rupiah`` (gross) on another part of the plan; nothing of it is realised.

    Both packages are locked. Raises: AccountNotOfPackage; BudgetExceeded when the part or its line
    has less left.
    """
    part = require_room(
        package_id=package_id,
        account_code_id=account_code_id,
        order_ref=order_ref,
        amount_rupiah=amount_rupiah,
    ).part
    held = hold(order_ref)
    if held is None:
        return
    _use(held.package_line, -held.amount_rupiah)
    held.package, held.package_line, held.amount_rupiah = part.package, part, amount_rupiah
    held.save(update_fields=["package", "package_line", "amount_rupiah"])
    _use(part, amount_rupiah)


@transaction.atomic
def release(*, order_ref: UUID) -> None:
    """Give back what an order holds and has not realised; nothing happens if there is nothing."""
    held = hold(order_ref)
    if held is None:
        return
    _use(held.package_line, held.realised_rupiah - held.amount_rupiah)
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
    """Lock what an order holds; None if it holds nothing.

    After its package and its line of the budget unless told otherwise. Whoever will take a number
    in the same transaction calls this first.
    """
    found = BudgetReservation.objects.filter(order_ref=order_ref).values_list(
        "pk", "package_id", "package_line__budget_line_id"
    )
    row = found.first()
    if row is None:
        return None
    wanted: list[Want] = [(BudgetReservation, [row[0]], Mode.UPDATE)]
    if package:
        wanted += [(PlanPackage, [row[1]], Mode.UPDATE), (BudgetLine, [row[2]], Mode.UPDATE)]
    held = locks.lock_all(*wanted).of(BudgetReservation)[row[0]]
    return held if held.state == ReservationState.HELD else None


def _state(held: BudgetReservation) -> ReservationState:
    whole = held.spent_rupiah == held.amount_rupiah
    return ReservationState.SPENT if whole else ReservationState.HELD
