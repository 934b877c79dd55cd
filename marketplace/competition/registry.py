"""What this room registers with the kernel."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Role, User
from marketplace.competition import guards, handlers, held, paper, policies, queries, services
from marketplace.competition.models import TRANSITIONS, Competition, Status
from marketplace.core import deadlines, locks, outbox, transitions
from marketplace.documents import services as documents
from marketplace.notices import kinds
from marketplace.web import badges, counts, panels
from marketplace.web.badges import Chip
from vendors.acting import acts_of
from vendors.policies import VendorAct

__all__ = ["guards", "handlers", "held"]

SHELVED = 200  # rows of the shelf
locks.register({Competition: 42})
transitions.register("competition", TRANSITIONS)
documents.register_kind(paper.RECORD, gettext_lazy("Record of a mini-competition"))
documents.readable_by(Competition._meta.label_lower, policies.can_read_paper)
badges.register(
    "competition",
    {
        Status.DRAFT: Chip("clock", Status.DRAFT.label, "kunyit"),
        Status.RUNNING: Chip("lock", Status.RUNNING.label, "kunyit"),
        Status.OPENED: Chip("file-clock", Status.OPENED.label, "kunyit"),
        Status.AWARDED: Chip("circle-check", Status.AWARDED.label, "kelor"),
        Status.ENDED: Chip("circle-slash", Status.ENDED.label, "netral"),
    },
)


def _nudge(competition_id: int, due_at: datetime) -> None:
    """Let the shops that have not offered be told that the clock runs."""
    row = Competition.objects.get(pk=competition_id)
    outbox.emit("competition.nudged", subject=row, due_at=due_at.isoformat())


def _due(competition_id: int) -> None:
    """Let both officers be told that it can be opened."""
    row = Competition.objects.get(pk=competition_id)
    if row.status == Status.RUNNING:
        outbox.emit("competition.due", subject=row)


deadlines.on_due(services.OFFERS, _due, about=Competition, nudge=_nudge)
_TITLE = gettext_lazy("%(title)s of %(office)s.")
kinds.register(
    "competition.draft",
    title=gettext_lazy("%(number)s waits for your estimate"),
    body=_TITLE,
)
kinds.register(
    "competition.confirm",
    title=gettext_lazy("You are invited to offer: %(title)s"),
    body=gettext_lazy("%(office)s takes sealed offers until %(moment)s (%(number)s)."),
)
kinds.register(
    "competition.answer",
    title=gettext_lazy("A question in %(number)s was answered"),
    body=_TITLE,
)
kinds.register(
    "competition.nudged",
    title=gettext_lazy("%(number)s still waits for your offer"),
    body=gettext_lazy("%(office)s takes sealed offers until %(moment)s (%(number)s)."),
)
kinds.register(
    "competition.ask",
    title=gettext_lazy("A shop asks something in %(number)s"),
    body=_TITLE,
)
kinds.register(
    "competition.due",
    title=gettext_lazy("%(number)s can be opened"),
    body=gettext_lazy("The time for offers is over. PP and PPK open them with their passphrases."),
)
kinds.register(
    "competition.release",
    title=gettext_lazy("%(number)s waits for your passphrase"),
    body=gettext_lazy("The other officer has opened the other half."),
)
kinds.register(
    "competition.open",
    title=gettext_lazy("The offers of %(number)s are open"),
    body=_TITLE,
)
kinds.register(
    "competition.end",
    title=gettext_lazy("%(number)s ended without an award"),
    body=gettext_lazy("Reason: %(reason)s"),
)
kinds.register(
    "competition.won",
    title=gettext_lazy("Your offer was taken: %(title)s"),
    body=gettext_lazy("%(office)s may order it for %(mine)s before PPN until %(day)s."),
)
kinds.register(
    "competition.lost",
    title=gettext_lazy("Another offer was taken: %(title)s"),
    body=gettext_lazy(
        "Yours of %(mine)s is number %(place)s; %(shop)s offered %(taken)s, both before PPN. "
        "%(reason)s"
    ),
)
kinds.register(
    "competition.failed",
    title=gettext_lazy("Another offer was taken: %(title)s"),
    body=gettext_lazy(
        "Yours of %(mine)s is above the owner's estimate (HPS) of %(estimate)s; %(shop)s offered "
        "%(taken)s, all before PPN."
    ),
)
kinds.register(
    "competition.without_you",
    title=gettext_lazy("Awarded without your offer: %(title)s"),
    body=gettext_lazy("%(shop)s offered %(taken)s before PPN."),
)


def _reader(request: HttpRequest) -> User | None:
    """Return the person if they read competitions (``policies.can_read``, asked once a page)."""
    user = request.user
    if not isinstance(user, User):
        return None
    sells = VendorAct.ANSWER_ORDERS in acts_of(request)
    reads = user.agencies_as(*policies.OFFICE) or user.tenants_as(Role.INTERNAL_AUDITOR)
    return user if sells or reads else None


def _acts(request: HttpRequest, user: User) -> bool:
    """Whether something may wait for the person; who only reads is spared the question."""
    return bool(user.agencies_as(*policies.OFFICE)) or VendorAct.ANSWER_ORDERS in acts_of(request)


@panels.provide("places")
def competition_place(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead office and shops to their competitions, with how many wait."""
    user = _reader(request)
    if user is None:
        return []
    waiting = 0
    if _acts(request, user):
        waiting = counts.kept(request, "competitions", lambda: policies.waiting_for(user).count())
    return [
        panels.Place("competitions", _("Mini-competitions"), "file-clock", order=24, count=waiting)
    ]


@panels.provide("tasks")
def competition_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name the competitions in which this person has something to do."""
    user = _reader(request)
    if user is None or not _acts(request, user):
        return []
    return [_task(row) for row in queries.waiting(user)]


def _task(row: Competition) -> panels.Task:
    return panels.Task(
        title=_("Mini-competition %(number)s") % {"number": row.number},
        detail=f"{row.agency.name} · {row.title}",
        url=reverse("competition", args=[row.public_id]),
        action=_("Open"),
        icon="file-clock",
        due_at=row.offers_due if row.status == Status.RUNNING else None,
        zone=row.agency.time_zone,
        since=row.drafted_at,
    )


@panels.provide("documents")
def records(request: HttpRequest, shelf: panels.Shelf) -> list[panels.ShelvedPaper]:
    """Return the newest records of competitions that the person reads, for the shelf of papers."""
    user = request.user
    if not isinstance(user, User) or shelf.kind not in {"", paper.RECORD}:
        return []
    rows = policies.visible_to(user).filter(
        policies.of_office(user),
        Q(number__icontains=shelf.text) | Q(title__icontains=shelf.text),
        opened_at__isnull=False,
        closed_at__isnull=False,
    )
    found = rows.select_related("agency__region").order_by("-closed_at", "-pk")
    return [
        panels.ShelvedPaper(
            title=_("Record of a mini-competition"),
            number=one.number,
            url=reverse("issued_document", args=[one.number]),
            at=one.closed_at,
            zone=one.agency.time_zone,
            party=one.title,
        )
        for one in found[:SHELVED]
        if one.closed_at
    ]
