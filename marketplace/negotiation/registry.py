"""What this room registers with the kernel."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Role, User
from marketplace.core import deadlines, locks, outbox, transitions
from marketplace.documents import services as documents
from marketplace.negotiation import guards, handlers, held, paper, policies, queries, services
from marketplace.negotiation.models import TRANSITIONS, Negotiation, Status
from marketplace.notices import kinds
from marketplace.web import badges, counts, panels
from marketplace.web.badges import Chip
from vendors.acting import acts_of
from vendors.policies import VendorAct

__all__ = ["guards", "handlers", "held"]

SHELVED = 200  # rows of the shelf
locks.register({Negotiation: 42})
transitions.register("negotiation", TRANSITIONS)
documents.register_kind(paper.RECORD, gettext_lazy("Record of a negotiation"))
documents.readable_by(Negotiation._meta.label_lower, policies.can_read_paper)
badges.register(
    "negotiation",
    {
        Status.OPEN: Chip("trending-down", Status.OPEN.label, "kunyit"),
        Status.AGREED: Chip("circle-check", Status.AGREED.label, "kelor"),
        Status.REFUSED: Chip("circle-slash", Status.REFUSED.label, "netral"),
        Status.EXPIRED: Chip("clock", Status.EXPIRED.label, "mengkudu"),
    },
)


def _nudge(negotiation_id: int, due_at: datetime) -> None:
    """Let whoever is to answer be told that the clock runs."""
    row = Negotiation.objects.get(pk=negotiation_id)
    outbox.emit("negotiation.nudged", subject=row, turn=row.turn, due_at=due_at.isoformat())


def _expire(negotiation_id: int) -> None:
    services.expire(negotiation_id=negotiation_id)


deadlines.on_due(services.ANSWER, _expire, about=Negotiation, nudge=_nudge)
_OFFERED = gettext_lazy(
    "Goods %(goods)s and freight %(cost)s, before PPN. Answer before the time is up."
)
kinds.register(
    "negotiation.offer", title=gettext_lazy("%(office)s makes you an offer"), body=_OFFERED
)
kinds.register(
    "negotiation.counter", title=gettext_lazy("Another offer in %(number)s"), body=_OFFERED
)
kinds.register(
    "negotiation.accept",
    title=gettext_lazy("Agreed: %(number)s"),
    body=gettext_lazy("Goods %(goods)s and freight %(cost)s, for one order until %(day)s."),
)
kinds.register(
    "negotiation.refuse",
    title=gettext_lazy("Not agreed: %(number)s"),
    body=gettext_lazy("Reason: %(reason)s"),
)
kinds.register(
    "negotiation.expired",
    title=gettext_lazy("%(number)s ended: nobody answered in time"),
    body=gettext_lazy("The goods can be ordered at the list price, or another offer be made."),
)
kinds.register(
    "negotiation.nudged",
    title=gettext_lazy("%(number)s still waits for your answer"),
    body=gettext_lazy("Between %(office)s and %(shop)s. Without an answer it ends by itself."),
)


def _negotiator(request: HttpRequest) -> User | None:
    """Return the person if they read negotiations (``policies.can_read``, asked once a page)."""
    user = request.user
    if not isinstance(user, User):
        return None
    sells = VendorAct.ANSWER_ORDERS in acts_of(request)
    reads = user.agencies_as(*policies.OFFICE_READERS) or user.tenants_as(Role.INTERNAL_AUDITOR)
    return user if sells or reads else None


def _speaks(request: HttpRequest, user: User) -> bool:
    """Whether something may wait for the person; who only reads is spared the question."""
    buys = bool(user.agencies_as(Role.PROCUREMENT_OFFICER))
    return buys or VendorAct.ANSWER_ORDERS in acts_of(request)


@panels.provide("places")
def negotiation_place(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead both sides to their negotiations, with how many wait."""
    user = _negotiator(request)
    if user is None:
        return []
    waiting = 0
    if _speaks(request, user):
        waiting = counts.kept(request, "negotiations", lambda: policies.waiting_for(user).count())
    return [
        panels.Place("negotiations", _("Negotiations"), "trending-down", order=24, count=waiting)
    ]


@panels.provide("tasks")
def negotiation_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name the negotiations that wait for this person's answer."""
    user = _negotiator(request)
    if user is None or not _speaks(request, user):
        return []
    rows = list(queries.waiting(user))
    due = queries.due_dates(rows, services.ANSWER) if rows else {}
    return [_task(row, due[row.pk].due_at if row.pk in due else None) for row in rows]


def _task(row: Negotiation, due_at: datetime | None) -> panels.Task:
    return panels.Task(
        title=_("An offer to answer: %(number)s") % {"number": row.number},
        detail=f"{row.agency.name} · {row.vendor.name}",
        url=reverse("negotiation", args=[row.public_id]),
        action=_("Answer"),
        icon="trending-down",
        due_at=due_at,
        zone=row.agency.time_zone,
        since=row.opened_at,
    )


@panels.provide("documents")
def records(request: HttpRequest, shelf: panels.Shelf) -> list[panels.ShelvedPaper]:
    """Return the newest records of agreements that the person reads, for the shelf of papers."""
    if not isinstance(request.user, User) or shelf.kind not in {"", paper.RECORD}:
        return []
    rows = policies.visible_to(request.user).filter(
        Q(number__icontains=shelf.text)
        | Q(vendor__name__icontains=shelf.text)
        | Q(agency__name__icontains=shelf.text),
        status=Status.AGREED,
    )
    found = rows.select_related("agency__region", "vendor").order_by("-closed_at", "-pk")
    return [
        panels.ShelvedPaper(
            title=_("Record of a negotiation"),
            number=one.number,
            url=reverse("issued_document", args=[one.number]),
            at=one.closed_at,
            zone=one.agency.time_zone,
            party=one.vendor.name,
        )
        for one in found[:SHELVED]
        if one.closed_at
    ]
