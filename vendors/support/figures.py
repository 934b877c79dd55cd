"""What an office's help came to in a year: cases, papers obtained, trainings, tickets in time."""

import csv
import io
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from marketplace.accounts.models import Tenant
from marketplace.core.calendar import local_day
from vendors.support import rules
from vendors.support.models import (
    Case,
    CaseStatus,
    Paper,
    SeatState,
    Ticket,
    TicketKind,
    Training,
    TrainingSeat,
)


@dataclass
class PaperRow:
    """The cases about one paper; ``median_days``: from asking to the paper, None of none."""

    label: str
    states: dict[str, int] = field(default_factory=dict)
    median_days: int | None = None

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def in_work(self) -> int:
        """Those that have not ended."""
        return self.total - self.obtained - self.given_up

    @property
    def obtained(self) -> int:
        """Those that led to the paper."""
        return self.states.get(CaseStatus.DONE, 0)

    @property
    def given_up(self) -> int:
        """Those that were given up."""
        return self.states.get(CaseStatus.CLOSED, 0)


@dataclass(frozen=True)
class TicketRow:
    """The tickets of one kind; shares are of those whose time is known, in basis points."""

    label: str
    number: int
    answered_bp: int | None
    solved_bp: int | None


@dataclass(frozen=True)
class OfficeFigures:
    """One office in one year."""

    tenant: Tenant
    papers: list[PaperRow]
    tickets: list[TicketRow]
    trainings: int
    seats: int
    came: int
    shops: int

    @property
    def obtained(self) -> int:
        """Papers that were obtained through cases."""
        return sum(row.obtained for row in self.papers)


def figures(tenant_ids: Collection[int], year: int) -> list[OfficeFigures]:
    """Return the figures of offices: what was asked, held or opened in a year of UTC."""
    tenants = Tenant.objects.filter(pk__in=tenant_ids).select_related("region")
    papers, tickets = _papers(tenant_ids, year), _tickets(tenant_ids, year)
    trainings = _trainings(tenant_ids, year)
    return [
        OfficeFigures(tenant, papers[tenant.pk], tickets[tenant.pk], *trainings[tenant.pk])
        for tenant in tenants
    ]


def _papers(tenant_ids: Collection[int], year: int) -> dict[int, list[PaperRow]]:
    rows = Case.objects.filter(tenant__in=tenant_ids, opened_at__year=year)
    found: dict[tuple[int, str], PaperRow] = {}
    days: dict[tuple[int, str], list[int]] = defaultdict(list)
    columns = ("tenant_id", "topic", "status", "opened_at", "ended_at", "tenant__region__time_zone")
    for office, topic, status, opened_at, ended_at, zone in rows.values_list(*columns):
        row = found.setdefault((office, topic), PaperRow(str(Paper(topic).label)))
        row.states[status] = row.states.get(status, 0) + 1
        if status == CaseStatus.DONE and ended_at is not None:
            spent = local_day(ended_at, zone) - local_day(opened_at, zone)
            days[office, topic].append(spent.days)
    listed: dict[int, list[PaperRow]] = defaultdict(list)
    for office, topic in sorted(found):
        found[office, topic].median_days = rules.middle(days[office, topic])
        listed[office].append(found[office, topic])
    return listed


def _tickets(tenant_ids: Collection[int], year: int) -> dict[int, list[TicketRow]]:
    answered, solved = Q(answered_at__isnull=False), Q(solved_at__isnull=False)
    rows = (
        Ticket.objects.filter(tenant__in=tenant_ids, opened_at__year=year)
        .values_list("tenant_id", "kind")
        .annotate(
            number=Count("pk"),
            answered=Count("pk", filter=answered),
            answered_in_time=Count("pk", filter=answered & Q(answered_at__lte=F("answer_due_at"))),
            solved=Count("pk", filter=solved),
            solved_in_time=Count("pk", filter=solved & Q(solved_at__lte=F("solve_due_at"))),
        )
        .order_by("tenant_id", "kind")
    )
    listed: dict[int, list[TicketRow]] = defaultdict(list)
    for office, kind, number, answers, in_time, solutions, solved_in_time in rows:
        label = str(TicketKind(kind).label)
        listed[office].append(
            TicketRow(label, number, _share(in_time, answers), _share(solved_in_time, solutions))
        )
    return listed


def _share(part: int, whole: int) -> int | None:
    return round(part * 10_000 / whole) if whole else None


def _trainings(tenant_ids: Collection[int], year: int) -> dict[int, tuple[int, int, int, int]]:
    held = Training.objects.filter(
        tenant__in=tenant_ids, starts_at__year=year, cancelled_at__isnull=True
    )
    number = dict(held.order_by().values_list("tenant_id").annotate(n=Count("pk")))
    seats = TrainingSeat.objects.filter(training__in=held, state=SeatState.SEATED)
    rows = (
        seats.order_by()
        .values_list("training__tenant_id")
        .annotate(
            taken=Count("pk"),
            came=Count("pk", filter=Q(attended=True)),
            shops=Count("vendor", filter=Q(attended=True), distinct=True),
        )
    )
    counts = {office: (taken, came, shops) for office, taken, came, shops in rows}
    none = (0, 0, 0)
    return {office: (number.get(office, 0), *counts.get(office, none)) for office in tenant_ids}


def as_csv(rows: list[OfficeFigures], year: int) -> str:
    """Return the figures as a flat table for a spreadsheet."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow([_("Office"), _("Year"), _("What"), _("Kind"), _("Measure"), _("Value")])
    for one in rows:
        for paper in one.papers:
            for label, value in (
                (_("asked for"), paper.total),
                (_("in work"), paper.in_work),
                (_("obtained"), paper.obtained),
                (_("given up"), paper.given_up),
                (_("median days to the paper"), paper.median_days),
            ):
                sheet.writerow([one.tenant, year, _("Cases"), paper.label, label, value])
        for label, value in (
            (_("held or announced"), one.trainings),
            (_("seats taken"), one.seats),
            (_("came"), one.came),
            (_("shops that came"), one.shops),
        ):
            sheet.writerow([one.tenant, year, _("Trainings"), "", label, value])
        for ticket in one.tickets:
            for label, value in (
                (_("asked"), ticket.number),
                (_("answered in time, basis points"), ticket.answered_bp),
                (_("solved in time, basis points"), ticket.solved_bp),
            ):
                sheet.writerow([one.tenant, year, _("Tickets"), ticket.label, label, value])
    return out.getvalue()
