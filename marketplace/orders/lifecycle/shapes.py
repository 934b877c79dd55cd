"""What a row of the life of an order says: of a state, and of a step between states."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from marketplace.core.policy import Verdict, deny
from marketplace.core.rule_codes import RuleCode
from vendors.channels import Channel

Words = str | Promise

# Whoever acts is a role of accounts, or one of these.
VENDOR = "vendor"
PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that runs while an order stands in a state.

    ``rule`` names the days in the rulebook, by its unit working days of the agency or days of 24
    hours; the order's own stored rule counts.
    ``awaited`` names the party that must act, and is reminded while it runs. ``then`` is the key of
    the step the platform takes when it has run out; empty: it only warns.
    """

    kind: str
    rule: RuleCode
    awaited: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What people are told; number, title, vendor, agency, amount and reason are filled in.

    text: for a shop's people without e-mail, by SMS; nothing is filled in.
    """

    title: Words
    body: Words
    text: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state of an order; its label is that of its ``OrderStatus``. Words may hold an amount.

    ``icon``, ``tone``: its chip. ``group``: its place in the list's filter. ``stage``:
    how far it is on the stepper (None: where it was before). ``mine``/``theirs``: the headline for
    whoever can move it, and for everybody else; ``outside``: where nobody can in this channel.
    ``done``, ``done_icon``: its entry in the trail; ``awaited``, ``hint``: the same while to come,
    with the number of days of ``hint_rule``.
    ``clock``: what it waits for, as pages show it; ``last_clock``: a later one that ends it.
    ``papers``: kinds issued with it. ``notified``, ``notice``: who hears of it, and what.
    """

    icon: str
    tone: str
    group: str
    stage: int | None = None
    is_terminal: bool = False
    is_halt: bool = False
    is_silent: bool = False
    is_public: bool = False
    holds_stock: bool = False
    is_committed: bool = False
    is_void: bool = False
    mine: Words = ""
    theirs: Words
    outside: Words = ""
    done: Words
    done_icon: str
    awaited: Words = ""
    hint: Words = ""
    hint_rule: RuleCode | None = None
    papers: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    notice: NoticeWords | None = None
    clock: Clock | None = None
    last_clock: Clock | None = None

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """The deadlines that run while an order stands in it."""
        return tuple(one for one in (self.clock, self.last_clock) if one)


@dataclass(frozen=True, slots=True)
class TaskWords:
    """A row of "what waits for me": what to do, the button, the icon."""

    what: Words
    button: Words
    icon: str


class Rank(StrEnum):
    """How a step is offered: what the page waits for, instead of it, or seldom."""

    MAIN = "primary"
    ALTERNATIVE = "ghost"
    RARE = "more"


def _nobody(_user: Any, _order: Any) -> Verdict:
    return deny("This step is taken by the platform.")


def _always(_user: Any, _order: Any) -> bool:
    return True


def _anyway(_order: Any) -> bool:
    return True


def _everyone(step: "Step", _order: Any) -> tuple[str, ...]:
    return step.roles


# Users, orders, forms and use-cases stand in layers above this one, which knows only their shape.
@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an order.

    ``target`` is None where the order stays as it is. ``roles``: who acts. ``address``: its word
    in addresses, empty where no person takes it from the order's page. ``policy`` and ``waiting``
    are a pair: may this person take it with this order, and which orders (a ``Q``, None for none)
    wait for them to take it. ``is_there``: what else of the order itself, as it was read, it needs;
    asked before anybody is. ``is_open``: what the state alone does not say. ``still``: which of
    the roles have not acted yet. ``act``: the use-case, called with ``order_id``, ``actor`` and
    what the form gives. ``form``: a class of ``orders.forms.StepForm``, where it asks something;
    ``fields``: the template of what it asks. ``mine``: the headline for whoever it waits for, where
    it is not what the state waits for; ``otherwise``: the headline of its state while the order
    waits for nobody in its roles. ``warns``: whether its button is red where the order does not
    wait for it, as of what refuses or ends something.
    """

    key: str
    sources: frozenset[str]
    target: str | None
    roles: tuple[str, ...]
    act: Callable[..., Any]
    address: str = ""
    policy: Callable[[Any, Any], Verdict] = _nobody
    waiting: Callable[[Any], Q | None] | None = None
    is_there: Callable[[Any], bool] = _anyway
    is_open: Callable[[Any, Any], bool] = _always
    still: Callable[["Step", Any], tuple[str, ...]] = _everyone
    channels: frozenset[str] = frozenset(Channel)
    rank: Rank = Rank.RARE
    label: Words = ""
    icon: str = ""
    mine: Words = ""
    otherwise: Words = ""
    question: Words = ""
    intro: Words = ""
    reason: Words = ""
    help: Words = ""
    said: Words = ""
    task: TaskWords | None = None
    form: Callable[..., Any] | None = None
    fields: str = "orders/_step_fields.html"
    in_place: bool = False
    warns: bool = True
    by_program: bool = False

    @property
    def is_main(self) -> bool:
        """Whether it is what the order waits for."""
        return self.rank == Rank.MAIN

    @property
    def awaits(self) -> bool:
        """Whether it is somebody's turn as long as it is open: the main step, or that of a part."""
        return self.is_main or self.task is not None

    def leaves(self, status: str, channel: str) -> bool:
        """Say whether it begins in this state, in this channel."""
        return status in self.sources and channel in self.channels
