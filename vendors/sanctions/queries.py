"""Reads of sanctions: lists, what waits for whom, warnings counted."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from vendors.models import Vendor
from vendors.queries import verifiers_for
from vendors.sanctions import policies
from vendors.sanctions.models import (
    LiftRequest,
    RequestKind,
    RequestStatus,
    Sanction,
    SanctionKind,
    SanctionStatus,
)


def with_shop(sanctions: QuerySet[Sanction]) -> QuerySet[Sanction]:
    """Fetch the shop, and whether an appeal (``appealed``) or a proposal to lift it waits."""
    waiting = LiftRequest.objects.filter(sanction=OuterRef("pk"), status=RequestStatus.PENDING)
    return sanctions.select_related("vendor__region__parent__parent").annotate(
        appealed=Exists(waiting.filter(kind=RequestKind.APPEAL)),
        lift_asked=Exists(waiting.filter(kind=RequestKind.LIFT)),
    )


def public_list() -> QuerySet[Sanction]:
    """Return what everybody may read, the newest first."""
    return with_shop(policies.public()).order_by("-starts_on", "-pk")


def shop_stops(vendor: Vendor) -> QuerySet[Sanction]:
    """Return the sanctions for which a shop may not sell now."""
    return with_shop(policies.public().filter(vendor=vendor)).order_by("-ends_on", "-pk")


def of_shop(vendor: Vendor) -> QuerySet[Sanction]:
    """Return all sanctions of a shop, the newest first."""
    return with_shop(Sanction.objects.filter(vendor=vendor)).order_by("-pk")


def overseen(user: User, status: str) -> QuerySet[Sanction]:
    """Return the sanctions of one status in the person's region; what waits longest on top."""
    rows = with_shop(policies.overseen_by(user).filter(status=status))
    first = "heard_until" if status == SanctionStatus.PROPOSED else "-status_at"
    return rows.order_by(first, "-pk")


def counts(user: User) -> dict[str, int]:
    """Return how many sanctions stand at each status."""
    rows = policies.overseen_by(user).order_by().values_list("status")
    return dict(rows.annotate(number=Count("pk")))


def warnings_in_window(vendor: Vendor) -> int:
    """Count the warnings that were given in the last days of R-SANCTION-WARNINGS and stand."""
    today = clock.today(vendor.time_zone)
    window = rule_in_force(RuleCode.SANCTION_WARNINGS, on=today).value
    warned = Sanction.objects.filter(
        vendor=vendor, kind=SanctionKind.WARNING, status=SanctionStatus.IN_FORCE
    )
    return warned.filter(starts_on__gt=today - timedelta(days=window)).count()


def is_heard_today(sanction: Sanction) -> bool:
    """Say whether the days of the hearing are still running at the shop's place."""
    until = sanction.heard_until
    return until is not None and clock.today(sanction.vendor.time_zone) <= until


def to_confirm(user: User) -> QuerySet[Sanction]:
    """Return the sanctions of one's shops in force that no owner has confirmed having read."""
    rows = policies.answerable_by(user).filter(status=SanctionStatus.IN_FORCE, read_at=None)
    return with_shop(rows).order_by("pk")


def to_answer(user: User) -> QuerySet[Sanction]:
    """Return the proposals against one's shops that wait for the answer of the shop."""
    rows = policies.answerable_by(user).filter(
        status=SanctionStatus.PROPOSED,
        answered_at=None,
        heard_until__gte=clock.today(HOME_ZONE),
    )
    return with_shop(rows).order_by("heard_until")


def ready_to_decide(user: User) -> QuerySet[Sanction]:
    """Return the proposals that the person may decide now: answered, or the time is over."""
    heard = Q(answered_at__isnull=False) | Q(heard_until__lt=clock.today(HOME_ZONE))
    return with_shop(policies.to_decide(user).filter(heard)).order_by("heard_until")


def requests_to_decide(user: User) -> QuerySet[LiftRequest]:
    """Return the requests that the person may decide, oldest first."""
    rows = policies.requests_to_decide(user)
    return rows.select_related("sanction__vendor__region__parent__parent").order_by("asked_at")


def may_decide_request(request: LiftRequest) -> QuerySet[User]:
    """Return the verifiers who may decide a request, for notices."""
    people = verifiers_for(request.sanction.vendor).exclude(pk=request.asked_by_id)
    if request.kind == RequestKind.APPEAL:
        part = (request.sanction.proposed_by_id, request.sanction.decided_by_id)
        people = people.exclude(pk__in=[pk for pk in part if pk])
    return people


def may_decide(sanction: Sanction) -> QuerySet[User]:
    """Return the verifiers who may decide a proposal, for notices."""
    return verifiers_for(sanction.vendor).exclude(pk=sanction.proposed_by_id)
