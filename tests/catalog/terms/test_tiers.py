"""Prices that fall with the quantity: by rule, by the shop, and by its twin in the database."""

from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from catalog.tiers import MAX_TIERS, Tier, breakpoints, fault, ladder, unit_price

PRICE = st.integers(2, 10**12)


@st.composite
def falling(draw):
    """Tiers that fall: quantities that rise, each with a lower price than the one before it."""
    base = draw(PRICE)
    many = draw(st.integers(0, MAX_TIERS))
    units = sorted(draw(st.sets(st.integers(2, 10**6), min_size=many, max_size=many)))
    lower = sorted(draw(st.sets(st.integers(1, base - 1), max_size=many)), reverse=True)
    return ladder(base, list(zip(units, lower, strict=False)))


@given(falling(), st.integers(1, 10**6))
def test_more_units_never_cost_more_each(steps, units):
    assert fault(steps) is None
    assert unit_price(steps, units + 1) <= unit_price(steps, units) <= steps[0].price_rupiah


@given(falling())
def test_a_tier_begins_at_its_very_unit(steps):
    assert unit_price(steps, 1) == steps[0].price_rupiah
    for before, step in pairwise(steps):
        assert unit_price(steps, step.from_quantity - 1) == before.price_rupiah
        assert unit_price(steps, step.from_quantity) == step.price_rupiah


@given(falling(), falling(), st.integers(1, 10**6))
def test_between_the_breakpoints_nothing_changes(one, other, units):
    known = [1, *breakpoints(one, other)]
    at = max(point for point in known if point <= units)
    assert unit_price(one, units) == unit_price(one, at)
    assert unit_price(other, units) == unit_price(other, at)


@pytest.mark.parametrize(
    ("tiers", "place", "dear"),
    [
        ([(1, 900)], 0, False),
        ([(10, 1000)], 0, True),
        ([(10, 900), (10, 800)], 1, False),
        ([(10, 900), (9, 800)], 1, False),
        ([(10, 900), (20, 900)], 1, True),
        ([(10, 900), (20, 0)], 1, True),
    ],
)
def test_the_first_tier_that_does_not_fall_is_named(tiers, place, dear):
    found = fault(ladder(1000, tiers))
    assert found is not None
    assert (found.place, found.dear, found.step) == (place, dear, Tier(*tiers[place]))


LADDERS = [
    (1000, "[]", True),
    (1000, "[[10, 900], [50, 800]]", True),
    (1000, "[[2, 999]]", True),
    (1000, "[[1000000, 1]]", True),
    (1000, "[[1, 900]]", False),
    (1000, "[[10, 1000]]", False),
    (1000, "[[10, 900], [10, 800]]", False),
    (1000, "[[10, 900], [9, 800]]", False),
    (1000, "[[10, 900], [20, 900]]", False),
    (1000, "[[10, 0]]", False),
    (1000, "[[10, -5]]", False),
    (1000, "[[1000001, 5]]", False),
    (1000, "[[10.5, 900]]", False),
    (1000, "[[10, 900.5]]", False),
    (1000, '[["10", 900]]', False),
    (1000, "[[10]]", False),
    (1000, "[[10, 900, 1]]", False),
    (1000, "[[10, null]]", False),
    (1000, "[10, 900]", False),
    (1000, "{}", False),
    (1000, "null", False),
    (1000, '"x"', False),
    (1000, str([[2 + n, 900 - n] for n in range(8)]), True),
    (1000, str([[2 + n, 900 - n] for n in range(9)]), False),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("price", "tiers", "holds"), LADDERS)
def test_the_database_knows_tiers_that_fall(price, tiers, holds):
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalog_tiers_fall(%s, %s::jsonb)", [price, tiers])
        assert cursor.fetchone() == (holds,)


@pytest.mark.django_db
def test_the_database_counts_as_we_do():
    tiers = [[10, 900], [50, 800], [1000, 1]]
    wanted = [1, 2, 9, 10, 11, 49, 50, 999, 1000, 10**6]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT catalog_unit_price(1000, %s::jsonb, units) FROM unnest(%s::bigint[])"
            " WITH ORDINALITY u (units, place) ORDER BY place",
            [str(tiers), wanted],
        )
        counted = [row[0] for row in cursor.fetchall()]
    assert counted == [unit_price(ladder(1000, tiers), units) for units in wanted]
