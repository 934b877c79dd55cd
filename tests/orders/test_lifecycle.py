"""The tables of states and steps: arrows, turns, and that nothing a row owes is missing."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

from marketplace.accounts.models import AGENCY_ROLES, Role
from marketplace.core import deadlines
from marketplace.core.models import Rule
from marketplace.core.outbox import _handlers
from marketplace.notices import kinds
from marketplace.orders import lifecycle
from marketplace.orders.lifecycle import (
    GROUPS,
    HOLDS_STOCK,
    ORDER_TRANSITIONS,
    PLATFORM,
    STAGES,
    STATES,
    TERMINAL,
    VENDOR,
    OrderStatus,
    Rank,
    Step,
    can_become,
    main_step,
    states_ahead,
    steps,
    steps_from,
    whose_turn,
)
from marketplace.orders.urls import urlpatterns
from marketplace.web.badges import CHIPS, HUE_CLASSES
from vendors.channels import Channel

# Written out again on purpose, one arrow per line of life, so that a slip in the table shows.
DIAGRAM = """
    draft>submitted
    submitted>approved submitted>returned submitted>rejected submitted>cancelled
    submitted>expired
    returned>submitted returned>cancelled
    approved>issued approved>cancelled
    issued>accepted issued>declined issued>expired issued>cancelled
    accepted>shipped accepted>cancelled accepted>stopped accepted>terminated
    shipped>received shipped>disputed shipped>stopped shipped>terminated
    received>handed_over received>disputed
    disputed>shipped disputed>received disputed>stopped disputed>terminated
    handed_over>paid paid>settled
