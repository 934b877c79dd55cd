"""Who may do what to an order, and which orders a person sees: always as a pair.

A step's verdict (``can_*``) is paired with the orders that wait for the person to take it
(``to_*``, a condition on orders; the step itself adds the state).
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.documents.models import IssuedDocument
from marketplace.notices.models import Message
from marketplace.orders.lifecycle import HOLDS_STOCK
from marketplace.orders.models import Appointment, OrderStatus, PurchaseOrder, SecondApproval
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for, vendors_of

TENANT_READERS = (Role.INTERNAL_AUDITOR, Role.LEADER)
BUNDLE_TAKERS = (Role.PROCUREMENT_OFFICER, Role.COMMITMENT_OFFICER, Role.BUDGET_AUTHORITY)
# What nobody does for the shop who did their part of the same order for the agency (I-26): they
# may have come to the shop since.
DELIVERING = frozenset({VendorAct.ANSWER_ORDERS, VendorAct.SIGN_HANDOVER})


def sells(user: User, order: PurchaseOrder) -> bool:
    """Whether the person acts for the vendor of this order."""
    return bool(acts_for(user, order.vendor))


def only_sells(user: User) -> bool:
    """Whether the person sees orders for their shops alone, as no officer of any agency."""
    return not user.role_set and vendors_of(user).exists()


def sold_by(user: User, *, to: VendorAct | None = None) -> Q:
    """Orders of the vendors for whom the person acts: the twin of ``sells``."""
    return Q(vendor__in=vendors_of(user, to=to))


def visible_to(user: User) -> QuerySet[PurchaseOrder]:
    """Agency people see their agency's, auditors their tenant's, vendors theirs once issued."""
    return PurchaseOrder.objects.filter(
        Q(agency__in=user.agencies_as())
        | Q(agency__tenant__in=user.tenants_as(*TENANT_READERS))
        | sold_by(user, to=VendorAct.READ_ORDERS) & Q(approved_by__isnull=False)
    )


def can_view(user: User, order: PurchaseOrder) -> Verdict:
    """The twin of ``visible_to`` for one row."""
    if visible_to(user).filter(pk=order.pk).exists():
        return ALLOW
    return deny(_("This order belongs to another agency."))


def can_read_paper(user: Any, document: IssuedDocument) -> Verdict:
    """Whoever sees an order reads its papers."""
    if user.is_authenticated and visible_to(user).filter(pk=document.subject_id).exists():
        return ALLOW
    return deny(_("This document belongs to another agency's order."))


def can_take_bundle(user: User, order: PurchaseOrder) -> Verdict:
    """The agency's PP, PPK and KPA and the market's auditor; never who acts for the shop.

    It holds what the agency compared, checked and wrote before the shop had the order.
    """
    audits = user.has_tenant_role(Role.INTERNAL_AUDITOR, order.agency.tenant_id)
    if audits or any(user.has_role(role, order.agency_id) for role in BUNDLE_TAKERS):
        return can_buy_from(user, order.vendor)
    return deny(
        _("Only PP, PPK and KPA of the agency and the internal auditor (APIP) take the evidence.")
    )


def bundled_for(user: User) -> QuerySet[PurchaseOrder]:
    """Orders for which ``can_take_bundle`` allows."""
    return PurchaseOrder.objects.filter(
        Q(agency__in=user.agencies_as(*BUNDLE_TAKERS))
        | Q(agency__tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR)),
        not_own_shop(user),
    )


def can_read_cover(user: Any, document: IssuedDocument) -> Verdict:
    """Whoever may take the bundle of an order reads the covers of those that were taken."""
    order = PurchaseOrder.objects.filter(bundles=document.subject_id).first()
    if order is None or not user.is_authenticated:
        return deny(_("This document is not open to you."))
    return can_take_bundle(user, order)


def can_order(user: User, agency_id: int) -> Verdict:
    """Only a procurement officer (PP) of the agency orders for it."""
    if user.has_role(Role.PROCUREMENT_OFFICER, agency_id):
        return ALLOW
    return deny(_("Only a procurement officer (PP) of the agency may order for it."))


def can_place(user: User, order: PurchaseOrder) -> Verdict:
    """``can_order`` for an order that is being written."""
    verdict = can_order(user, order.agency_id)
    return can_buy_from(user, order.vendor) if verdict else verdict


def can_buy_from(user: User, vendor: Vendor) -> Verdict:
    """Nobody buys, approves, receives or pays for an agency where they sell (I-26)."""
    if acts_for(user, vendor):
        return deny(
            _("You act for %(vendor)s. Somebody else of the agency must deal with its orders.")
            % {"vendor": vendor}
        )
    return ALLOW


def can_ask_freight(user: User, agency_id: int, vendor: Vendor) -> Verdict:
    """Whoever may order from a shop for an agency asks it what bringing the goods costs."""
    verdict = can_order(user, agency_id)
    return can_buy_from(user, vendor) if verdict else verdict


def can_answer_freight(user: User, vendor: Vendor) -> Verdict:
    """The owner and the staff of the shop name the freight."""
    return acts_for(user, vendor, to=VendorAct.ANSWER_ORDERS)


def not_own_shop(user: User) -> Q:
    """Orders from vendors for whom the person does not act: the twin of ``can_buy_from``."""
    return ~Q(vendor__in=vendors_of(user))


def can_edit(user: User, order: PurchaseOrder) -> Verdict:
    """The officer (PP) in charge of a returned order repairs it."""
    still_officer = user.has_role(Role.PROCUREMENT_OFFICER, order.agency_id)
    if user.pk != order.procurement_officer_id or not still_officer:
        return deny(_("Only the officer (PP) in charge of the order may change it."))
    if order.status != OrderStatus.RETURNED:
        return deny(_("The order can be changed only after the PPK has returned it."))
    return can_buy_from(user, order.vendor)


def to_edit(user: User) -> Q | None:
    """Orders which ``can_edit`` would let this person repair once they are returned."""
    agencies = user.agencies_as(Role.PROCUREMENT_OFFICER)
    if not agencies:
        return None
    return Q(procurement_officer=user, agency__in=agencies) & not_own_shop(user)


def can_review(user: User, order: PurchaseOrder) -> Verdict:
    """Segregation of duties: the named commitment officer, never the one who wrote the order."""
    if user.pk in {order.created_by_id, order.procurement_officer_id}:
        return deny(_("You cannot approve an order that you created. Another person must do it."))
    if not user.has_role(Role.COMMITMENT_OFFICER, order.agency_id):
        return deny(_("Only a commitment officer (PPK) of the ordering agency may approve."))
    if user.pk != order.commitment_officer_id:
        return deny(
            _("%(name)s is the PPK of this order. The budget authority (KPA) may appoint you.")
            % {"name": order.commitment_officer}
        )
    return can_buy_from(user, order.vendor)


def can_approve(user: User, order: PurchaseOrder) -> Verdict:
    """As ``can_review``; and its officers have not come to act for the vendor since."""
    verdict = can_review(user, order)
    for officer in (order.created_by, order.procurement_officer):
        if verdict and acts_for(officer, order.vendor):
            return deny(
                _("%(name)s, who wrote the order, acts for %(vendor)s. Return or reject the order.")
                % {"name": officer, "vendor": order.vendor}
            )
    return verdict


def to_review(user: User) -> Q | None:
    """Orders for which ``can_review`` allows; an order's reviewer never wrote it (I-26)."""
    agencies = user.agencies_as(Role.COMMITMENT_OFFICER)
    if not agencies:
        return None
    return Q(commitment_officer=user, agency__in=agencies) & not_own_shop(user)


