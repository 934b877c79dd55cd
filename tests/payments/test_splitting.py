"""How a net is shared: sums, bounds, order; by example and by property."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.splitting import ALL_BP, MadeLine, share_out


@st.composite
def made_lines(draw) -> MadeLine:
    """A line with up to twelve makers whose shares are within the whole."""
    cuts = sorted(draw(st.sets(st.integers(1, ALL_BP), max_size=12)))
    shares = [high - low for low, high in zip([0, *cuts], cuts, strict=False)]
    return MadeLine(draw(st.integers(1, 10**10)), tuple(shares))


@given(
    net=st.integers(0, 10**13),
    lines=st.lists(made_lines(), min_size=1, max_size=8),
    others=st.integers(0, 10**10),
)
def test_the_parts_and_the_rest_are_the_net_to_the_rupiah(net, lines, others):
    shared = share_out(net, lines, others_rupiah=others)
    parts = [amount for line in shared.parts for amount in line]
    assert sum(parts) + shared.rest_rupiah == net
    assert min([*parts, shared.rest_rupiah]) >= 0
    whole = ALL_BP * (sum(line.worth_rupiah for line in lines) + others)
    for line, amounts in zip(lines, shared.parts, strict=True):
        for bp, amount in zip(line.shares_bp, amounts, strict=True):
            assert abs(amount * whole - net * line.worth_rupiah * bp) < whole


@given(
    net=st.integers(0, 10**13),
    line=made_lines(),
    others=st.integers(0, 10**10),
)
def test_a_larger_share_is_never_paid_less(net, line, others):
    amounts = share_out(net, [line], others_rupiah=others).parts[0]
    pairs = sorted(zip(line.shares_bp, amounts, strict=True))
    for (small, less), (large, more) in pairwise(pairs):
        assert small == large or less <= more


@pytest.mark.parametrize("net", [0, 1, 2, 399, 400, 401])
def test_four_hundred_members_share_very_little(net):
    shared = share_out(net, [MadeLine(1_000_000, (25,) * 400)], others_rupiah=0)
    assert sum(shared.parts[0]) == net
    assert shared.rest_rupiah == 0
    assert max(shared.parts[0]) - min(shared.parts[0]) <= 1
    assert list(shared.parts[0]) == sorted(shared.parts[0], reverse=True)


def test_an_example_by_hand():
    """Net 970,000; cloth 800,000 (60 and 30 %), bags 100,000 of nobody, freight 100,000."""
    shared = share_out(970_000, [MadeLine(800_000, (6_000, 3_000))], others_rupiah=200_000)
    assert shared.parts == ((465_600, 232_800),)
    assert shared.rest_rupiah == 271_600


def test_shares_beyond_the_whole_are_no_split():
    with pytest.raises(ValueError, match="at most the whole"):
        share_out(100, [MadeLine(10, (6_000, 4_001))], others_rupiah=0)
