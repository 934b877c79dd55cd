"""Rows and places, by table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.shortlists.rules import MOST_OFFERS, free_places, row, stated_rows


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], [1, 2, 3, 4, 5, 6]),
        ([1, 2, 3], [4, 5, 6]),
        ([2, 6], [1, 3, 4, 5]),
        (range(1, 7), []),
    ],
)
def test_free_places_come_lowest_first(taken, free):
    assert free_places(taken, MOST_OFFERS) == free


@given(st.sets(st.integers(1, 200)))
def test_no_place_is_given_twice(taken):
    free = free_places(taken, 200)
    assert not taken & set(free)
    assert len(free) + len(taken) == 200


@pytest.mark.parametrize(
    ("amounts", "best"),
    [
        ([5, 7, 9], [True, False, False]),
        ([7, 5, 5], [False, True, True]),
        ([5, 5, 5], [False, False, False]),
        ([None, 5, 9], [False, True, False]),
        ([None, 5, None], [False, False, False]),
        ([], [False, False, False]),
    ],
)
def test_the_lowest_amount_is_marked_where_amounts_differ(amounts, best):
    made = row("Harga", ["a", "b", "c"], amounts)
    assert [cell.best for cell in made.cells] == best


def test_what_only_names_an_offer_is_no_difference():
    assert row("Stok", ["1", "2"]).differs
    assert not row("Stok", ["1", "1"]).differs
    assert not row("Toko", ["A", "B"], names_it=True).differs


def test_each_thing_stated_has_a_row_also_where_one_offer_is_silent():
    rows = stated_rows([{"stated": [["Bahan", "katun"]]}, {"stated": [("Lebar", "2 m")]}])
    assert [(one.label, [cell.words for cell in one.cells]) for one in rows] == [
        ("Bahan", ["katun", "–"]),
        ("Lebar", ["–", "2 m"]),
    ]
