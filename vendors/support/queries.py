"""Reads: the ladder of a shop, the board, the calendar, tickets, and the figures of an office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from marketplace.accounts.models import Tenant, User
from marketplace.core import clock
from vendors.licences.kinds import LicenceKind
from vendors.licences.models import Licence, LicenceStatus
from vendors.licences.queries import valid
from vendors.models import Vendor, VendorDocument
from vendors.policies import ancestors
from vendors.queries import covering_tenants
from vendors.support import policies, rules
from vendors.support.models import (
    OPEN_CASES,
    OPEN_TICKETS,
    Case,
    CaseNote,
    CaseStatus,
    LadderRule,
    Paper,
    SeatState,
    Ticket,
    TicketMessage,
    Training,
    TrainingSeat,
)
from vendors.support.reference_data import goods_by_kbli
from vendors.support.rules import Missing

# Which licences prove a paper of the ladder; NIB and NPWP are papers of the application.
LICENCES_OF: Final[Mapping[Paper, tuple[LicenceKind, ...]]] = {
    Paper.NIB: (),
    Paper.NPWP: (),
    Paper.PIRT: (LicenceKind.PIRT,),
    Paper.BPOM: (LicenceKind.BPOM_MD, LicenceKind.BPOM_ML),
    Paper.HALAL: (LicenceKind.HALAL, LicenceKind.NON_HALAL),
    Paper.SNI: (LicenceKind.SNI,),
    Paper.HACCP: (LicenceKind.HACCP,),
    Paper.NUTRITION: (LicenceKind.NUTRITION_TEST,),
    Paper.TKDN: (LicenceKind.TKDN,),
    Paper.BRAND: (LicenceKind.BRAND,),
}
_PAPER_OF: Final = {kind: paper for paper, kinds in LICENCES_OF.items() for kind in kinds}


# ---- the ladder


@dataclass(frozen=True, slots=True)
class Ladder:
    """A shop's ladder on a day: its rules in order, what is held until when, what is missing.

    ``held``: the last day of each paper that counts, None where it has none. ``waiting``: handed
    in, not yet compared by a verifier; that counts as missing.
    """

    goods: frozenset[str]
    laws: dict[str, LadderRule]
    held: dict[str, date | None]
    waiting: frozenset[str]
    missing: tuple[Missing, ...]


def firm_of(vendor: Vendor) -> rules.Firm:
    """Return what the ladder asks of a shop."""
    goods = rules.goods_of([code for _edition, code in vendor.kbli_codes], goods_by_kbli())
    return rules.Firm(goods, vendor.size_class, vendor.legal_form)


def ladder_of(vendor: Vendor, *, on: date) -> Ladder:
    """Return the ladder of a shop on a day."""
    firm = firm_of(vendor)
    found = LadderRule.objects.filter(valid_from__lte=on)
    rows = {(row.code, row.valid_from): row for row in found}
    steps = rules.ladder(map(_rung, rows.values()), firm, on)
    held, waiting = _papers(vendor, on)
    return Ladder(
        goods=firm.goods,
        laws={rung.paper: rows[rung.code, rung.valid_from] for rung in steps},
        held=held,
        waiting=waiting,
        missing=tuple(rules.missing(steps, held)),
    )


def _rung(row: LadderRule) -> rules.Rung:
    return rules.Rung(
        code=row.code,
        paper=row.paper,
        is_must=row.is_must,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        goods_class=row.goods_class,
        size_classes=frozenset(row.size_classes),
        legal_forms=frozenset(row.legal_forms),
        after=tuple(row.after),
    )


def _papers(vendor: Vendor, on: date) -> tuple[dict[str, date | None], frozenset[str]]:
    """Return what counts on a day, with its last day, and what waits for the verifier."""
    documents = VendorDocument.objects.filter(vendor=vendor, replaced_at__isnull=True)
    held: dict[str, date | None] = {
        kind: None for kind in documents.values_list("kind", flat=True) if kind in Paper
    }
    of_shop = Licence.objects.filter(vendor=vendor)
    counting = of_shop.filter(valid(on)).order_by(F("expires_on").asc(nulls_last=True))
    for kind, last_day in counting.values_list("kind", "expires_on"):
        held[_PAPER_OF[LicenceKind(kind)]] = last_day
    waiting = of_shop.filter(status=LicenceStatus.WAITING).values_list("kind", flat=True)
    return held, frozenset(_PAPER_OF[LicenceKind(kind)] for kind in waiting) - held.keys()


def licences_for(case: Case) -> QuerySet[Licence]:
    """Return the licences that a case may have led to: verified before waiting, newest first."""
    counted = (LicenceStatus.VERIFIED, LicenceStatus.WAITING)
    kinds = LICENCES_OF[Paper(case.topic)]
    rows = Licence.objects.filter(vendor=case.vendor_id, kind__in=kinds, status__in=counted)
    return rows.order_by("status", "-pk")


# ---- cases


def with_case(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch what a row of a list shows in the same query."""
    done = Count("steps", filter=Q(steps__done_at__isnull=False))
    return rows.select_related("vendor", "officer", "tenant__region").annotate(
        steps_done=done, steps_all=Count("steps")
    )


def cases_of(vendor: Vendor) -> QuerySet[Case]:
    """Return a shop's cases, open ones first, newest first."""
    return with_case(vendor.cases.all()).order_by("ended_at", "-pk")


def board(user: User) -> QuerySet[Case]:
    """Return the cases of a person's offices, the nearest deadline first."""
    tenants = user.tenants_as(*policies.READERS)
    return with_case(Case.objects.filter(tenant__in=tenants)).order_by("due_at", "pk")


