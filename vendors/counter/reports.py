"""The report of a day: what each counter of a market did, counted in two queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from marketplace.accounts.models import Tenant, User
from vendors.counter import policies, queries, rules
from vendors.counter.models import ENDED, ConfirmedHow, CounterSession, Desk, SessionStatus


@dataclass
class Figures:
    """The sessions of a counter, or of all of them, on one day.

    ``carried``: left unfinished, and gone on with in a later session, which counts for itself.
    ``minutes``: from calling the number to handing in, the middle one; None of none.
    """

    title: str
    opened: int = 0
    running: int = 0
    submitted: int = 0
    by_sms: int = 0
    by_paper: int = 0
    closed: int = 0
    carried: int = 0
    abandoned: int = 0
    spans: list[timedelta] = field(default_factory=list)
    lacked: "Counter[str]" = field(default_factory=Counter)

    @property
    def minutes(self) -> int | None:
        """The middle length of a session that was handed in, in minutes."""
        return rules.median_minutes(self.spans)

    @property
    def lacking(self) -> list[tuple[str, int]]:
        """What the unfinished ones lacked, most often first."""
        return sorted(self.lacked.items(), key=lambda one: (-one[1], one[0]))

    @property
    def lacking_words(self) -> str:
        """The same in one line."""
        return "; ".join(f"{label} ({number})" for label, number in self.lacking)


@dataclass
class Report:
    """One market on one day: its counters and all of them together."""

    tenant: Tenant
    day: date
    desks: list[Figures]
    total: Figures


def tenants_of(user: User) -> list[Tenant]:
    """Return the markets whose report a person reads, by name."""
    rows = Tenant.objects.filter(pk__in=user.tenants_as(*policies.REPORT_READERS))
    return list(rows.select_related("region"))


def desks_of(tenant: Tenant) -> list[Desk]:
    """Return all counters of a market, those out of use too: they have a past."""
    return list(Desk.objects.filter(tenant=tenant).order_by("name"))


def report(tenant: Tenant, day: date, desks: Sequence[Desk]) -> Report:
    """Count the sessions of these counters on a day of the market's zone."""
    of_desk = {desk.pk: Figures(str(desk)) for desk in desks}
    total = Figures(_("All counters"))
    later = CounterSession.objects.filter(vendor=OuterRef("vendor"), pk__gt=OuterRef("pk"))
    rows = CounterSession.objects.filter(desk__in=list(of_desk), day=day)
    rows = rows.annotate(went_on=Exists(later))
    for session in rows.select_related("confirmation").order_by("pk"):
        for figures in (of_desk[session.desk_id], total):
            _count(figures, session, went_on=session.went_on)
    return Report(tenant, day, list(of_desk.values()), total)


def _count(figures: Figures, session: CounterSession, *, went_on: bool) -> None:
    status = session.status
    unfinished = status == SessionStatus.CLOSED and not went_on
    figures.opened += 1
    figures.running += status not in ENDED
    figures.submitted += status == SessionStatus.SUBMITTED
    figures.closed += unfinished
    figures.carried += status == SessionStatus.CLOSED and went_on
    figures.abandoned += status == SessionStatus.ABANDONED
    if session.confirmation is not None:
        figures.by_sms += session.confirmation.how == ConfirmedHow.SMS
        figures.by_paper += session.confirmation.how == ConfirmedHow.PAPER
    if status == SessionStatus.SUBMITTED and session.ended_at is not None:
        figures.spans.append(session.ended_at - session.opened_at)
    if unfinished:
        figures.lacked.update(queries.lacked_words(session.lacked))


def headings() -> list[str]:
    """Return the head of the table that is downloaded."""
    return [
        _("Day"),
        _("Market"),
        _("Counter"),
        _("Opened"),
        _("Still running"),
        _("Submitted"),
        _("Confirmed by code"),
        _("Confirmed by signature"),
        _("Not finished"),
        _("Carried on"),
        _("Given up"),
        _("Minutes, median"),
        _("What was missing"),
    ]


def table(found: Report) -> Iterable[list[object]]:
    """Return a row per counter, and the total last."""
    for one in [*found.desks, found.total]:
        yield [
            found.day.isoformat(),
            found.tenant.name,
            one.title,
            one.opened,
            one.running,
            one.submitted,
            one.by_sms,
            one.by_paper,
            one.closed,
            one.carried,
            one.abandoned,
            one.minutes if one.minutes is not None else "",
            one.lacking_words,
        ]
