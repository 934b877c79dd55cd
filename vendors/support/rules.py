"""Which papers a firm lacks, in which order; how office hours and waiting lists count. Pure."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Rung:
    """One rule of the ladder; empty ``goods_class``, ``size_classes``, ``legal_forms`` mean any.

    ``after``: papers that must be there first. ``valid_until``: the last day, None while open.
    """

    code: str
    paper: str
    is_must: bool
    valid_from: date
    valid_until: date | None = None
    goods_class: str = ""
    size_classes: frozenset[str] = frozenset()
    legal_forms: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()

    def binds(self, firm: "Firm", on: date) -> bool:
        """Say whether the rule is for this kind of firm on a day."""
        return (
            self.valid_from <= on
            and (self.valid_until is None or on <= self.valid_until)
            and (not self.goods_class or self.goods_class in firm.goods)
            and (not self.size_classes or firm.size_class in self.size_classes)
            and (not self.legal_forms or firm.legal_form in self.legal_forms)
        )

    @property
    def narrowness(self) -> int:
        """How many of the three conditions the rule names; of equal rules the narrower counts."""
        return sum(map(bool, (self.goods_class, self.size_classes, self.legal_forms)))


@dataclass(frozen=True, slots=True)
class Firm:
    """What the ladder asks of a firm: what it makes, its size class and its legal form."""

    goods: frozenset[str]
    size_class: str
    legal_form: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper that is not there; ``waits_for``: papers of the ladder that come first and lack."""

    rung: Rung
    waits_for: tuple[str, ...]


def goods_of(kbli_codes: Iterable[str], classes: Mapping[str, str]) -> frozenset[str]:
    """Return what a firm makes by its KBLI codes; the longest prefix that is listed decides."""
    found = set()
    for code in kbli_codes:
        lengths = range(len(code), 0, -1)
        found.add(next((classes[code[:n]] for n in lengths if code[:n] in classes), ""))
    return frozenset(found - {""})


def ladder(rungs: Iterable[Rung], firm: Firm, on: date) -> list[Rung]:
    """Return the rule of each paper that binds or helps a firm on a day, in the order to get them.

    Of several rules for one paper a duty counts before a help, then the narrower, then the newer.
    """
    chosen: dict[str, Rung] = {}
    for rung in sorted(rungs, key=_strength):
        if rung.binds(firm, on):
            chosen[rung.paper] = rung
    return _in_order(chosen)


def _strength(rung: Rung) -> tuple[bool, int, date, str]:
    return (rung.is_must, rung.narrowness, rung.valid_from, rung.code)


def _in_order(chosen: Mapping[str, Rung]) -> list[Rung]:
    """Duties first, each after what it needs; a circle in the data breaks where it is met."""
    order: list[Rung] = []
    seen: set[str] = set()

    def add(paper: str) -> None:
        if paper in seen or paper not in chosen:
            return
        seen.add(paper)
        for first in chosen[paper].after:
            add(first)
        order.append(chosen[paper])

    for rung in sorted(
        chosen.values(), key=lambda one: (not one.is_must, len(one.after), one.code)
    ):
        add(rung.paper)
    return order


def missing(steps: Sequence[Rung], held: Collection[str]) -> list[Missing]:
    """Return the papers of a ladder that are not held, in order, each with what must come first."""
    listed = {rung.paper for rung in steps}
    lacking = listed - set(held)
    return [
        Missing(rung, tuple(paper for paper in rung.after if paper in lacking))
        for rung in steps
        if rung.paper in lacking
    ]


def after_office_hours(
    moment: datetime, hours: int, time_zone: str, *, closed: Container[date]
) -> datetime:
    """Return the moment ``hours`` hours of working days later, in UTC.

    A working day counts whole, midnight to midnight in ``time_zone``; Saturday, Sunday and the
    days of ``closed`` do not count at all.
    """
    at, left = moment.astimezone(ZoneInfo(time_zone)), timedelta(hours=hours)
    while True:
        midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
        if at.weekday() < SATURDAY and at.date() not in closed:
            today = midnight - at
            if left <= today:
                return (at + left).astimezone(UTC)
            left -= today
        at = midnight


def is_free(capacity: int, seated: int) -> bool:
    """Say whether a training still has a seat."""
    return seated < capacity


def middle(days: Sequence[int]) -> int | None:
    """Return the median of whole days, the lower one of two; None of nothing."""
    ordered = sorted(days)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
