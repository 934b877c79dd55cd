"""Repairing what the PPK named in a returned order, beside its goods (``edit``)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.budget.models import AccountCode, PlanPackage
from marketplace.core import audit, clock, guards
from marketplace.core.errors import RuleViolation
from marketplace.core.policy import require
from marketplace.orders import policies, repairing
from marketplace.orders.models import OrderRepair, PurchaseOrder, RepairField
from marketplace.orders.models.review import WORDS_MAX
from marketplace.orders.services.placeable import lock_for_placing, require_placeable

COLUMNS = ("title", "note", "delivery_address", "plan_package", "account_code")
Change = tuple[str, str, str]  # what it is called, before, after


class NothingRepaired(RuleViolation):
    """Everything stayed as it was."""

    code = "nothing_repaired"


@dataclass(frozen=True)
class Repairs:
    """What an officer repairs in a returned order; None keeps what stands there."""

    title: str | None = None
    note: str | None = None
    delivery_address: str | None = None
    plan_package_id: int | None = None
    account_code_id: int | None = None


@guards.use_case
def repair_order(*, order_id: int, said: Repairs, actor: User) -> PurchaseOrder:
    """Change need, address, package or account of a returned order; its money moves along.

    The place (region) stays, since the freight is of it, and so does the shop. Raises: NotAllowed,
    PartLocked, NothingRepaired, AccountNotOfPackage, and everything ``require_placeable`` raises.
    """
    wanted = [said.plan_package_id] if said.plan_package_id else []
    order = lock_for_placing(order_id, packages=wanted)
    require(policies.can_edit(actor, order))
    before = {name: str(getattr(order, name)) for name in COLUMNS}
    changed = {
        RepairField.NEED: _needs(order, said),
        RepairField.ADDRESS: _address(order, said),
        RepairField.BUDGET: _budget(order, said),
    }
    changed = {part: rows for part, rows in changed.items() if rows}
    if not changed:
        raise NothingRepaired(_("Nothing was changed. Change what the PPK named, then save."))
    for part in changed:
        repairing.require_open(order, part)
    require_placeable(order)
    if RepairField.BUDGET in changed:
        budget.move(
            package_id=order.plan_package_id,
            account_code_id=order.account_code_id,
            order_ref=order.public_id,
            amount_rupiah=order.gross_rupiah,
        )
    order.save(update_fields=COLUMNS)
    for part, rows in changed.items():
        note(order, part, rows, by=actor)
    after = {name: str(getattr(order, name)) for name in COLUMNS}
    audit.record("order.changed", actor=actor, subject=order, before=before, after=after)
    return order


def _needs(order: PurchaseOrder, said: Repairs) -> list[Change]:
    return [
        *_set(order, "title", said.title, _("Need (title)")),
        *_set(order, "note", said.note, _("Note for the vendor")),
    ]


def _address(order: PurchaseOrder, said: Repairs) -> list[Change]:
    return _set(order, "delivery_address", said.delivery_address, _("Delivery address"))


def _set(order: PurchaseOrder, name: str, value: str | None, label: str) -> list[Change]:
    before = getattr(order, name)
    if value is None or value == before:
        return []
    setattr(order, name, value)
    return [(label, before, value)]


def _budget(order: PurchaseOrder, said: Repairs) -> list[Change]:
    """Name package and account on the order, unsaved; whether they fit is asked afterwards."""
    rows: list[Change] = []
    if said.plan_package_id not in {None, order.plan_package_id}:
        package = PlanPackage.objects.get(pk=said.plan_package_id)
        rows.append((_("Plan package (RUP)"), str(order.plan_package), str(package)))
        order.plan_package = package
    if said.account_code_id not in {None, order.account_code_id}:
        account = AccountCode.objects.get(pk=said.account_code_id)
        rows.append((_("Account code"), str(order.account_code), str(account)))
        order.account_code = account
    return rows


def note(order: PurchaseOrder, part: RepairField, changes: Iterable[Change], *, by: User) -> None:
    """Keep what was changed in a locked returned order, old and new, for its PPK to read."""
    OrderRepair.objects.bulk_create(
        OrderRepair(
            order=order,
            field=part,
            label=label[:WORDS_MAX],
            before=before[:WORDS_MAX],
            after=after[:WORDS_MAX],
            repaired_by=by,
            repaired_at=clock.now(),
        )
        for label, before, after in changes
        if before[:WORDS_MAX] != after[:WORDS_MAX]
    )
