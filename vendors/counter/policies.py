"""Who sits at which counter, whose application an officer works on and when, who reads the report.

An officer writes for the person of their running session of today, in an office they hold, and for
nobody else; nobody serves a shop they act for.
"""

from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, Tenant, User
from marketplace.core import clock
from marketplace.core.models import PrivateFile
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors import policies as shops
from vendors import review_checks
from vendors.counter.models import RUNNING, Confirmation, CounterSession, Desk, SessionStatus
from vendors.models import Vendor, VendorStatus
from vendors.policies import HelpAct

OFFICERS: Final = (Role.COUNTER_OFFICER,)
REPORT_READERS: Final = (
    *OFFICERS,
    Role.LEADER,
    Role.VENDOR_VERIFIER,
    Role.INTERNAL_AUDITOR,
)
_STATES: Final = {
    HelpAct.READ: RUNNING,
    HelpAct.TYPE: (SessionStatus.OPEN,),
    HelpAct.SUBMIT: (SessionStatus.CONFIRMED,),
}


def can_serve(user: User) -> Verdict:
    """Say whether the person sits at a counter anywhere."""
    if user.tenants_as(*OFFICERS):
        return ALLOW
    return deny(_("Only counter officers do this."))


def can_read_report(user: User) -> Verdict:
    """Officers, verifiers, auditors and the staff of the head of the region read the report."""
    if user.tenants_as(*REPORT_READERS):
        return ALLOW
    return deny(
        _("Only the officers of the region's counters and those who oversee them see this.")
    )


def desks_of(user: User) -> QuerySet[Desk]:
    """Return the counters at which a person may open sessions."""
    own = Desk.objects.filter(tenant__in=user.tenants_as(*OFFICERS), active=True)
    return own.select_related("tenant__region")


def can_open(user: User, desk: Desk) -> Verdict:
    """An officer of the market, at a counter that is in use."""
    if desk.tenant_id not in user.tenants_as(*OFFICERS):
        return deny(_("Only a counter officer of this market can open a session here."))
    if not desk.active:
        return deny(_("This counter is not in use any more. Choose another one."))
    return ALLOW


def sessions_visible_to(user: User) -> QuerySet[CounterSession]:
    """Return the sessions of the officer's markets."""
    rows = CounterSession.objects.filter(desk__tenant__in=user.tenants_as(*OFFICERS))
    return rows.select_related(
        "desk__tenant__region", "officer", "vendor__region__parent__parent", "confirmation__owner"
    )


def can_work(user: User, session: CounterSession) -> Verdict:
    """Whoever opened it, on its day, while they hold the office."""
    if session.desk.tenant_id not in user.tenants_as(*OFFICERS):
        return deny(_("Only a counter officer of this market can do this."))
    if session.officer_id != user.pk:
        return deny(_("Another officer serves this person. Only they can do this."))
    if session.day != clock.today(session.time_zone):
        return deny(_("This session is of another day. Open a new one with a new queue number."))
    if session.vendor_id is not None and _acts_for(user, session.vendor_id):
        return _nobody_themselves()
    return ALLOW


def can_close(user: User, session: CounterSession) -> Verdict:
    """Any officer of the market: a colleague may have gone home."""
    if session.desk.tenant_id not in user.tenants_as(*OFFICERS):
        return deny(_("Only a counter officer of this market can do this."))
    return ALLOW


def can_take_up(user: User, tenant: Tenant, vendor: Vendor) -> Verdict:
    """An application that a counter of this market began, or one of its region to be repaired."""
    if _acts_for(user, vendor.pk):
        return _nobody_themselves()
    here = resumable(frozenset({tenant.pk}), frozenset({tenant.region_id}))
    if not here.filter(pk=vendor.pk).exists():
        return deny(
            _("Only what a counter of this market began, or what was returned, is continued here.")
        )
    return ALLOW


def resumable(tenants: frozenset[int], regions: frozenset[int]) -> QuerySet[Vendor]:
    """Return what officers of these markets may continue: drafts of theirs, and what to repair.

    regions: those of the markets.
    """
    begun = CounterSession.objects.filter(desk__tenant__in=tenants, vendor__isnull=False)
    drafts = begun.exclude(status=SessionStatus.ABANDONED).values("vendor_id")
    return Vendor.objects.filter(
        Q(status=VendorStatus.DRAFT, pk__in=drafts)
        | Q(status=VendorStatus.RETURNED) & shops.in_regions(regions)
    )


def _nobody_themselves() -> Verdict:
    return deny(_("Nobody serves themselves at the counter. Another officer must do it."))


def _acts_for(user: User, vendor_id: int) -> bool:
    held = shops.active_memberships().filter(user_id=user.pk, vendor_id=vendor_id)
    return held.exists()


def last_entry(vendor: Vendor) -> int:
    """Return the key of what was typed or handed in last; 0 of nothing."""
    newest = vendor.field_entries.aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)


@shops.helped_by
def session_of(user: User, vendor: Vendor, act: HelpAct) -> UUID | None:
    """Return the running session in which an officer may do this for a shop, or None."""
    if not user.tenants_as(*OFFICERS):
        return None
    rows = CounterSession.objects.filter(vendor=vendor, officer=user, status__in=_STATES[act])
    session = rows.select_related("desk__tenant__region", "confirmation").first()
    if session is None or session.consented_at is None or not can_work(user, session):
        return None
    if act == HelpAct.SUBMIT and not is_confirmed(session, vendor):
        return None
    return session.public_id


@review_checks.also_named
def person_at_the_counter(vendor: Vendor) -> list[str]:
    """Return for whom an officer types now: until they have confirmed, nobody owns the shop."""
    running = CounterSession.objects.filter(vendor=vendor, status__in=RUNNING)
    return [name for name in running.values_list("person_name", flat=True) if name]


def is_confirmed(session: CounterSession, vendor: Vendor) -> bool:
    """Say whether what was confirmed is what stands there now."""
    confirmed = session.confirmation
    return confirmed is not None and confirmed.upto == last_entry(vendor)


def can_read_paper(user: Any, file: PrivateFile) -> Verdict:
    """A signed sheet is open to the officer of its session, and to who reads the application."""
    rows = Confirmation.objects.select_related("session__desk", "session__vendor__region__parent")
    found = rows.filter(paper=file).first()
    if found is None or not user.is_authenticated:
        return deny(_("This file is not open to you."))
    session = found.session
    is_its_officer = session.officer_id == user.pk and can_close(user, session)
    if session.vendor is None or is_its_officer:
        return ALLOW if is_its_officer else deny(_("This file is not open to you."))
    return shops.can_view(user, session.vendor)