def late(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Keep the cases whose clock has run out."""
    return cases.filter(due_at__lt=clock.now())


def counts_by_status(cases: QuerySet[Case]) -> dict[str, int]:
    """Return how many cases stand in each state."""
    rows = cases.order_by().values_list("status").annotate(number=Count("pk", distinct=True))
    return dict(rows.values_list("status", "number"))


def notes_for(case: Case, *, is_office: bool) -> QuerySet[CaseNote]:
    """Return the notes that a side reads, oldest first."""
    rows = case.notes.select_related("author", "file").order_by("pk")
    return rows if is_office else rows.filter(is_internal=False)


def open_cases_of(vendor: Vendor) -> dict[str, Case]:
    """Return a shop's open cases by what they are about."""
    return {case.topic: case for case in vendor.cases.filter(status__in=OPEN_CASES)}


# ---- trainings


def with_seats(rows: QuerySet[Training]) -> QuerySet[Training]:
    """Fetch the office and how many seats are taken, and who waits, in the same query."""
    return rows.select_related("tenant__region").annotate(
        seated=Count("seats", filter=Q(seats__state=SeatState.SEATED)),
        waiting=Count("seats", filter=Q(seats__state=SeatState.WAITING)),
        came=Count("seats", filter=Q(seats__attended=True)),
    )


def coming(rows: QuerySet[Training]) -> QuerySet[Training]:
    """Keep what has not ended yet, the next one first."""
    return with_seats(rows.filter(ends_at__gte=clock.now())).order_by("starts_at", "pk")


def past(rows: QuerySet[Training]) -> QuerySet[Training]:
    """Keep what has ended, the last one first."""
    return with_seats(rows.filter(ends_at__lt=clock.now())).order_by("-starts_at", "-pk")


def seat_of(vendor: Vendor, training: Training) -> TrainingSeat | None:
    """Return a shop's seat or place in the queue."""
    return training.seats.exclude(state=SeatState.WITHDRAWN).filter(vendor=vendor).first()


def with_own_seat(rows: QuerySet[Training], vendor: Vendor) -> QuerySet[Training]:
    """Add the state of a shop's seat as ``own_state``."""
    own = TrainingSeat.objects.exclude(state=SeatState.WITHDRAWN).filter(
        training=OuterRef("pk"), vendor=vendor
    )
    return rows.annotate(own_state=Coalesce(Subquery(own.values("state")[:1]), Value("")))


def attended_by(vendor: Vendor) -> QuerySet[TrainingSeat]:
    """Return the trainings that a shop had a seat in and whose attendance was noted, last first."""
    rows = vendor.training_seats.filter(attended__isnull=False)
    return rows.select_related("training__tenant__region").order_by("-training__starts_at")


# ---- tickets


def with_ticket(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Fetch what a row of a list shows in the same query."""
    return rows.select_related("asker", "vendor", "officer", "tenant__region")


def own_tickets(user: User) -> QuerySet[Ticket]:
    """Return the tickets a person follows, newest first."""
    return with_ticket(policies.tickets_of(user)).order_by("-pk")


def desk(user: User) -> QuerySet[Ticket]:
    """Return the tickets of a person's offices, the nearest deadline first."""
    tenants = user.tenants_as(*policies.READERS)
    return with_ticket(Ticket.objects.filter(tenant__in=tenants)).order_by("solve_due_at", "pk")


def desk_counts(user: User) -> dict[str, int]:
    """Return how many tickets of a person's offices stand in each state."""
    rows = Ticket.objects.filter(tenant__in=user.tenants_as(*policies.READERS))
    return dict(rows.values_list("status").annotate(number=Count("pk")).order_by())


def messages_of(ticket: Ticket) -> QuerySet[TicketMessage]:
    """Return the conversation, oldest first."""
    return ticket.messages.select_related("author", "file").order_by("pk")


def offices_for(user: User, vendor: Vendor | None) -> list[Tenant]:
    """Return whose helpdesk a person may ask: that of the shop or of their duty, else any."""
    if vendor is not None and vendor.region is not None:
        around = ancestors(vendor.region)
        found = covering_tenants(vendor.region).select_related("region")
        return sorted(found, key=lambda tenant: around.index(tenant.region_id))[:1]
    held = {row.tenant_id: row.tenant for row in user.active_memberships}
    return list(held.values()) or list(Tenant.objects.select_related("region"))


# ---- what waits for somebody


def cases_to_work(user: User) -> QuerySet[Case]:
    """Return the cases in which this officer, or any of the office, acts next."""
    mine = Q(status=CaseStatus.OPEN) | Q(
        officer=user, status__in=(CaseStatus.WORKING, CaseStatus.WAITING_OFFICE)
    )
    return with_case(
        Case.objects.filter(mine, tenant__in=user.tenants_as(*policies.OFFICERS))
    ).order_by("due_at", "pk")


def cases_waiting_for(shops: Iterable[Vendor]) -> QuerySet[Case]:
    """Return the cases that wait for these shops."""
    waiting = Case.objects.filter(status=CaseStatus.WAITING_SHOP, vendor__in=shops)
    return with_case(waiting).order_by("due_at", "pk")


def tickets_to_answer(user: User) -> QuerySet[Ticket]:
    """Return the tickets in which this officer, or any of the office, acts next."""
    rows = Ticket.objects.filter(
        Q(officer__isnull=True) | Q(officer=user),
        status=OPEN_TICKETS[0],
        tenant__in=user.tenants_as(*policies.OFFICERS),
    )
    return with_ticket(rows.exclude(asker=user)).order_by("answer_due_at", "pk")


def tickets_asking(user: User) -> QuerySet[Ticket]:
    """Return the tickets that wait for their asker's words."""
    rows = Ticket.objects.filter(asker=user, status="waiting")
    return with_ticket(rows).order_by("status_at", "pk")
