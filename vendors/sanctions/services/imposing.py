"""The verifier's side: a warning, listings hidden, a suspension; a blacklist is only proposed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, deadlines, files, guards, locks, number_series
from marketplace.core.calendar import HOME_ZONE, local_day
from marketplace.core.holidays import add_working_days
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from vendors.models import Vendor
from vendors.sanctions import policies
from vendors.sanctions.grounds import GROUNDS, Ground
from vendors.sanctions.models import (
    FileSide,
    Sanction,
    SanctionKind,
    SanctionStatus,
    SanctionSubject,
)
from vendors.sanctions.services import steps
from vendors.sanctions.services.steps import NothingToHide, Uploads
from vendors.sanctions.things import Thing, things_of
from vendors.services.transitions import InvalidField


@dataclass(frozen=True, slots=True)
class Case:
    """What a sanction rests on: its ground, the facts in words, and papers that prove them."""

    ground: str
    facts: str
    uploads: Uploads = ()


def give_warning(*, vendor_id: int, case: Case, actor: User) -> Sanction:
    """Warn a shop; it stays on record and the owner confirms having read it.

    Raises: NotAllowed, InvalidField, InvalidUpload.
    """
    with _papers(vendor_id, case, actor) as papers:
        return _warn(vendor_id, case, papers, actor)


@guards.use_case
def _warn(vendor_id: int, case: Case, papers: Sequence[files.Written], actor: User) -> Sanction:
    vendor = _hold(vendor_id, actor)
    sanction = _impose(vendor, SanctionKind.WARNING, case, papers, actor)
    return steps.announce(sanction, "sanction.warned", actor=actor)


def hide_listings(
    *, vendor_id: int, case: Case, things: Collection[str], ends_on: date, actor: User
) -> Sanction:
    """Take single goods of a shop off sale up to a day. ``things``: each ``Thing.ref``.

    Raises: NotAllowed, InvalidField, InvalidUpload, NothingToHide.
    """
    with _papers(vendor_id, case, actor) as papers:
        return _hide(vendor_id, case, papers, frozenset(things), ends_on, actor)


@guards.use_case
def _hide(
    vendor_id: int,
    case: Case,
    papers: Sequence[files.Written],
    things: frozenset[str],
    ends_on: date,
    actor: User,
) -> Sanction:
    vendor = _hold(vendor_id, actor)
    chosen = _chosen(vendor, things)
    until = steps.last_day(vendor, ends_on, RuleCode.SANCTION_HIDE)
    sanction = _impose(vendor, SanctionKind.LISTING_HIDDEN, case, papers, actor, ends_on=until)
    SanctionSubject.objects.bulk_create(
        SanctionSubject(
            sanction=sanction, subject_type=thing.label, subject_id=thing.key, title=thing.title
        )
        for thing in chosen
    )
    return steps.announce(sanction, "sanction.listing_hidden", actor=actor, ends_on=until)


def _chosen(vendor: Vendor, refs: frozenset[str]) -> list[Thing]:
    chosen = [thing for thing in things_of(vendor) if thing.ref in refs]
    if not chosen or len(chosen) != len(refs):
        raise NothingToHide(_("Choose the goods to hide among those of this shop."), field="things")
    return chosen


def suspend_vendor(*, vendor_id: int, case: Case, ends_on: date, actor: User) -> Sanction:
    """Stop a shop from selling up to a day. Checkout holds the same row: one of the two waits.

    Raises: NotAllowed, InvalidField, InvalidUpload.
    """
    with _papers(vendor_id, case, actor) as papers:
        return _suspend(vendor_id, case, papers, ends_on, actor)


@guards.use_case
def _suspend(
    vendor_id: int, case: Case, papers: Sequence[files.Written], ends_on: date, actor: User
) -> Sanction:
    vendor = _hold(vendor_id, actor)
    until = steps.last_day(vendor, ends_on, RuleCode.SANCTION_SUSPEND)
    sanction = _impose(vendor, SanctionKind.SUSPENSION, case, papers, actor, ends_on=until)
    steps.stop_the_shop(sanction, actor=actor)
    return sanction


def propose_blacklist(*, vendor_id: int, case: Case, actor: User) -> Sanction:
    """Propose to blacklist a shop: it is heard first (R-SANCTION-HEARING), another person decides.

    Raises: NotAllowed, InvalidField without evidence, InvalidUpload.
    """
    if not case.uploads:
        raise InvalidField(_("Add at least one paper that proves the facts."), field="evidence")
    with _papers(vendor_id, case, actor) as papers:
        return _propose(vendor_id, case, papers, actor)


@guards.use_case
def _propose(vendor_id: int, case: Case, papers: Sequence[files.Written], actor: User) -> Sanction:
    vendor = _hold(vendor_id, actor)
    term = steps.rule_of(RuleCode.SANCTION_HEARING, vendor)
    until = local_day(add_working_days(clock.now(), term.value, vendor.time_zone), vendor.time_zone)
    sanction = _impose(vendor, SanctionKind.BLACKLIST, case, papers, actor, heard_until=until)
    due = steps.day_after(vendor, until)
    deadlines.open_deadline(steps.HEARING, subject_id=sanction.pk, due_at=due)
    return steps.announce(sanction, "sanction.proposed", actor=actor, until_on=until)


def _papers(vendor_id: int, case: Case, actor: User) -> Any:
    """Ask who may before a file is written; asked again on the locked row."""
    require(policies.can_sanction(actor, Vendor.objects.get(pk=vendor_id)))
    return steps.written_papers(case.uploads)


def _hold(vendor_id: int, actor: User) -> Vendor:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_sanction(actor, vendor))
    return vendor


def _impose(
    vendor: Vendor,
    kind: SanctionKind,
    case: Case,
    papers: Sequence[files.Written],
    actor: User,
    **days: date,
) -> Sanction:
    """Write the sanction with its papers; what is dated gets the clock that ends it."""
    ground, facts = _ground(vendor, case.ground), steps.required_words(case.facts, field="facts")
    now, today = clock.now(), clock.today(vendor.time_zone)
    waits = kind == SanctionKind.BLACKLIST
    verdict: dict[str, Any] = {
        "starts_on": today,
        "decided_by": actor,
        "decided_at": now,
        "appeal_until": appeal_until(vendor),
    }
    year = clock.today(HOME_ZONE).year
    sanction = Sanction.objects.create(
        number=f"SK-{year}-{number_series.next_number(f'SK-{year}'):06d}",
        vendor=vendor,
        kind=kind,
        ground=ground,
        facts=facts,
        status=SanctionStatus.PROPOSED if waits else SanctionStatus.IN_FORCE,
        status_by=actor,
        status_at=now,
        proposed_by=actor,
        proposed_at=now,
        **({} if waits else verdict),
        **days,
    )
    locks.own(sanction)
    steps.keep_papers(sanction, papers, FileSide.EVIDENCE, actor)
    if sanction.ends_on is not None:
        due = steps.day_after(vendor, sanction.ends_on)
        deadlines.open_deadline(steps.ENDS, subject_id=sanction.pk, due_at=due)
    return sanction


def appeal_until(vendor: Vendor) -> date:
    """Return the last day on which the owner may appeal against what is decided today."""
    days = steps.rule_of(RuleCode.SANCTION_APPEAL, vendor).value
    return clock.today(vendor.time_zone) + timedelta(days=days)


def _ground(vendor: Vendor, named: str) -> Ground:
    if named not in Ground.values or not GROUNDS[Ground(named)].holds(
        clock.today(vendor.time_zone)
    ):
        raise InvalidField(_("Choose the ground from the list."), field="ground")
    return Ground(named)
