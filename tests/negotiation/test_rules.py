"""Whose turn it is, what may be offered, when a reason is owed, and what is saved."""

import pytest

from marketplace.negotiation.rules import (
    Side,
    Step,
    Terms,
    freight_too_high,
    lowers,
    may_take,
    other,
    owes_reason,
    prices_too_high,
    saved_rupiah,
)

LISTED = Terms({1: 1_000, 2: 500}, 100)
SAME = LISTED
CHEAPER = Terms({1: 999, 2: 500}, 100)
FREE = Terms({1: 1_000, 2: 500}, 0)
DEARER = Terms({1: 1_001, 2: 500}, 101)
UNKNOWN = Terms({1: 1_000, 2: 500}, None)


@pytest.mark.parametrize(
    ("asked", "listed", "too_high", "freight_high", "lower"),
    [
        (SAME, LISTED, [], False, False),
        (CHEAPER, LISTED, [], False, True),
        (FREE, LISTED, [], False, True),
        (DEARER, LISTED, [1], True, False),
        (DEARER, UNKNOWN, [1], False, False),
        (FREE, UNKNOWN, [], False, False),
        (Terms({1: 1_001, 2: 1}, 0), LISTED, [1], False, True),
    ],
)
def test_what_lies_above_the_list_and_what_lowers_it(asked, listed, too_high, freight_high, lower):
    assert prices_too_high(asked, listed) == too_high
    assert freight_too_high(asked, listed) is freight_high
    assert lowers(asked, listed) is lower


@pytest.mark.parametrize(
    ("step", "side", "asked", "owed"),
    [
        (Step.OFFER, Side.BUYER, SAME, True),
        (Step.OFFER, Side.BUYER, CHEAPER, False),
        (Step.COUNTER, Side.BUYER, SAME, True),
        (Step.COUNTER, Side.SHOP, SAME, False),
        (Step.ACCEPT, Side.SHOP, SAME, True),
        (Step.ACCEPT, Side.BUYER, SAME, True),
        (Step.ACCEPT, Side.BUYER, FREE, False),
        (Step.REFUSE, Side.SHOP, CHEAPER, True),
    ],
)
def test_what_changes_nothing_says_why(step, side, asked, owed):
    assert owes_reason(step, side, asked, LISTED) is owed


@pytest.mark.parametrize("turn", Side)
@pytest.mark.parametrize("step", Step)
def test_each_side_speaks_on_its_turn_and_the_office_may_always_end_it(step, turn):
    for side in Side:
        ends = step == Step.REFUSE and side == Side.BUYER
        assert may_take(step, side, turn) is (side == turn or ends)
    assert other(other(turn)) == turn


@pytest.mark.parametrize(
    ("agreed", "listed", "saved"),
    [
        (SAME, LISTED, 0),
        (Terms({1: 900, 2: 500}, 40), LISTED, 360),
        (Terms({1: 900, 2: 500}, 40), UNKNOWN, 300),
    ],
)
def test_what_an_order_saves(agreed, listed, saved):
    assert saved_rupiah(agreed, listed, {1: 3, 2: 7}) == saved
