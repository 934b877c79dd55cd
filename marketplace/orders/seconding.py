"""The second approval of an order: whether it is owed, who gave it, who may (I-06).

It comes before the PPK's own approval, so that an order has one step from handed in to issued.
"""

from typing import Final

from django.db.models import BooleanField, F, Func, Q
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.accounts.queries import officers_of
from marketplace.core.errors import RuleViolation
from marketplace.core.money import rupiah
from marketplace.core.policy import Verdict, deny
from marketplace.orders.models import PurchaseOrder, SecondApproval
from marketplace.orders.policies import bought, can_buy_from, not_bought, not_own_shop
from marketplace.orders.splitting import Split, handed_in, split_of

ROLES: Final = (Role.BUDGET_AUTHORITY, Role.COMMITMENT_OFFICER)


class SecondApprovalMissing(RuleViolation):
    """The order passes the cap with those before it, and nobody beside PP and PPK confirmed it."""

    code = "second_approval_missing"


class SecondApprovalNotOwed(RuleViolation):
    """The order stays within the cap, or was confirmed already."""

    code = "second_approval_not_owed"


def second_of(order: PurchaseOrder) -> SecondApproval | None:
    """Return the second approval of an order as it was handed in last.

    One by somebody who has become its PP or PPK since, before it was approved, does not count.
    """
    step = handed_in(order)
    if step is None:
        return None
    row = SecondApproval.objects.filter(submission=step).select_related("person").first()
    officers = {order.created_by_id, order.procurement_officer_id, order.commitment_officer_id}
    if row is not None and order.approved_by_id is None and row.person_id in officers:
        return None
    return row


def owed_second(order: PurchaseOrder) -> Split | None:
    """Return how an order passes the cap while nobody has confirmed that; else None."""
    split = split_of(order)
    if split is None or not split.over or second_of(order) is not None:
        return None
    return split


def owes_second(_user: User, order: PurchaseOrder) -> bool:
    """Say whether an order waits for its second approval."""
    return handed_in(order) is not None and owed_second(order) is not None


def owing_second() -> Q:
    """Orders that wait for their second approval: the twin of ``owes_second``."""
    return Q(Func(F("pk"), function="orders_lacks_second", output_field=BooleanField()))


def can_second(user: User, order: PurchaseOrder) -> Verdict:
    """The KPA of the agency or another PPK of it, who has no duty in the order or in the shop."""
    if bought(user, order):
        return deny(_("You have a duty in this order. Somebody else gives the second approval."))
    if not any(user.has_role(role, order.agency_id) for role in ROLES):
        return deny(
            _(
                "Only the budget authority (KPA) or another commitment officer (PPK) of the agency "
                "gives the second approval."
            )
        )
    return can_buy_from(user, order.vendor)


def to_second(user: User) -> Q | None:
    """Orders that wait for this person's second approval."""
    agencies = user.agencies_as(*ROLES)
    if not agencies:
        return None
    return Q(agency__in=agencies) & not_bought(user) & not_own_shop(user) & owing_second()


def seconders(order: PurchaseOrder) -> list[User]:
    """Return who may give the second approval of an order, the KPA first."""
    people = {one.pk: one for role in ROLES for one in officers_of(order.agency_id, role)}
    return [one for one in people.values() if can_second(one, order)]


def require_owed(order: PurchaseOrder) -> Split:
    """Return how an order passes the cap. Raises: SecondApprovalNotOwed."""
    split = owed_second(order)
    if split is None:
        raise SecondApprovalNotOwed(
            _("Order %(number)s needs no second approval: it is within the cap, or has one.")
            % {"number": order.number}
        )
    return split


def require_second(order: PurchaseOrder) -> None:
    """Refuse to approve an order that waits for its second approval.

    Raises: SecondApprovalMissing, naming who may give it. Source: R-SPLIT-7.
    """
    split = owed_second(order)
    if split is None:
        return
    words = {
        "total": rupiah(split.check.gross_rupiah),
        "cap": rupiah(split.check.cap_rupiah or 0),
        "days": split.days,
        "names": ", ".join(str(one) for one in seconders(order)),
    }
    if not words["names"]:
        raise SecondApprovalMissing(
            _(
                "The second approval is missing: within %(days)s days the orders to this shop cost "
                "%(total)s, above the cap of %(cap)s (rule R-SPLIT-7), and the agency has no "
                "budget authority (KPA) or other PPK who may give it. An operator gives somebody "
                "the role, or return the order."
            )
            % words
        )
    raise SecondApprovalMissing(
        _(
            "The second approval is missing: within %(days)s days the orders to this shop cost "
            "%(total)s, above the cap of %(cap)s (rule R-SPLIT-7). It is given by: %(names)s."
        )
        % words
    )
