"""The second approval of an order: whether it is owed, who gave it, who may.

It is owed where an order passes the cap with those before it (I-06), and where a rule of its agency
asks it (``own_rules``). It comes before the PPK's own approval, so that an order has one step
from handed in to issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, F, Func, Q
from django.utils.translation import gettext as _

from marketplace.accounts.models import Agency, Role, User
from marketplace.accounts.queries import officers_of
from marketplace.core.errors import RuleViolation
from marketplace.core.money import rupiah
from marketplace.core.policy import Verdict, deny
from marketplace.orders.models import ApprovalRule, PurchaseOrder, SecondApproval
from marketplace.orders.own_rules import reading as own_rules
from marketplace.orders.policies import bought, can_buy_from, not_bought, not_own_shop
from marketplace.orders.splitting import Split, handed_in, passing, split_of

ROLES: Final = (Role.BUDGET_AUTHORITY, Role.COMMITMENT_OFFICER)


class SecondApprovalMissing(RuleViolation):
    """A rule asks it of the order, and nobody beside PP and PPK has given it."""

    code = "second_approval_missing"


class SecondApprovalNotOwed(RuleViolation):
    """No rule asks it of the order, or it was given already."""

    code = "second_approval_not_owed"


@dataclass(frozen=True)
class Owed:
    """Why an order needs a second approval.

    ``split``: how it passes the cap with those before it; ``rules``: those of its agency.
    """

    order: PurchaseOrder
    split: Split | None
    rules: Sequence[ApprovalRule]

    @property
    def total_rupiah(self) -> int:
        """What is confirmed: what the orders cost together, else this one."""
        total: int = self.order.gross_rupiah
        return self.split.check.gross_rupiah if self.split else total

    @property
    def words(self) -> str:
        """Which rules ask it, with their numbers."""
        said = []
        if self.rules:
            said.append(own_rules.all_words(self.rules, self.order.gross_rupiah))
        if self.split:
            said.append(
                _(
                    "Within %(days)s days the orders to this shop cost %(total)s, above the cap of "
                    "%(cap)s (rule R-SPLIT-7)."
                )
                % {
                    "days": self.split.days,
                    "total": rupiah(self.split.check.gross_rupiah),
                    "cap": rupiah(self.split.check.cap_rupiah or 0),
                }
            )
        return " ".join(said)


def why_second(order: PurchaseOrder, split: Split | None) -> Owed | None:
    """Return why an order needs a second approval, given or not; ``split``: ``split_of`` it."""
    found = Owed(order, passing(split), own_rules.binding(order))
    return found if found.split or found.rules else None


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


def owed_second(order: PurchaseOrder) -> Owed | None:
    """Return why an order needs a second approval while nobody has given it; else None."""
    owed = why_second(order, split_of(order))
    return None if owed is None or second_of(order) is not None else owed


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
    return [one for one in _holders(order.agency_id) if can_second(one, order)]


def _holders(agency_id: int) -> list[User]:
    people = {one.pk: one for role in ROLES for one in officers_of(agency_id, role)}
    return list(people.values())


def names_before(agency: Agency, writer: User) -> str:
    """Return who of an agency may give it for an order that is still being written, the KPA first.

    Whoever of them reviews the order may not.
    """
    return ", ".join(str(one) for one in _holders(agency.pk) if one.pk != writer.pk)


def words_before(rules: Sequence[ApprovalRule], gross_rupiah: int, names: str) -> str:
    """Say, before an order is handed in, which rules ask it and who may give it."""
    who = (
        _("It is given by one of these who does not review the order: %(names)s.")
        if names
        else _("Nobody of the agency may give it yet: ask its administrator to appoint somebody.")
    )
    return f"{own_rules.all_words(rules, gross_rupiah)} {who % {'names': names}}"


def require_owed(order: PurchaseOrder) -> Owed:
    """Return why an order needs a second approval. Raises: SecondApprovalNotOwed."""
    owed = owed_second(order)
    if owed is None:
        raise SecondApprovalNotOwed(
            _("Order %(number)s needs no second approval: no rule asks it, or it has one.")
            % {"number": order.number}
        )
    return owed


def require_second(order: PurchaseOrder) -> None:
    """Refuse to approve an order that waits for its second approval.

    Raises: SecondApprovalMissing, naming who may give it. Source: R-SPLIT-7, the agency's own act.
    """
    owed = owed_second(order)
    if owed is None:
        return
    said = {"why": owed.words, "names": ", ".join(str(one) for one in seconders(order))}
    if not said["names"]:
        raise SecondApprovalMissing(
            _(
                "The second approval is missing. %(why)s The agency has no budget authority (KPA) "
                "or other PPK who may give it. An operator gives somebody the role, or return the "
                "order."
            )
            % said
        )
    raise SecondApprovalMissing(
        _("The second approval is missing. %(why)s It is given by: %(names)s.") % said
    )
