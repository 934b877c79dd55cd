"""Who sends, receives, signs, pays and rates."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.fulfilment.models import Claim, Handover, Rating, Receipt, Shipment, Side
from marketplace.orders import policies as orders
from marketplace.orders.models import Duty, OrderStatus, PurchaseOrder, SecondApproval
from vendors.policies import acts_for


def visible_to(user: User) -> QuerySet[Claim]:
    """Whoever sees an order sees its claims."""
    return Claim.objects.filter(order__in=orders.visible_to(user))


def can_ship(user: User, order: PurchaseOrder) -> Verdict:
    """The vendor's owner or staff sends the goods."""
    return orders.can_answer(user, order)


def to_ship(user: User) -> Q:
    """Orders for which ``can_ship`` allows."""
    return orders.to_answer(user)


def can_receive(user: User, order: PurchaseOrder) -> Verdict:
    """The receiving officer (PPTK) of the agency counts what they neither ordered nor sent."""
    if user.pk in {order.created_by_id, order.procurement_officer_id}:
        return deny(_("Whoever ordered the goods may not also receive them."))
    if not user.has_role(Role.ACTIVITY_OFFICER, order.agency_id):
        return deny(_("Only an activity officer (PPTK) of the agency records the goods."))
    if Shipment.objects.filter(order=order, shipped_by=user).exists():
        return deny(
            _("You sent these goods for the shop. Somebody else of the agency counts them.")
        )
    return orders.can_buy_from(user, order.vendor)


def to_receive(user: User) -> Q | None:
    """Orders for which ``can_receive`` allows."""
    agencies = user.agencies_as(Role.ACTIVITY_OFFICER)
    if not agencies:
        return None
    sent = Shipment.objects.filter(order=OuterRef("pk"), shipped_by=user)
    mine = Q(agency__in=agencies) & ~Q(created_by=user) & ~Q(procurement_officer=user)
    mine &= orders.not_own_shop(user)
    return mine & Q(~Exists(sent))


def can_sign_for_buyer(user: User, order: PurchaseOrder) -> Verdict:
    """The PPK in charge of the order signs for the agency."""
    reviews = user.has_role(Role.COMMITMENT_OFFICER, order.agency_id)
    if user.pk == order.commitment_officer_id and reviews:
        return orders.can_buy_from(user, order.vendor)
    return deny(_("Only the PPK in charge of the order signs the BAST for the agency."))


def can_sign_for_vendor(user: User, order: PurchaseOrder) -> Verdict:
    """The vendor's owner or staff signs for the vendor, never who counted for the agency."""
    verdict = orders.can_sign_for_vendor(user, order)
    if verdict and Receipt.objects.filter(order=order, received_by=user).exists():
        return deny(_("You counted these goods for the agency. Somebody else of the shop signs."))
    return verdict


def can_sign(user: User, order: PurchaseOrder) -> Verdict:
    """One of the two sides signs."""
    for_buyer = can_sign_for_buyer(user, order)
    return for_buyer if for_buyer or not can_sign_for_vendor(user, order) else ALLOW


def to_sign(user: User) -> Q:
    """Orders whose BAST lacks the signature that this person gives."""
    unsigned = Handover.objects.filter(order=OuterRef("pk"), withdrawn_at__isnull=True)
    counted = Receipt.objects.filter(order=OuterRef("pk"), received_by=user)
    for_vendor = orders.to_sign_for_vendor(user) & Q(
        Exists(unsigned.filter(vendor_signed_at__isnull=True)), ~Exists(counted)
    )
    agencies = user.agencies_as(Role.COMMITMENT_OFFICER)
    if not agencies:
        return for_vendor
    lacks_buyer = Q(Exists(unsigned.filter(buyer_signed_at__isnull=True)))
    for_buyer = Q(commitment_officer=user, agency__in=agencies) & orders.not_own_shop(user)
    return for_vendor | for_buyer & lacks_buyer


def can_answer_complaint(user: User, order: PurchaseOrder) -> Verdict:
    """The shop's owner or staff says how a complaint is met, never who counted for the agency."""
    verdict = orders.can_answer(user, order)
    if verdict and Receipt.objects.filter(order=order, received_by=user).exists():
        return deny(_("You counted these goods for the agency. Somebody else of the shop answers."))
    return verdict


def to_answer_complaint(user: User) -> Q:
    """Orders for which ``can_answer_complaint`` allows."""
    counted = Receipt.objects.filter(order=OuterRef("pk"), received_by=user)
    return orders.to_answer(user) & Q(~Exists(counted))


def can_settle(user: User, order: PurchaseOrder) -> Verdict:
    """The PPK in charge says whether the shop's answer will do."""
    if orders.can_end(user, order):
        return orders.can_buy_from(user, order.vendor)
    return deny(_("Only the PPK in charge of the order agrees to what the shop proposes."))


def to_settle(user: User) -> Q | None:
    """Orders for which ``can_settle`` allows."""
    mine = orders.to_end(user)
    return None if mine is None else mine & orders.not_own_shop(user)


def can_escalate(user: User, order: PurchaseOrder) -> Verdict:
    """Either side may ask the internal auditor to decide."""
    for_agency = can_settle(user, order)
    return for_agency if for_agency else can_answer_complaint(user, order)


