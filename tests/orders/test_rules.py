"""The life of an order: every pair of states, the cap's edge, numbers."""

from itertools import product

import pytest

from marketplace.orders.rules import (
    HOLDS_STOCK,
    ORDER_TRANSITIONS,
    TERMINAL,
    can_become,
    cap_check,
    document_number,
    order_number,
    whose_turn,
)

# Written out again on purpose, one arrow per line of life, so that a slip in the table shows.
DIAGRAM = """
    draft>submitted draft>cancelled
    submitted>approved submitted>returned submitted>rejected submitted>cancelled
    returned>submitted returned>cancelled
    approved>issued approved>cancelled
    issued>accepted issued>declined issued>expired issued>cancelled
    accepted>shipped accepted>cancelled accepted>stopped accepted>terminated
    shipped>received shipped>disputed shipped>terminated
    received>handed_over received>disputed
    disputed>shipped disputed>received disputed>stopped disputed>terminated
    handed_over>paid paid>settled
"""
ARROWS = {tuple(arrow.split(">")) for arrow in DIAGRAM.split()}
STATES = sorted(ORDER_TRANSITIONS)


@pytest.mark.parametrize(("old", "new"), list(product(STATES, STATES)))
def test_every_pair_of_states(old, new):
    assert can_become(old, new) is ((old, new) in ARROWS)


def test_there_are_eighteen_states_and_seven_of_them_are_final():
    assert len(STATES) == 18
    assert {state for state in STATES if not ORDER_TRANSITIONS[state]} == TERMINAL
    assert len(TERMINAL) == 7


def test_every_state_can_be_reached_and_can_reach_an_end():
    reached, frontier = {"draft"}, {"draft"}
    while frontier:
        frontier = {new for old in frontier for new in ORDER_TRANSITIONS[old]} - reached
        reached |= frontier
    assert reached == set(STATES)
    ending = set(TERMINAL)
    for _ in STATES:
        ending |= {old for old in STATES if ORDER_TRANSITIONS[old] & ending}
    assert ending == set(STATES)


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
        ("approved", ("commitment_officer",)),
        ("issued", ("vendor",)),
        ("accepted", ("vendor",)),
        ("shipped", ("activity_officer",)),
        ("received", ("commitment_officer", "vendor")),
        ("disputed", ("commitment_officer", "vendor")),
        ("handed_over", ("card_holder",)),
        ("paid", ("platform",)),
        *((status, ()) for status in sorted(TERMINAL)),
    ],
)
def test_whose_turn_it_is(status, roles):
    assert whose_turn(status) == roles


def test_a_word_that_is_no_state_has_no_turn():
    with pytest.raises(KeyError):
        whose_turn("nonsense")


@pytest.mark.parametrize(
    ("gross", "cap", "within", "over"),
    [
        (50_000_000, 50_000_000, True, 0),
        (50_000_001, 50_000_000, False, 1),
        (0, 50_000_000, True, 0),
        (10**12, None, True, 0),
        (1, 0, False, 1),
    ],
)
def test_the_cap_is_inclusive(gross, cap, within, over):
    check = cap_check(gross, cap)
    assert (check.within, check.over_rupiah) == (within, over)


@pytest.mark.parametrize(("gross", "cap"), [(-1, 10), (10, -1)])
def test_negative_amounts_are_refused(gross, cap):
    with pytest.raises(ValueError, match="negative"):
        cap_check(gross, cap)


@pytest.mark.parametrize(
    ("channel", "serial", "number"),
    [
        ("bela", 1842, "BELA-2026-001842"),
        ("katalog_lokal", 1, "LOKAL-2026-000001"),
        ("bela", 999_999, "BELA-2026-999999"),
    ],
)
def test_an_order_has_a_readable_number(channel, serial, number):
    assert order_number(channel, 2026, serial) == number


def test_a_letter_has_the_same_shape_of_number():
    assert document_number("SP", 2026, 1842) == "SP-2026-001842"


@pytest.mark.parametrize("serial", [0, 1_000_000])
def test_a_number_is_never_cut(serial):
    with pytest.raises(ValueError, match="serial"):
        document_number("SP", 2026, serial)


def test_an_unknown_channel_has_no_number():
    with pytest.raises(ValueError, match="barter"):
        order_number("barter", 2026, 1)
