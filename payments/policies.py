"""Who holds cards, pays claims, and sees money."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.policies import bought, can_buy_from, not_bought, not_own_shop
from payments.models import (
    BankInstruction,
    CardPayment,
    GovernmentCard,
    InstructionStatus,
    MemberPayment,
    Payout,
)
from vendors.members.policies import has_members, watched_by
from vendors.models import LegalForm, Vendor
from vendors.policies import VendorAct, acts_for, vendors_of

MONEY_READERS = (Role.CARD_HOLDER, Role.TREASURER, Role.BUDGET_AUTHORITY, Role.COMMITMENT_OFFICER)


def visible_to(user: User) -> QuerySet[CardPayment]:
    """Charges of the agencies whose money the person handles, or audits."""
    return CardPayment.objects.filter(
        Q(claim__order__agency__in=user.agencies_as(*MONEY_READERS))
        | Q(claim__order__agency__tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR, Role.LEADER))
    )


def claims_visible_to(user: User) -> QuerySet[Claim]:
    """Claims of the same agencies: a claim is seen by whoever sees its charges."""
    return Claim.objects.filter(
        Q(order__agency__in=user.agencies_as(*MONEY_READERS))
        | Q(order__agency__tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR, Role.LEADER))
    )


def can_see_claim(user: User, claim: Claim) -> Verdict:
    """The twin of ``claims_visible_to`` for one row."""
    if claims_visible_to(user).filter(pk=claim.pk).exists():
        return ALLOW
    return deny(_("The money of this order belongs to another agency."))


def cards_visible_to(user: User) -> QuerySet[GovernmentCard]:
    """A holder sees their own cards; treasurer and budget authority all of the agency."""
    return GovernmentCard.objects.filter(
        Q(holder=user)
        | Q(agency__in=user.agencies_as(Role.TREASURER, Role.BUDGET_AUTHORITY))
        | Q(agency__tenant__in=user.tenants_as(Role.INTERNAL_AUDITOR))
    )


def payouts_visible_to(user: User) -> QuerySet[Payout]:
    """Those who read a vendor's money see what was sent to it."""
    return Payout.objects.filter(vendor__in=vendors_of(user, to=VendorAct.READ_MONEY))


def can_register_card(user: User, agency_id: int) -> Verdict:
    """Only a card holder of the agency registers a card, in their own name."""
    if user.has_role(Role.CARD_HOLDER, agency_id):
        return ALLOW
    return deny(_("Only a card holder of the agency may register a card."))


def can_retire_card(user: User, card: GovernmentCard) -> Verdict:
    """The holder, or the budget authority of the agency, takes a card out of use."""
    if user.pk == card.holder_id or user.has_role(Role.BUDGET_AUTHORITY, card.agency_id):
        return ALLOW
    return deny(_("Only the holder or the budget authority may take this card out of use."))


def can_pay_for(user: User, order: PurchaseOrder) -> Verdict:
    """The card holder pays; never the officer who ordered nor the one who approved."""
    if not user.has_role(Role.CARD_HOLDER, order.agency_id):
        return deny(_("Only a card holder of the agency may pay this claim."))
    if bought(user, order):
        return deny(_("Whoever ordered or approved the goods may not also pay for them."))
    if order.channel != "bela":
        return deny(_("Card payment is not offered in the local catalogue."))
    return can_buy_from(user, order.vendor)


def payable() -> QuerySet[Claim]:
    """Open claims that nobody is paying, and whose last charge nobody has to look at."""
    standing = CardPayment.objects.exclude(instruction__status=InstructionStatus.DECLINED)
    underway = standing.values("claim")
    return Claim.objects.filter(status=ClaimStatus.OPEN).exclude(pk__in=underway)


def to_pay(user: User) -> Q | None:
    """Orders with a payable claim for which ``can_pay_for`` allows."""
    agencies = user.agencies_as(Role.CARD_HOLDER)
    if not agencies:
        return None
    mine = Q(agency__in=agencies, channel="bela") & not_bought(user) & not_own_shop(user)
    return mine & Q(Exists(payable().filter(order=OuterRef("pk"))))


def can_pay(user: User, claim: Claim) -> Verdict:
    """Whoever may pay for the order pays its claims, once."""
    for_order = can_pay_for(user, claim.order)
    if not for_order:
        return for_order
    if claim.status != ClaimStatus.OPEN:
        return deny(_("This claim is already paid."))
    return ALLOW


