"""Numbers out of text: what people type, and what pages and addresses carry."""

import pytest

from marketplace.core.whole_numbers import plain_number, typed_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.000.000", 1_000_000),
        ("Rp 5000", 5000),
        ("", None),
        ("-5", None),
        ("12,5", None),
        ("1e9", None),
        ("٣", None),
        ("9" * 60, None),
    ],
)
def test_typed_number(typed, number):
    assert typed_number(typed) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("1.000", None),
        ("-5", None),
        (" 5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_plain_number(text, number):
    assert plain_number(text) == number
