"""The PPK's three answers. Approval issues the Surat Pesanan at once."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, guards, locks
from marketplace.core.errors import RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.core.text import clean_line, clean_text
from marketplace.orders import delivery_day, documents, policies, seconding
from marketplace.orders.models import (
    CheckReason,
    OrderStatus,
    PurchaseOrder,
    RepairField,
    RepairRequest,
)
from marketplace.orders.models.review import WORDS_MAX
from marketplace.orders.services import transitions
from marketplace.orders.services.placeable import lock_for_placing, require_placeable
from marketplace.orders.unmet import Unmet, require_answered, unmet

NO_REASONS: Final[Mapping[str, str]] = MappingProxyType({})


@guards.use_case
def approve_order(
    *, order_id: int, actor: User, reasons: Mapping[str, str] = NO_REASONS
) -> PurchaseOrder:
    """Approve a submitted order and issue its Surat Pesanan; the vendor's clock starts.

    ``reasons``: why it is approved although a check is not met, by the check's key
    (``unmet.Unmet``). Raises: DoesNotExist, NotAllowed, InvalidTransition, SecondApprovalMissing,
    CheckUnmet, and all that ``require_placeable`` raises.
    """
    order = lock_for_placing(order_id)
    require(policies.can_approve(actor, order))
    transitions.require_step(order, OrderStatus.APPROVED)
    require_placeable(order)
    seconding.require_second(order)
    missed = unmet(order)
    require_answered(missed, reasons)
    CheckReason.objects.bulk_create(_reason(order, one, reasons, actor) for one in missed)
    order.approved_by = actor
    transitions.advance(order, OrderStatus.APPROVED, by=actor)
    order.due_on = delivery_day.first_day(order)
    documents.issue_purchase_letter(order)
    transitions.advance(order, OrderStatus.ISSUED, by=actor)
    return order


def _reason(
    order: PurchaseOrder, missed: Unmet, reasons: Mapping[str, str], by: User
) -> CheckReason:
    return CheckReason(
        order=order,
        check_key=missed.key,
        title=missed.title[:WORDS_MAX],
        words=missed.detail[:WORDS_MAX],
        text=clean_line(reasons[missed.key])[:REASON_MAX],
        written_by=by,
        written_at=clock.now(),
    )


@guards.use_case
def return_order(
    *, order_id: int, reason: str, actor: User, parts: Collection[str] = ()
) -> PurchaseOrder:
    """Send an order back to its officer; stock and plan money stay held meanwhile.

    ``parts``: what of it is to be repaired (``RepairField``); none opens every part. Raises:
    NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_review(actor, order))
    transitions.advance(order, OrderStatus.RETURNED, by=actor, reason=required(reason))
    if parts:
        named = [part.value for part in RepairField if part in parts]
        step = order.status_changes.latest("pk")
        RepairRequest.objects.create(order=order, step=step, parts=named)
    return order


@guards.use_case
def reject_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Refuse an order for good; everything it held is given back.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_review(actor, order))
    transitions.advance(order, OrderStatus.REJECTED, by=actor, reason=required(reason))
    transitions.let_go(order)
    return order


def required(reason: str) -> str:
    """Return the reason as it was meant. Raises: RuleViolation when there is none."""
    words = clean_text(reason)
    if not words:
        raise RuleViolation(_("Write the reason: the other side and the auditor will read it."))
    return words[:REASON_MAX]
