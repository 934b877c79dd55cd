"""Who sends, receives, signs and pays."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.fulfilment.models import Claim, Receipt
from marketplace.orders import policies as orders
from marketplace.orders.models import PurchaseOrder


def visible_to(user: User) -> QuerySet[Claim]:
    """Whoever sees an order sees its claims."""
    return Claim.objects.filter(order__in=orders.visible_to(user))


def can_ship(user: User, order: PurchaseOrder) -> Verdict:
    """The vendor's owner or staff sends the goods."""
    return orders.can_answer(user, order)


def can_receive(user: User, order: PurchaseOrder) -> Verdict:
    """The receiving officer (PPTK) of the agency counts the goods, never the one who ordered."""
    if user.pk == order.created_by_id:
        return deny(_("Whoever ordered the goods may not also receive them."))
    if user.has_role(Role.ACTIVITY_OFFICER, order.agency_id):
        return orders.can_buy_from(user, order.vendor)
    return deny(_("Only an activity officer (PPTK) of the agency records the goods."))


def can_sign_for_buyer(user: User, order: PurchaseOrder) -> Verdict:
    """The PPK who approved the order signs for the agency."""
    if user.pk == order.approved_by_id and user.has_role(Role.COMMITMENT_OFFICER, order.agency_id):
        return orders.can_buy_from(user, order.vendor)
    return deny(_("Only the PPK who approved the order signs the BAST for the agency."))


def can_sign_for_vendor(user: User, order: PurchaseOrder) -> Verdict:
    """The vendor's owner or staff signs for the vendor."""
    return orders.can_sign_for_vendor(user, order)


def can_see_photo(user: User, file: PrivateFile) -> Verdict:
    """Whoever sees the order sees the photo of its goods; so does the officer who took it."""
    if file.owner_id is not None and file.owner_id == user.pk:
        return ALLOW
    receipt = Receipt.objects.filter(photo=file).select_related("order").first()
    if receipt is None:
        return deny(_("This file is not open to you."))
    return orders.can_view(user, receipt.order)
