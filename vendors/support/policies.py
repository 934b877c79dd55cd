"""Who asks for help, who gives it, who reads it; each verdict with its list twin.

For a shop its owner and staff ask and answer; for an office its vendor verifiers help, auditors
read. Nobody helps a shop they act for, nor answers a ticket of their own.
"""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Role, Tenant, User
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors import policies as shops
from vendors.models import Vendor
from vendors.policies import VendorAct, ancestors
from vendors.support.models import Case, CaseNote, Ticket, TicketMessage, Training

OFFICERS: Final = (Role.VENDOR_VERIFIER,)
READERS: Final = (*OFFICERS, Role.INTERNAL_AUDITOR)
FIGURE_READERS: Final = (*READERS, Role.LEADER)
FOR_THE_SHOP: Final = VendorAct.SELL  # owner and staff


def _not_here() -> Verdict:
    return deny(_("Only the shop and the officers of its region see this."))


def can_ask_help(user: User, vendor: Vendor) -> Verdict:
    """The owner and the staff of a shop ask for a case, and sign up for trainings."""
    return shops.acts_for(user, vendor, to=FOR_THE_SHOP)


def can_help(user: User) -> Verdict:
    """Say whether the person helps shops anywhere."""
    if user.tenants_as(*OFFICERS):
        return ALLOW
    return deny(_("Only the officers who help shops do this."))


def can_read_help(user: User) -> Verdict:
    """Officers work on the board, auditors read it."""
    if user.tenants_as(*READERS):
        return ALLOW
    return deny(_("Only the officers who help shops and auditors see this."))


def can_read_figures(user: User) -> Verdict:
    """Officers, auditors and the staff of the head of the region read the figures."""
    if user.tenants_as(*FIGURE_READERS):
        return ALLOW
    return deny(_("Only officers, auditors and the staff of the head of the region see these."))


# ---- facilitation cases


def can_view_case(user: User, case: Case) -> Verdict:
    """The shop's owner and staff, and officers and auditors of the office that helps."""
    if case.tenant_id in user.tenants_as(*READERS) or can_ask_help(user, case.vendor):
        return ALLOW
    return _not_here()


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Return the cases that ``can_view_case`` allows."""
    own = shops.vendors_of(user, to=FOR_THE_SHOP).values("pk")
    return Case.objects.filter(Q(vendor__in=own) | Q(tenant__in=user.tenants_as(*READERS)))


def can_work_case(user: User, case: Case) -> Verdict:
    """An officer of the office that helps, who does not act for the shop."""
    if shops.acts_for(user, case.vendor):
        return deny(_("Nobody helps their own shop as an officer. Another one must do it."))
    if case.tenant_id not in user.tenants_as(*OFFICERS):
        return deny(_("Only an officer of the office that helps can do this."))
    return ALLOW


# ---- trainings


def can_run_training(user: User, training: Training) -> Verdict:
    """An officer of the office that gives it."""
    if training.tenant_id in user.tenants_as(*OFFICERS):
        return ALLOW
    return deny(_("Only an officer of the office that gives the training can do this."))


def can_sign_up(user: User, vendor: Vendor, training: Training) -> Verdict:
    """Owner and staff of a shop in the region of the office."""
    may = can_ask_help(user, vendor)
    if may and training.tenant.region_id not in ancestors(vendor.region):
        return deny(_("This training is for shops of another region."))
    return may


def trainings_visible_to(user: User) -> QuerySet[Training]:
    """Return those of the person's office, and those for the region of their shops."""
    regions: set[int] = set()
    for vendor in shops.vendors_of(user, to=FOR_THE_SHOP).select_related("region__parent__parent"):
        regions.update(ancestors(vendor.region))
    return Training.objects.filter(
        Q(tenant__in=user.tenants_as(*READERS)) | Q(tenant__region__in=regions)
    )


# ---- tickets


def can_follow_ticket(user: User, ticket: Ticket) -> Verdict:
    """Whoever asked, and the owner of the shop it was asked for."""
    if ticket.asker_id == user.pk:
        return ALLOW
    if ticket.vendor is not None and shops.acts_for(user, ticket.vendor, to=VendorAct.APPLY):
        return ALLOW
    return deny(_("Only whoever asked and the owner of the shop can do this."))


def can_view_ticket(user: User, ticket: Ticket) -> Verdict:
    """The asker's side, and officers and auditors of the office that was asked."""
    if ticket.tenant_id in user.tenants_as(*READERS) or can_follow_ticket(user, ticket):
        return ALLOW
    return deny(_("Only whoever asked and the officers of the helpdesk see this."))


def tickets_visible_to(user: User) -> QuerySet[Ticket]:
    """Return the tickets that ``can_view_ticket`` allows."""
    return Ticket.objects.filter(_asked_by(user) | Q(tenant__in=user.tenants_as(*READERS)))


def tickets_of(user: User) -> QuerySet[Ticket]:
    """Return the tickets that a person follows: their own, and those of shops they own."""
    return Ticket.objects.filter(_asked_by(user))


def _asked_by(user: User) -> Q:
    return Q(asker=user.pk) | Q(vendor__in=shops.vendors_of(user, to=VendorAct.APPLY).values("pk"))


def can_answer_ticket(user: User, ticket: Ticket) -> Verdict:
    """An officer of the office that was asked, on another side than the asker."""
    if ticket.asker_id == user.pk or (ticket.vendor and shops.acts_for(user, ticket.vendor)):
        return deny(_("Nobody answers a ticket of their own. Another officer must do it."))
    if ticket.tenant_id not in user.tenants_as(*OFFICERS):
        return deny(_("Only an officer of the helpdesk that was asked can do this."))
    return ALLOW


def officers_of(tenant: Tenant) -> QuerySet[User]:
    """Return who helps for an office."""
    return (
        User.objects.filter(
            in_force("memberships__"),
            is_active=True,
            memberships__role__in=OFFICERS,
            memberships__tenant=tenant,
        )
        .distinct()
        .order_by("pk")
    )


def can_read_file(user: Any, file: PrivateFile) -> Verdict:
    """A file is open to whoever sees the note or message it came with."""
    if not user.is_authenticated:
        return deny(_("This file is not open to you."))
    message = TicketMessage.objects.select_related("ticket__vendor").filter(file=file).first()
    if message is not None:
        return can_view_ticket(user, message.ticket)
    note = CaseNote.objects.select_related("case__vendor").filter(file=file).first()
    if note is None:
        return deny(_("This file is not open to you."))
    if note.is_internal and note.case.tenant_id not in user.tenants_as(*READERS):
        return deny(_("This file is not open to you."))
    return can_view_case(user, note.case)