def can_use_card(user: User, card: GovernmentCard, claim: Claim) -> Verdict:
    """A card pays only for its own agency, in its own holder's hand."""
    if card.holder_id != user.pk or card.agency_id != claim.order.agency_id or not card.active:
        return deny(_("Choose an active card of your own for this agency."))
    return ALLOW


def can_see_finance(user: User) -> Verdict:
    """Say whether the finance pages are this person's business."""
    if (
        user.agencies_as(*MONEY_READERS)
        or user.tenants_as(Role.INTERNAL_AUDITOR, Role.LEADER)
        or user.is_staff
    ):
        return ALLOW
    return deny(_("The finance pages are for those who pay, account for or audit the money."))


def can_see_accounts(user: User) -> Verdict:
    """The whole platform's balances are for auditors and operators."""
    if user.tenants_as(Role.INTERNAL_AUDITOR) or user.is_staff:
        return ALLOW
    return deny(_("Only auditors and operators read the platform's accounts."))


def can_see_cards(user: User) -> Verdict:
    """Card holders, and those who answer for the agency's cards."""
    if user.agencies_as(Role.CARD_HOLDER, Role.TREASURER, Role.BUDGET_AUTHORITY):
        return ALLOW
    if user.tenants_as(Role.INTERNAL_AUDITOR):
        return ALLOW
    return deny(_("Only card holders, treasurers and auditors see the agency's cards."))


def instructions_visible_to(user: User) -> QuerySet[BankInstruction]:
    """Operators see all; whoever sees an agency's charges sees what was asked for them."""
    if user.is_staff:
        return BankInstruction.objects.all()
    return BankInstruction.objects.filter(cardpayment__in=visible_to(user))


def can_ask_bank(user: User, instruction: BankInstruction) -> Verdict:
    """A card holder of the agency lets us ask about its charge, an operator about everything."""
    charges = CardPayment.objects.filter(instruction=instruction)
    agency = charges.values_list("claim__order__agency_id", flat=True).first()
    if user.is_staff or (agency is not None and user.has_role(Role.CARD_HOLDER, agency)):
        return ALLOW
    return deny(_("Only a card holder of the agency or an operator may ask the bank again."))


def can_close_instruction(user: User) -> Verdict:
    """Only an operator closes an instruction on the bank's written word."""
    if user.is_staff:
        return ALLOW
    return deny(_("Only an operator may close this, with the bank's letter in hand."))


def can_retry_payout(user: User, payout: Payout) -> Verdict:
    """The shop's owner or finance people, or an operator, repeat a refused payout."""
    if user.is_staff:
        return ALLOW
    return acts_for(user, payout.vendor, to=VendorAct.RETRY_PAYOUT)


def successor_objection(user: User, _duty: str, order: PurchaseOrder) -> str:
    """Say why a person may not take over a duty: they paid for goods of the order."""
    if CardPayment.objects.filter(claim__order=order, requested_by=user).exists():
        return _("%(name)s paid for goods of this order.") % {"name": user}
    return ""


# ---- what members of a cooperative get


def can_pay_members(user: User, vendor: Vendor) -> Verdict:
    """The owner and the finance people of a cooperative say what it has handed on."""
    verdict = has_members(vendor)
    return acts_for(user, vendor, to=VendorAct.READ_MONEY) if verdict else verdict


def member_money_of(user: User) -> QuerySet[Vendor]:
    """Cooperatives whose members' money a person reads: owner, finance, auditors of the region."""
    own = Q(pk__in=vendors_of(user, to=VendorAct.READ_MONEY).values("pk"))
    if user.tenants_as(Role.INTERNAL_AUDITOR):
        audited = Role.INTERNAL_AUDITOR
        own |= Q(pk__in=watched_by(user, audited).values("pk"))
    return Vendor.objects.filter(own, legal_form=LegalForm.COOPERATIVE)


def can_read_proof(user: Any, file: PrivateFile) -> Verdict:
    """The proof of a payment to a member is read by whoever reads the members' money (I-33)."""
    payment = MemberPayment.objects.filter(proof=file).first()
    if payment is None or not user.is_authenticated:
        return deny(_("This file is not open to you."))
    if member_money_of(user).filter(pk=payment.vendor_id).exists():
        return ALLOW
    return deny(_("Only the cooperative and the auditors of its region read this proof."))
