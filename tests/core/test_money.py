"""Money: the parts always sum to the whole, and words say the figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.money import bp_of, rupiah, split, terbilang

AMOUNTS = st.integers(min_value=0, max_value=10**14)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "Rp 0"), (999, "Rp 999"), (1_234_567, "Rp 1.234.567"), (-5_000, "-Rp 5.000")],
)
def test_rupiah_is_written_the_indonesian_way(amount, text):
    assert rupiah(amount) == text


@pytest.mark.parametrize(
    ("base", "rate_bp", "expected"),
    [(0, 1_100, 0), (1, 5_000, 1), (1, 4_999, 0), (1_234_567, 50, 6_173), (10**12, 10_000, 10**12)],
)
def test_basis_points_round_half_up(base, rate_bp, expected):
    assert bp_of(base, rate_bp) == expected


@pytest.mark.parametrize(("base", "rate_bp"), [(-1, 10), (10, -1)])
def test_basis_points_of_a_negative_are_refused(base, rate_bp):
    with pytest.raises(ValueError, match="negative"):
        bp_of(base, rate_bp)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (10, [0, 1], [0, 10]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (5, [2, 1, 1], [3, 1, 1]),
        (7, [50, 30, 20], [4, 2, 1]),
    ],
)
def test_split_gives_the_odd_rupiah_to_the_largest_remainder(total, weights, parts):
    assert split(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [1, -1]), (1, []), (1, [0, 0])])
def test_split_refuses_what_cannot_be_shared(total, weights):
    with pytest.raises(ValueError, match="weight"):
        split(total, weights)


@given(AMOUNTS, st.lists(st.integers(min_value=0, max_value=10**12), min_size=1).filter(any))
def test_split_parts_sum_to_the_total_and_stay_within_a_rupiah(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part * whole - total * weight) < whole
        for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (199, "seratus sembilan puluh sembilan"),
        (200, "dua ratus"),
        (1_000, "seribu"),
        (1_100, "seribu seratus"),
        (2_000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (101_001, "seratus satu ribu satu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (44_955_000, "empat puluh empat juta sembilan ratus lima puluh lima ribu"),
        (50_000_001, "lima puluh juta satu"),
        (1_000_000_000, "satu miliar"),
        (1_000_000_000_000, "satu triliun"),
        (
            999_999_999_999_999,
            "sembilan ratus sembilan puluh sembilan triliun"
            " sembilan ratus sembilan puluh sembilan miliar"
            " sembilan ratus sembilan puluh sembilan juta"
            " sembilan ratus sembilan puluh sembilan ribu"
            " sembilan ratus sembilan puluh sembilan",
        ),
    ],
)
def test_an_amount_in_words(amount, words):
    assert terbilang(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**15])
def test_words_never_say_a_wrong_amount(amount):
    with pytest.raises(ValueError, match="trillion"):
        terbilang(amount)


_ONES = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"
_SCALE = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read_aloud(words):
    """Turn words back into a number, written from the reader's side."""
    total = group = 0
    for word in words.replace("seribu", "satu ribu").replace("seratus", "satu ratus").split():
        if word in _SCALE:
            total, group = total + group * _SCALE[word], 0
        elif word == "ratus":
            group = group // 10 * 10 + group % 10 * 100
        elif word == "puluh":
            group = group - group % 10 + group % 10 * 10
        elif word == "belas":
            group += 10
        else:
            group += _ONES.split().index(word)
    return total + group


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_words_read_back_to_the_same_number(amount):
    assert read_aloud(terbilang(amount)) == amount
