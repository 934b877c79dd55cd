"""The cap's edge, and the numbers of orders and letters."""

import pytest

from marketplace.orders.rules import cap_check, document_number, order_number


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
