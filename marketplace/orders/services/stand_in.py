"""Duties in open orders pass to whoever stands in for an officer, and back afterwards."""

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership, Role, User
from marketplace.core import guards, locks, moments
from marketplace.core.moments import Style
from marketplace.orders import successors
from marketplace.orders.lifecycle import TERMINAL
from marketplace.orders.models import Duty, OrderStatus, PurchaseOrder
from marketplace.orders.services.appoint import carry_out

_DUTIES = {role: duty for duty, role in successors.ROLE_OF.items()}


@guards.use_case
def hand_to_stand_in(*, membership_id: int) -> int:
    """Let a stand-in take over the open orders of the holder; return how many.

    Left with the holder is what the stand-in may not take: they have a part on another side of it.
    The budget authority finds it among the appointments.
    """
    held = _stand_in(membership_id)
    assert held.stands_in_for is not None  # noqa: S101 - see _stand_in
    holder = held.stands_in_for.user
    return _pass_on(held, holder, held.user, reason=_why_handed(held), by=held.given_by or holder)


@guards.use_case
def hand_back(*, membership_id: int) -> int:
    """Give the holder back what the stand-in has not finished; return how many orders.

    Whoever has come to hold the role by their own letter meanwhile keeps the orders.
    """
    held = _stand_in(membership_id)
    assert held.stands_in_for is not None  # noqa: S101 - see _stand_in
    if held.user.has_role(Role(held.role), held.agency_id):
        return 0
    with translation.override(moments.PAPER_LANGUAGE):
        reason = _("%(name)s is back.") % {"name": held.stands_in_for.user}
    return _pass_on(held, held.user, held.stands_in_for.user, reason=reason, by=held.user)


def _stand_in(membership_id: int) -> Membership:
    rows = Membership.objects.filter(stands_in_for__isnull=False)
    rows = rows.select_related("user", "stands_in_for__user", "letter", "given_by")
    return rows.get(pk=membership_id)


def _why_handed(held: Membership) -> str:
    letter = held.letter
    assert letter is not None  # noqa: S101 - a role in an agency has one
    assert held.stands_in_for is not None  # noqa: S101 - see _stand_in
    words = {"name": held.stands_in_for.user, "number": letter.number}
    with translation.override(moments.PAPER_LANGUAGE):
        until = moments.day(letter.valid_until, Style.LONG) if letter.valid_until else ""
        return _("Stands in for %(name)s up to %(day)s, letter %(number)s.") % {
            **words,
            "day": until,
        }


def _pass_on(held: Membership, before: User, after: User, *, reason: str, by: User) -> int:
    duty = _DUTIES.get(Role(held.role))
    if duty is None:
        return 0
    count = 0
    for key in _open_orders(held, duty, before).order_by("pk").values_list("pk", flat=True):
        order = locks.lock_one(PurchaseOrder, key)
        if order.is_final or successors.holder_id(order, duty) != before.pk:
            continue
        if successors.fitness(after, duty, order, appointed_by=by):
            carry_out(order, duty, after, reason=reason, by=by, stand_in=held)
            count += 1
    return count


def _open_orders(held: Membership, duty: Duty, person: User) -> QuerySet[PurchaseOrder]:
    running = [status for status in OrderStatus if status not in {*TERMINAL, OrderStatus.DRAFT}]
    return PurchaseOrder.objects.filter(
        agency=held.agency_id, status__in=running, **{str(duty): person}
    )
