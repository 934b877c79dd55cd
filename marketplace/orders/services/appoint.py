"""A successor for an officer of an order who has left or cannot act: named, with a reason."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership, User
from marketplace.core import audit, clock, guards, locks, outbox
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.orders import successors
from marketplace.orders.models import Appointment, Duty, PurchaseOrder
from marketplace.orders.services.review import required


class UnfitSuccessor(RuleViolation):
    """The person may not hold this duty in this order (I-26)."""

    code = "unfit_successor"


@guards.use_case
def appoint_successor(
    *, order_id: int, duty: Duty, person: User, reason: str, actor: User
) -> Appointment:
    """Let another officer of the agency take over a duty in an open order from now on.

    What was approved and signed before keeps its names. Raises: DoesNotExist, NotAllowed,
    UnfitSuccessor, Conflict when the order has ended, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(successors.can_appoint(actor, order))
    if order.is_final:
        raise Conflict(_("Order %(number)s has ended.") % {"number": order.number})
    fit = successors.fitness(person, Duty(duty), order, appointed_by=actor)
    if not fit:
        raise UnfitSuccessor(fit.reason, field="person")
    return carry_out(order, Duty(duty), person, reason=required(reason), by=actor)


def carry_out(
    order: PurchaseOrder,
    duty: Duty,
    person: User,
    *,
    reason: str,
    by: User,
    stand_in: Membership | None = None,
) -> Appointment:
    """Write the appointment of somebody fit into a locked order, with its line and event."""
    appointment = Appointment.objects.create(
        order=order,
        duty=duty,
        predecessor_id=successors.holder_id(order, duty),
        person=person,
        reason=reason,
        appointed_by=by,
        appointed_at=clock.now(),
        stand_in=stand_in,
    )
    audit.record(
        "order.appointed",
        actor=by,
        subject=order,
        reason=appointment.reason,
        duty=str(duty),
        predecessor=appointment.predecessor_id,
        person=person.pk,
        stand_in=stand_in.pk if stand_in else None,
    )
    outbox.emit("order.appointed", subject=order, appointment=appointment.pk, by=by.pk)
    return appointment
