"""Duties of one named person in an order: who holds them, who could, and who may say so."""

from collections.abc import Callable, Iterable
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Membership, Role, User
from marketplace.accounts.queries import officers_of
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only
from marketplace.orders.lifecycle import TERMINAL
from marketplace.orders.models import Duty, OrderStatus, PurchaseOrder
from marketplace.orders.policies import can_buy_from
from vendors.policies import active_memberships

ROLE_OF: Final = {
    Duty.PROCUREMENT_OFFICER: Role.PROCUREMENT_OFFICER,
    Duty.COMMITMENT_OFFICER: Role.COMMITMENT_OFFICER,
}
# What a room above knows against a successor: an empty text, or the reason.
Objection = Callable[[User, Duty, PurchaseOrder], str]
_objections: list[Objection] = []


def objected_by(objection: Objection) -> None:
    """Let the room above say, at ``ready()``, who may not take over a duty, and why."""
    _objections.append(objection)


def can_appoint(user: User, order: PurchaseOrder) -> Verdict:
    """The budget authority (KPA) of the agency, or an operator; never over their own shop."""
    if operators_only(user):
        return ALLOW
    if user.has_role(Role.BUDGET_AUTHORITY, order.agency_id):
        return can_buy_from(user, order.vendor)
    return deny(_("Only the budget authority (KPA) of the agency or an operator appoints."))


def can_see_appointments(user: User) -> Verdict:
    """Say whether appointing is this person's business anywhere."""
    if operators_only(user) or user.agencies_as(Role.BUDGET_AUTHORITY):
        return ALLOW
    return deny(_("Only the budget authority (KPA) of the agency or an operator appoints."))


def appointable_by(user: User) -> QuerySet[PurchaseOrder]:
    """Return the open orders in which this person may appoint, oldest first."""
    running = [status for status in OrderStatus if status not in {*TERMINAL, OrderStatus.DRAFT}]
    orders = PurchaseOrder.objects.filter(status__in=running)
    if not operators_only(user):
        orders = orders.filter(agency__in=user.agencies_as(Role.BUDGET_AUTHORITY))
    people = ("created_by", "procurement_officer", "commitment_officer")
    rows = orders.select_related("vendor__region__parent__parent", "agency", *people)
    return rows.prefetch_related("appointments").order_by("status_at", "pk")


def lacking(orders: QuerySet[PurchaseOrder]) -> QuerySet[PurchaseOrder]:
    """Keep the orders whose PP or PPK cannot act any more: the twin of ``absence``."""
    return orders.filter(_lacks_an_officer())


def by_need(orders: QuerySet[PurchaseOrder]) -> QuerySet[PurchaseOrder]:
    """Put the orders that lack an officer first."""
    needy = orders.annotate(is_lacking=_lacks_an_officer())
    return needy.order_by("-is_lacking", "status_at", "pk")


def _lacks_an_officer() -> Q:
    return _lacks(Duty.PROCUREMENT_OFFICER) | _lacks(Duty.COMMITMENT_OFFICER)


def _lacks(duty: Duty) -> Q:
    held = Membership.objects.filter(
        in_force(), user=OuterRef(str(duty)), agency=OuterRef("agency"), role=ROLE_OF[duty]
    )
    sells = active_memberships().filter(user=OuterRef(str(duty)), vendor=OuterRef("vendor"))
    return Q(**{f"{duty}__is_active": False}) | Q(~Exists(held)) | Q(Exists(sells))


def holder_id(order: PurchaseOrder, duty: Duty) -> int:
    """Return who holds a duty now."""
    held: int = getattr(order, f"{duty}_id")
    return held


def holder(order: PurchaseOrder, duty: Duty) -> User:
    """Return the person who holds a duty now."""
    person: User = getattr(order, str(duty))
    return person


def absence(order: PurchaseOrder, duty: Duty) -> str:
    """Return why the holder of a duty cannot act any more; empty when they can."""
    person = holder(order, duty)
    words = {"name": person, "role": ROLE_OF[duty].label}
    if not person.is_active:
        return _("The account of %(name)s is closed.") % words
    if not person.has_role(ROLE_OF[duty], order.agency_id):
        return _("%(name)s does not hold the role now: %(role)s.") % words
    if not can_buy_from(person, order.vendor):
        return _("%(name)s acts for the shop.") % words
    return ""


def fitness(person: User, duty: Duty, order: PurchaseOrder, *, appointed_by: User) -> Verdict:
    """Say whether a person may take over a duty: of the agency, and on no other side (I-26)."""
    words = {"name": person, "role": ROLE_OF[duty].label}
    if person.pk == appointed_by.pk:
        return deny(_("Nobody appoints themselves. Another budget authority or an operator may."))
    if person.pk == holder_id(order, duty):
        return deny(_("%(name)s has this duty already.") % words)
    if not person.is_active or not person.has_role(ROLE_OF[duty], order.agency_id):
        return deny(_("%(name)s does not have the role %(role)s in this agency.") % words)
    if person.pk in _other_side(duty, order):
        return deny(_("%(name)s has or had the other duty in this order.") % words)
    for said in (can_buy_from(person, order.vendor).reason, *_said(person, duty, order)):
        if said:
            return deny(said)
    return ALLOW


def _said(person: User, duty: Duty, order: PurchaseOrder) -> Iterable[str]:
    return (objection(person, duty, order) for objection in _objections)


def _other_side(duty: Duty, order: PurchaseOrder) -> set[int | None]:
    held: set[int | None]
    if duty == Duty.COMMITMENT_OFFICER:
        held = {order.created_by_id, order.procurement_officer_id}
    else:
        held = {order.commitment_officer_id, order.approved_by_id}
    for row in order.appointments.all():
        if row.duty != duty:
            held |= {row.person_id, row.predecessor_id}
    return held


def candidates(duty: Duty, order: PurchaseOrder, *, appointed_by: User) -> list[User]:
    """Return who could take over a duty, by name."""
    return [
        person
        for person in officers_of(order.agency_id, ROLE_OF[duty])
        if fitness(person, duty, order, appointed_by=appointed_by)
    ]