def can_answer(user: User, order: PurchaseOrder) -> Verdict:
    """The vendor's owner or staff accepts, declines and ships."""
    return _for_vendor(user, order, VendorAct.ANSWER_ORDERS)


def can_sign_for_vendor(user: User, order: PurchaseOrder) -> Verdict:
    """The vendor's owner or staff signs the handover."""
    return _for_vendor(user, order, VendorAct.SIGN_HANDOVER)


def _for_vendor(user: User, order: PurchaseOrder, act: VendorAct) -> Verdict:
    if order.approved_by_id is None:
        return deny(_("This order has not been sent to the shop."))
    if act in DELIVERING and (bought(user, order) or confirmed(user, order)):
        return deny(
            _("You ordered or approved this for the agency. Somebody else of the shop acts.")
        )
    return acts_for(user, order.vendor, to=act)


def to_answer(user: User) -> Q:
    """Orders for which ``can_answer`` allows."""
    return sold_by(user, to=VendorAct.ANSWER_ORDERS) & _bought_by_another(user)


def to_sign_for_vendor(user: User) -> Q:
    """Orders for which ``can_sign_for_vendor`` allows."""
    return sold_by(user, to=VendorAct.SIGN_HANDOVER) & _bought_by_another(user)


def _bought_by_another(user: User) -> Q:
    given = SecondApproval.objects.filter(order=OuterRef("pk"), person=user)
    return Q(approved_by__isnull=False) & not_bought(user) & Q(~Exists(given))


