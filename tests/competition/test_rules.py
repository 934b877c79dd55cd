"""Where offers stand, when an award owes a reason, and what a seal keeps."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from marketplace.competition import rules, sealing
from marketplace.competition.rules import Bid, Fault

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_the_cheapest_stands_first_the_earlier_of_two_equal_ones_and_none_above_the_estimate():
    later = EIGHT + timedelta(seconds=1)
    bids = [Bid(1, 500, later), Bid(2, 500, EIGHT), Bid(3, 400, later), Bid(4, 601, EIGHT)]
    found = rules.placed([*bids, Bid(5, 600, EIGHT)], 600)
    assert {key: place.rank for key, place in found.items()} == {3: 1, 2: 2, 1: 3, 5: 4, 4: None}
    assert found[4].fault == Fault.ABOVE_ESTIMATE
    assert rules.placed([], 600) == {}


@pytest.mark.parametrize(
    ("rank", "ranked", "owed"), [(1, 2, False), (1, 3, False), (2, 3, True), (1, 1, True)]
)
def test_another_than_the_first_or_a_lone_one_owes_a_reason(rank, ranked, owed):
    assert rules.award_owes_reason(rank, ranked, 2) is owed


def test_only_both_keys_together_open_a_seal_and_only_where_it_belongs():
    keys = [sealing.make_key("satu dua tiga"), sealing.make_key("empat lima enam")]
    first, second = (
        sealing.open_key(key, words)
        for key, words in zip(keys, ("satu dua tiga", "empat lima enam"), strict=True)
    )
    sealed = sealing.seal(b"Rp 1", [key.public for key in keys], "MK-1/7/1")
    assert sealing.unseal(sealed, [first, second], "MK-1/7/1") == b"Rp 1"
    for wrong in ([first, first], [second, second], [second, first], [first]):
        with pytest.raises(InvalidTag):
            sealing.unseal(sealed, wrong, "MK-1/7/1")
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed, [first, second], "MK-1/8/1")
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), [first, second], "MK-1/7/1")
    assert sealing.seal(b"Rp 1", [key.public for key in keys], "MK-1/7/1") != sealed
    with pytest.raises(sealing.WrongPassphrase):
        sealing.open_key(keys[0], "satu dua empat")
