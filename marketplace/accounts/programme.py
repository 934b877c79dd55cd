"""On which days a region takes part in the programme: entered by operators, never rewritten.

A region of which nothing is entered takes part. An agency takes part with its kabupaten or kota (in
a kecamatan: with what that lies in), one of a province with the province. What is entered holds
from tomorrow on; only a legal act that is cited may let it hold earlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from marketplace.accounts.models import (
    Agency,
    ProgrammeMove,
    ProgrammeStep,
    Region,
    RegionLevel,
    User,
)
from marketplace.core import audit, clock, guards, locks, moments
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_entry import can_keep_rules, require_table_reason
from marketplace.core.text import clean_line


class OutsideProgramme(RuleViolation):
    """The region of the agency takes no part in the programme on this day."""

    code = "outside_programme"


@dataclass(frozen=True, slots=True)
class NewStep:
    """What a region does from a day on. The act: all three of it, or none."""

    region: Region
    move: ProgrammeMove
    effective_on: date
    act_title: str = ""
    act_number: str = ""
    act_date: date | None = None


def place_of(region: Region) -> Region:
    """Return with what an office of a region takes part."""
    return region.parent or region if region.level == RegionLevel.DISTRICT else region


def takes_part(steps: Sequence[ProgrammeStep], day: date) -> bool:
    """Say whether a region takes part on a day, by its steps in their order (effective_on, pk).

    Its twin in the database is ``accounts_takes_part`` (migration 0016).
    """
    past = [step for step in steps if step.effective_on <= day]
    if past:
        return past[-1].move == ProgrammeMove.JOINS
    return not steps or steps[0].move == ProgrammeMove.LEAVES


def require_part(agency: Agency, *, on: date) -> None:
    """Refuse to order for an agency on a day its region takes no part. Raises: OutsideProgramme.

    on: a day of the agency's zone.
    """
    place = place_of(agency.region)
    steps = list(place.programme_steps.order_by("effective_on", "pk"))
    if takes_part(steps, on):
        return
    later = [step.effective_on for step in steps if step.effective_on > on]
    back = next((day for day in later if takes_part(steps, day)), None)
    if back is not None:
        raise OutsideProgramme(
            _(
                "%(region)s takes part in the programme from %(day)s on. Order then; what is in "
                "the cart stays there."
            )
            % {"region": place, "day": moments.day(back)}
        )
    raise OutsideProgramme(
        _(
            "%(region)s takes no part in the programme on %(day)s: nothing is ordered for its "
            "agencies. Ask the operators of this site where this is wrong."
        )
        % {"region": place, "day": moments.day(on)}
    )


@guards.use_case
def enter_step(new: NewStep, *, actor: User, reason: str) -> ProgrammeStep:
    """Enter that a region joins or leaves. Raises: NotAllowed, RuleViolation, Conflict."""
    require(can_keep_rules(actor))
    locks.advisory_lock(f"programme-{new.region.pk}")
    check(new, reason=reason)
    row = ProgrammeStep.objects.create(
        region=new.region,
        move=new.move,
        effective_on=new.effective_on,
        act_title=clean_line(new.act_title),
        act_number=clean_line(new.act_number),
        act_date=new.act_date,
        entered_by=actor,
        entered_at=clock.now(),
    )
    audit.record(
        f"programme.{new.move}",
        actor=actor,
        subject=row,
        reason=reason,
        region=new.region.code,
        effective_on=new.effective_on,
        act=row.act_number,
    )
    return row


def check(new: NewStep, *, reason: str) -> None:
    """Refuse what may not be entered. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    if new.region.level == RegionLevel.DISTRICT:
        raise RuleViolation(
            _("A kecamatan takes part with what it lies in. Choose a kabupaten, kota or province."),
            field="region",
        )
    act = (clean_line(new.act_title), clean_line(new.act_number), new.act_date)
    if any(act) and not all(act):
        raise RuleViolation(
            _("A legal act has a title, a number and a date. Fill in what is missing."),
            field="act_number" if act[0] else "act_title",
        )
    steps = list(new.region.programme_steps.order_by("effective_on", "pk"))
    _require_change(new, steps)
    today = clock.today(new.region.time_zone)
    is_early = new.effective_on <= today or takes_part(_with(new, steps), today) != takes_part(
        steps, today
    )
    if is_early and not any(act):
        raise RuleViolation(
            _(
                "From tomorrow on, or by a legal act: what holds for today's orders already needs "
                "its title, number and date."
            ),
            field="effective_on",
        )


def _require_change(new: NewStep, steps: Sequence[ProgrammeStep]) -> None:
    joins = new.move == ProgrammeMove.JOINS
    if not steps or takes_part(steps, new.effective_on) != joins:
        return
    said = (
        _("%(region)s takes part on %(day)s already. Choose another day.")
        if joins
        else _("%(region)s takes no part on %(day)s already. Choose another day.")
    )
    words = {"region": new.region, "day": moments.day(new.effective_on)}
    raise Conflict(said % words, field="effective_on")


def _with(new: NewStep, steps: Sequence[ProgrammeStep]) -> list[ProgrammeStep]:
    """Return the steps with one more, the last of its day."""
    more = ProgrammeStep(region=new.region, move=new.move, effective_on=new.effective_on)
    return sorted([*steps, more], key=lambda step: step.effective_on)