"""
ARROWS = {tuple(arrow.split(">")) for arrow in DIAGRAM.split()}
NAMES = sorted(ORDER_TRANSITIONS)
ROWS = [pytest.param(step, id=step.key) for step in steps()]
BY_PEOPLE = [pytest.param(step, id=step.key) for step in steps() if step.address]
OPEN = [state for state in OrderStatus if state not in TERMINAL]
SPRITE = Path(settings.BASE_DIR, "static", "img", "sprite.svg").read_text(encoding="utf-8")
ICONS = set(re.findall(r'id="([^"]+)"', SPRITE))
PARTIES = {
    "officer",
    "reviewer",
    "vendor",
    "vendor_if_issued",
    "vendor_money",
    "receivers",
    "payers",
    "treasurers",
}


def in_both(words: object) -> tuple[str, str]:
    """A text in English and in Indonesian."""
    said = []
    for language in ("en", "id"):
        with translation.override(language):
            said.append(str(words))
    return said[0], said[1]


# The same in both languages.
SAME = {"%(number)s", "Draft", "BAST"}


def is_said(words: object) -> bool:
    """Say whether a text is there in both languages."""
    english, indonesian = in_both(words)
    return bool(english and indonesian) and (english != indonesian or english in SAME)


# ---- arrows


@pytest.mark.parametrize(("old", "new"), list(product(NAMES, NAMES)))
def test_every_pair_of_states(old, new):
    assert can_become(old, new) is ((old, new) in ARROWS)


def test_there_are_eighteen_states_and_seven_of_them_are_final():
    assert len(NAMES) == 18 == len(STATES)
    assert {state for state in NAMES if not ORDER_TRANSITIONS[state]} == TERMINAL
    assert len(TERMINAL) == 7


def test_every_state_can_be_reached_and_can_reach_an_end():
    reached, frontier = {"draft"}, {"draft"}
    while frontier:
        frontier = {new for old in frontier for new in ORDER_TRANSITIONS[old]} - reached
        reached |= frontier
    assert reached == set(NAMES)
    ending = set(TERMINAL)
    for _ in NAMES:
        ending |= {old for old in NAMES if ORDER_TRANSITIONS[old] & ending}
    assert ending == set(NAMES)


@pytest.mark.parametrize(("old", "new"), [("draft", "nonsense"), ("nonsense", "draft")])
def test_a_word_that_is_no_state_is_a_bug(old, new):
    with pytest.raises(KeyError):
        can_become(old, new)


def test_stock_is_held_from_submission_until_shipping():
    assert set(HOLDS_STOCK) == {"submitted", "returned", "approved", "issued", "accepted"}
    assert HOLDS_STOCK.isdisjoint(TERMINAL)


@pytest.mark.parametrize(
    ("status", "roles"),
    [
        ("draft", ("procurement_officer",)),
        ("submitted", ("commitment_officer",)),
        ("returned", ("procurement_officer",)),
        ("approved", ("platform",)),
        ("issued", ("vendor",)),
        ("accepted", ("vendor",)),
        ("shipped", ("activity_officer",)),
        ("received", ("commitment_officer", "vendor")),
        ("disputed", ("activity_officer",)),
        ("handed_over", ("card_holder",)),
        ("paid", ("platform",)),
        *((status, ()) for status in sorted(TERMINAL)),
    ],
)
def test_whose_turn_it_is(status, roles):
    assert whose_turn(status, Channel.BELA) == roles


def test_nobody_pays_by_card_in_the_local_catalogue():
    assert whose_turn("handed_over", Channel.KATALOG_LOKAL) == ()
    assert states_ahead("shipped", Channel.KATALOG_LOKAL) == ["received", "handed_over"]
    assert STATES[OrderStatus.HANDED_OVER].outside


def test_a_word_that_is_no_state_has_no_turn():
    with pytest.raises(ValueError, match="nonsense"):
        whose_turn("nonsense", Channel.BELA)


def test_the_road_leads_from_the_cart_to_the_money():
    assert states_ahead("draft", Channel.BELA) == [
        "submitted", "issued", "accepted", "shipped", "received", "handed_over", "paid", "settled",
    ]  # fmt: skip
    assert states_ahead("disputed", Channel.BELA)[0] == "received"
    assert states_ahead("expired", Channel.BELA) == []


# ---- states


@pytest.mark.parametrize("status", OrderStatus)
def test_a_state_is_shown_in_both_languages(status):
    state = STATES[status]
    assert {state.icon, state.done_icon} <= ICONS
    assert state.tone in HUE_CLASSES
    assert state.group in GROUPS
    assert state.stage is None or state.stage <= len(STAGES)
    assert state.stage is not None or state.is_terminal
    needed = [status.label, state.theirs, state.done, GROUPS[state.group]]
    assert all(is_said(words) for words in needed), needed
    chip = CHIPS["order"][status]
    assert (chip.icon, chip.hue, str(chip.word)) == (state.icon, state.tone, str(status.label))


@pytest.mark.parametrize("status", OrderStatus)
def test_whoever_can_move_it_is_told_what_to_do(status):
    by_people = [step for step in steps_from(status, Channel.BELA) if step.is_main and step.address]
    assert not by_people or is_said(STATES[status].mine)


@pytest.mark.parametrize("status", OrderStatus)
def test_a_state_on_the_road_has_words_for_those_who_wait(status):
    awaited = {name for start in OPEN for name in states_ahead(start, Channel.BELA)}
    assert status not in awaited or is_said(STATES[status].awaited)


@pytest.mark.parametrize("status", OrderStatus)
def test_somebody_hears_of_a_state_in_both_languages(status):
    state = STATES[status]
    assert bool(state.notified) is bool(state.notice) is not state.is_silent
    assert set(state.notified) <= PARTIES
    if state.notice:
        assert kinds.is_known(f"order.{status}")
        assert is_said(state.notice.title)
        assert is_said(state.notice.body)
        assert _handlers[f"order.{status}"]


def test_a_clock_has_its_days_in_the_rulebook_and_knows_what_follows(db):
    assert lifecycle.clocks()
    for clock in lifecycle.clocks():
        assert Rule.objects.filter(code=clock.rule).exists()
        assert clock.kind in deadlines._kinds
        then = lifecycle.step_named(clock.then)
        assert not clock.then or then.roles == (PLATFORM,)


@pytest.mark.parametrize("status", OPEN)
def test_an_open_state_has_exactly_one_main_step(status):
    assert len([step for step in steps_from(status, Channel.BELA) if step.is_main]) == 1
    assert main_step(status, Channel.BELA).target is not None


# ---- steps


@pytest.mark.parametrize("step", ROWS)
def test_a_step_leads_somewhere_and_somebody_takes_it(step):
    assert step.sources
    assert callable(step.act)
    assert step.roles
    assert set(step.roles) <= {*AGENCY_ROLES, Role.INTERNAL_AUDITOR, VENDOR, PLATFORM}
    assert step.address or step.is_main or step.roles == (PLATFORM,)


@pytest.mark.parametrize("step", BY_PEOPLE)
def test_a_step_is_offered_in_both_languages(step):
    assert step.icon in ICONS
    assert is_said(step.label)
    assert is_said(step.said)
    assert step.policy.__name__ != "_nobody"
    get_template(step.fields)
    if step.form:
        assert is_said(step.question)
    if step.reason:
        assert is_said(step.reason)
        assert is_said(step.help)


@pytest.mark.parametrize("step", BY_PEOPLE)
def test_what_an_order_waits_for_is_a_task(step):
    """Beside an order's one main step, parts of it may wait for somebody too."""
    assert (step.waiting is not None) is (step.task is not None)
    if step.is_main and not step.sources <= TERMINAL:
        assert step.task is not None
    if step.task:
        assert step.task.icon in ICONS
        assert is_said(step.task.what)
        assert is_said(step.task.button)


def test_addresses_are_one_word_each_and_hide_no_other_page():
    words = [step.address for step in steps() if step.address]
    pages = [str(pattern.pattern) for pattern in urlpatterns]
    fixed = {page.rstrip("/").rsplit("/", 1)[-1] for page in pages if page.startswith("pesanan/")}
    assert len(words) == len(set(words))
    assert fixed.isdisjoint(words)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"key": "approve"}, "there already"),
        ({"address": "setujui"}, "there already"),
        ({"sources": frozenset({"nonsense"})}, "no states"),
        ({"target": "nonsense"}, "no states"),
        ({"sources": frozenset({"settled"})}, "terminal"),
        ({"rank": Rank.MAIN}, "two main steps"),
    ],
)
def test_a_row_that_contradicts_the_table_is_refused(fields, problem):
    sound = {
        "key": "sound",
        "sources": frozenset({"shipped"}),
        "target": "received",
        "roles": (VENDOR,),
        "act": print,
    }
    before = dict(ORDER_TRANSITIONS)
    with pytest.raises(ValueError, match=problem):
        lifecycle.register(Step(**{**sound, **fields}))
    assert dict(ORDER_TRANSITIONS) == before