def bought(user: User, order: PurchaseOrder) -> bool:
    """Whether the person has or had a duty in this order for the agency."""
    return user.pk in {
        order.created_by_id,
        order.procurement_officer_id,
        order.commitment_officer_id,
        *(row.predecessor_id for row in order.appointments.all()),
    }


def confirmed(user: User, order: PurchaseOrder) -> bool:
    """Whether the person gave an order its second approval, which is the agency's side too."""
    return SecondApproval.objects.filter(order=order, person=user).exists()


def not_bought(user: User) -> Q:
    """Orders in which the person has and had no duty: the twin of ``bought``."""
    left = Appointment.objects.filter(order=OuterRef("pk"), predecessor=user)
    duties = ("created_by", "procurement_officer", "commitment_officer")
    held = Q(*(Q(**{duty: user}) for duty in duties), _connector=Q.OR)
    return ~held & Q(~Exists(left))


def can_cancel(user: User, order: PurchaseOrder) -> Verdict:
    """The officer before approval, the PPK until the goods are on their way."""
    if order.status not in HOLDS_STOCK:
        return deny(
            _("The order can no longer be cancelled: the goods are on their way or it ended.")
        )
    reviews = user.has_role(Role.COMMITMENT_OFFICER, order.agency_id)
    if user.pk == order.commitment_officer_id and reviews:
        return ALLOW
    early = order.status in {OrderStatus.SUBMITTED, OrderStatus.RETURNED}
    orders = user.has_role(Role.PROCUREMENT_OFFICER, order.agency_id)
    if user.pk == order.procurement_officer_id and orders and early:
        return ALLOW
    return deny(_("Before approval the PP in charge may cancel, afterwards only the PPK."))


def can_end(user: User, order: PurchaseOrder) -> Verdict:
    """The PPK in charge stops or terminates an approved order."""
    reviews = user.has_role(Role.COMMITMENT_OFFICER, order.agency_id)
    if user.pk == order.commitment_officer_id and reviews and order.approved_by_id:
        return ALLOW
    return deny(_("Only the PPK in charge of the order may stop or terminate it."))


def to_end(user: User) -> Q | None:
    """Orders for which ``can_end`` allows."""
    agencies = user.agencies_as(Role.COMMITMENT_OFFICER)
    if not agencies:
        return None
    return Q(commitment_officer=user, approved_by__isnull=False, agency__in=agencies)


def can_reissue(user: User, order: PurchaseOrder) -> Verdict:
    """The officer who wrote an order the vendor let pass may issue it again."""
    if order.status not in {OrderStatus.EXPIRED, OrderStatus.DECLINED}:
        return deny(_("Only an expired or declined order can be issued again."))
    if user.has_role(Role.PROCUREMENT_OFFICER, order.agency_id):
        return can_buy_from(user, order.vendor)
    return deny(_("Only a procurement officer (PP) of the agency may order for it."))


def can_write(user: User, order: PurchaseOrder) -> Verdict:
    """Buyers and the vendor talk; auditors and leaders read."""
    if user.agencies_as() & {order.agency_id} or _for_vendor(user, order, VendorAct.CONVERSE):
        return ALLOW
    return deny(_("You may read this conversation but not write in it."))


def to_write(user: User) -> Q:
    """Orders for which ``can_write`` allows."""
    issued = sold_by(user, to=VendorAct.CONVERSE) & Q(approved_by__isnull=False)
    return Q(agency__in=user.agencies_as()) | issued


def can_read_message_file(user: User, file: PrivateFile) -> Verdict:
    """Whoever sees an order reads the files of its conversation, nobody else, whoever sent them."""
    label = PurchaseOrder._meta.label_lower
    message = Message.objects.filter(files__file=file, subject_type=label).first()
    order = message and PurchaseOrder.objects.filter(pk=message.subject_id).first()
    return can_view(user, order) if order else deny(_("This file is not open to you."))