def can_decide(user: User, order: PurchaseOrder) -> Verdict:
    """An internal auditor (APIP) of the market who is party to neither side (docs/adr/0020)."""
    if not user.has_tenant_role(Role.INTERNAL_AUDITOR, order.agency.tenant_id):
        return deny(_("Only an internal auditor (APIP) of this market decides a complaint."))
    sent = Shipment.objects.filter(order=order, shipped_by=user)
    counted = Receipt.objects.filter(order=order, received_by=user)
    took_part = orders.bought(user, order) or orders.confirmed(user, order)
    if took_part or sent.exists() or counted.exists() or order.agency_id in user.agencies_as():
        return deny(_("You belong to one of the two sides. Another internal auditor decides."))
    return orders.can_buy_from(user, order.vendor)


def to_decide(user: User) -> Q | None:
    """Orders for which ``can_decide`` allows."""
    tenants = user.tenants_as(Role.INTERNAL_AUDITOR)
    if not tenants:
        return None
    sent = Shipment.objects.filter(order=OuterRef("pk"), shipped_by=user)
    counted = Receipt.objects.filter(order=OuterRef("pk"), received_by=user)
    given = SecondApproval.objects.filter(order=OuterRef("pk"), person=user)
    took_part = Q(Exists(sent)) | Q(Exists(counted)) | Q(Exists(given))
    mine = Q(agency__tenant__in=tenants) & ~Q(agency__in=user.agencies_as())
    return mine & orders.not_bought(user) & orders.not_own_shop(user) & ~took_part


def side_of_rater(user: User, order: PurchaseOrder) -> Side | None:
    """Return for which side of an order a person rates and replies, None for neither.

    For the agency whoever may receive its goods: the PPTK saw them and has neither chosen the shop
    (PP) nor signed that all is well (PPK). For the shop its owner or staff.
    """
    if can_receive(user, order):
        return Side.BUYER
    if not orders.can_answer(user, order):
        return None
    counted = Receipt.objects.filter(order=order, received_by=user).exists()
    return None if counted else Side.VENDOR


def can_rate(user: User, order: PurchaseOrder) -> Verdict:
    """The receiving officer rates the shop, the owner or the staff of the shop the agency."""
    if side_of_rater(user, order) is not None:
        return ALLOW
    return deny(
        _(
            "The activity officer (PPTK) of the agency rates the shop, the owner or the staff of "
            "the shop rates the agency; nobody rates who did something for the other side."
        )
    )


def to_rate_for_vendor(user: User) -> Q:
    """Orders which a person rates for their shop: the twin of ``side_of_rater``."""
    counted = Receipt.objects.filter(order=OuterRef("pk"), received_by=user)
    return orders.to_answer(user) & ~Q(Exists(counted))


def can_moderate(user: User) -> Verdict:
    """Catalogue managers read what is said in ratings of their markets."""
    if user.tenants_as(Role.CATALOGUE_MANAGER):
        return ALLOW
    return deny(_("Only catalogue managers look after the words of ratings."))


def can_hide(user: User, rating: Rating) -> Verdict:
    """A catalogue manager of the agency's market, never somebody of the shop itself."""
    if acts_for(user, rating.order.vendor):
        return deny(_("Nobody hides what is said of their own shop. Another manager must do it."))
    if user.has_tenant_role(Role.CATALOGUE_MANAGER, rating.order.agency.tenant_id):
        return ALLOW
    return deny(_("Only a catalogue manager of this market can do this."))


def ending_hindered(order: PurchaseOrder) -> str:
    """Say in words why an order may not end yet: nobody could sign, claim or pay afterwards.

    A complaint withdraws such a count; after it the order may end.
    """
    if order.status != OrderStatus.SHIPPED:
        return ""
    unsigned = Handover.objects.filter(order=order, withdrawn_at__isnull=True, number="")
    if not unsigned.exists():
        return ""
    return _(
        "Goods that were counted in good order wait for their BAST. Sign it first, or let the PPTK "
        "report a problem with them."
    )


def can_see_photo(user: User, file: PrivateFile) -> Verdict:
    """Whoever sees the order sees the photos of its goods; so does the officer who took them."""
    if file.owner_id is not None and file.owner_id == user.pk:
        return ALLOW
    shown = Q(receipts__photo=file) | Q(complaints__photos__file=file)
    shown |= Q(shipments__photos__file=file)
    order = PurchaseOrder.objects.filter(shown).first()
    if order is None:
        return deny(_("This file is not open to you."))
    return orders.can_view(user, order)


def successor_objection(user: User, duty: str, order: PurchaseOrder) -> str:
    """Say why a person may not take over a duty: they sent the goods, or counted them for a PP."""
    if Shipment.objects.filter(order=order, shipped_by=user).exists():
        return _("%(name)s sent goods of this order for the shop.") % {"name": user}
    counted = Receipt.objects.filter(order=order, received_by=user)
    if duty == Duty.PROCUREMENT_OFFICER and counted.exists():
        return _("%(name)s counted goods of this order.") % {"name": user}
    return ""
