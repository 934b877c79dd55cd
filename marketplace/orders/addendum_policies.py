"""Who may propose another delivery day of an order, and who answers: always the other side."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.orders import policies
from marketplace.orders.models import Addendum, AddendumStatus, PurchaseOrder


def open_addendum(order: PurchaseOrder) -> Addendum | None:
    """Return the proposed day that waits for an answer; it is the newest."""
    rows = list(order.addenda.all())
    return rows[-1] if rows and rows[-1].status == AddendumStatus.OPEN else None


def can_propose_day(user: User, order: PurchaseOrder) -> Verdict:
    """The PP or PPK in charge for the agency; owner or staff for the shop."""
    duties = {
        Role.PROCUREMENT_OFFICER: order.procurement_officer_id,
        Role.COMMITMENT_OFFICER: order.commitment_officer_id,
    }
    if any(user.pk == key and user.has_role(r, order.agency_id) for r, key in duties.items()):
        return policies.can_buy_from(user, order.vendor)
    if _may_answer_for_the_shop(user, order):
        return ALLOW
    return deny(
        _(
            "Another delivery day is proposed by the PP or PPK in charge, or by the owner or staff "
            "of the shop."
        )
    )


def can_answer_day(user: User, order: PurchaseOrder) -> Verdict:
    """The side that did not propose: the PPK in charge, or owner or staff of the shop.

    While nothing is proposed, whoever would answer the other side.
    """
    proposed = open_addendum(order)
    by_shop = proposed.by_shop if proposed else user.pk == order.commitment_officer_id
    if by_shop and policies.can_end(user, order):
        return policies.can_buy_from(user, order.vendor)
    if not by_shop and _may_answer_for_the_shop(user, order):
        return ALLOW
    return deny(
        _(
            "The side that did not propose the delivery day answers: the PPK in charge for the "
            "agency, the owner or staff for the shop."
        )
    )


def _may_answer_for_the_shop(user: User, order: PurchaseOrder) -> bool:
    """Officers of the agency are not asked for in the shop: nobody is both (I-26)."""
    of_agency = order.agency_id in user.agencies_as()
    return not of_agency and bool(policies.can_answer(user, order))


def to_answer_day(user: User) -> Q:
    """Orders whose proposed day waits for this person: the twin of ``can_answer_day``."""
    proposed = Addendum.objects.filter(order=OuterRef("pk"), status=AddendumStatus.OPEN)
    theirs = Q(Exists(proposed.filter(by_shop=False))) & policies.to_answer(user)
    office = policies.to_end(user)
    if office is not None:
        mine = office & policies.not_own_shop(user)
        theirs |= Q(Exists(proposed.filter(by_shop=True))) & mine
    return theirs
