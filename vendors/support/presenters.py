"""What the pages of this room show: rungs of the ladder, the checklist, what is blocked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vendors.application import STEPS as APPLICATION_STEPS
from vendors.support.case_templates import STEPS
from vendors.support.models import (
    Case,
    CaseStep,
    GoodsClass,
    LadderRule,
    Paper,
    StepKind,
    Ticket,
    TicketKind,
)
from vendors.support.queries import LICENCES_OF, Ladder

WAY_LABELS: Final[Mapping[str, str | Promise]] = {
    "kerjakan": gettext_lazy("Take it up"),
    "tunggu-penyedia": gettext_lazy("The shop must act"),
    "tunggu-instansi": gettext_lazy("Handed to the issuing office"),
    "selesai": gettext_lazy("The paper is there"),
    "hentikan": gettext_lazy("Give up"),
}


@dataclass(frozen=True)
class RungRow:
    """One paper on the page of the ladder; ``first``: what must come before it and lacks.

    ``until``: its last day, None where it has none. ``hand_in``: where the shop hands it in.
    """

    law: LadderRule
    is_held: bool = False
    is_waiting: bool = False
    until: date | None = None
    first: str = ""
    case: Case | None = None
    hand_in: str = ""


def rungs(ladder: Ladder, cases: Mapping[str, Case]) -> list[RungRow]:
    """Return a shop's papers: what is missing in order, then what is there."""
    missing = [
        RungRow(
            ladder.laws[row.rung.paper],
            is_waiting=row.rung.paper in ladder.waiting,
            first=_papers(row.waits_for),
            case=cases.get(row.rung.paper),
            hand_in=_door(row.rung.paper),
        )
        for row in ladder.missing
    ]
    held = [
        RungRow(law, is_held=True, until=ladder.held[paper])
        for paper, law in ladder.laws.items()
        if paper in ladder.held
    ]
    return [*missing, *held]


def _door(paper: str) -> str:
    """Return where a shop hands a paper in: a step of its application, or its licences."""
    if LICENCES_OF[Paper(paper)]:
        return reverse("licence_kinds")
    return reverse("vendor_step", args=["dokumen"])


def _papers(names: Iterable[str]) -> str:
    return ", ".join(str(Paper(name).label) for name in names)


def goods_words(goods: Iterable[str]) -> str:
    """Return in words what a shop makes."""
    return ", ".join(str(GoodsClass(name).label) for name in sorted(goods))


class StepRow(NamedTuple):
    """One line of the checklist."""

    pk: int
    label: str
    done_at: datetime | None
    done_by: Any


def steps(case: Case) -> list[StepRow]:
    """Return the checklist of a case."""
    return [_step(row) for row in case.steps.select_related("done_by").order_by("position")]


def _step(row: CaseStep) -> StepRow:
    return StepRow(row.pk, str(STEPS.get(row.key, row.key)), row.done_at, row.done_by)


def refusals(bound: Mapping[str, forms.Form]) -> list[str]:
    """Return what was said of buttons that have no field to say it beside."""
    return [
        str(error)
        for form in bound.values()
        if not form.visible_fields()
        for errors in form.errors.values()
        for error in errors
    ]


class Blocked(NamedTuple):
    """What a ticket says is blocked, in words, with its page for whoever asked."""

    words: str
    url: str


def blocked(kind: str, ref: str) -> Blocked | None:
    """Return the step that is blocked; None where none is named or nobody knows it."""
    if kind == StepKind.APPLICATION and ref in APPLICATION_STEPS:
        url = reverse("vendor_step", args=[ref])
        return Blocked(_words(kind, str(APPLICATION_STEPS[ref])), url)
    if kind == StepKind.PAPER and ref in Paper:
        return Blocked(_words(kind, str(Paper(ref).label)), reverse("ladder_page"))
    if kind in {StepKind.ORDER, StepKind.CASE} and len(ref) == len(_UUID):
        name = "order_detail" if kind == StepKind.ORDER else "case_page"
        return Blocked(_words(kind, ref[:8]), reverse(name, args=[ref]))
    return None


_UUID: Final = "00000000-0000-0000-0000-000000000000"


def _words(kind: str, what: str) -> str:
    return _("%(kind)s: %(what)s") % {"kind": StepKind(kind).label, "what": what}


# With which question the form opens for what is blocked.
KIND_OF_STEP: Final = {
    StepKind.APPLICATION: TicketKind.REGISTRATION,
    StepKind.PAPER: TicketKind.PAPERS,
    StepKind.ORDER: TicketKind.ORDER,
    StepKind.CASE: TicketKind.PAPERS,
}


def step_of(ticket: Ticket) -> Blocked | None:
    """Return what a ticket says is blocked."""
    return blocked(ticket.step_kind, ticket.step_ref)
