"""What an open order lacks: a duty whose holder is gone, or a part nobody can do any more.

PP and PPK are named in an order, so each has a successor by appointment. Other parts are an
office's or the shop's: whoever holds the role acts, and where nobody does, the role is to be given.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.accounts.queries import officers_of, tenant_officers
from marketplace.orders.actions import still_awaited
from marketplace.orders.lifecycle import PLATFORM, VENDOR, steps_from
from marketplace.orders.models import Duty, PurchaseOrder
from marketplace.orders.successors import ROLE_OF, absence
from vendors.policies import VendorAct
from vendors.queries import people_of


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of an order that nobody can do now: a duty, or a role nobody holds."""

    role: str
    reason: str
    duty: Duty | None = None

    @property
    def is_the_shops(self) -> bool:
        """Whether the shop lacks somebody."""
        return self.role == VENDOR


def gaps(order: PurchaseOrder) -> list[Gap]:
    """Return what keeps an order from going on or being ended, the named officers first."""
    found = [Gap(ROLE_OF[duty], reason, duty) for duty in Duty if (reason := absence(order, duty))]
    return found + [
        Gap(role, reason)
        for role in still_awaited(order)
        if role not in {*ROLE_OF.values(), PLATFORM} and (reason := _vacancy(order, role))
    ]


def _people(order: PurchaseOrder, role: str) -> QuerySet[User]:
    """Return who could act in a role of an order: of the agency, or of the shop."""
    if role == VENDOR:
        return people_of(order.vendor, to=VendorAct.ANSWER_ORDERS)
    if role == Role.INTERNAL_AUDITOR:
        return tenant_officers(order.agency.tenant_id, Role.INTERNAL_AUDITOR)
    return officers_of(order.agency_id, Role(role))


def _vacancy(order: PurchaseOrder, role: str) -> str:
    taken = [
        step
        for step in steps_from(order.status, order.channel)
        if step.awaits and role in step.roles
    ]
    people = _people(order, role) if taken else []
    if not taken or any(step.policy(who, order) for who in people for step in taken):
        return ""
    if role == Role.INTERNAL_AUDITOR:
        return _("No internal auditor (APIP) of this market can decide the complaint.")
    if role == VENDOR:
        return _("Nobody of %(vendor)s can act any more.") % {"vendor": order.vendor}
    return _("Nobody of the agency can act in this order as: %(role)s.") % {
        "role": Role(role).label
    }
