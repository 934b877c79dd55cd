"""Telephone numbers and numbers of papers, in every way they are typed and pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core import phones
from vendors import rules


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        *(
            (typed, "+6281234567890")
            for typed in (
                *("081234567890", "0812 3456 7890", "0812-3456-7890", "0812.3456.7890"),
                *("+6281234567890", "+62 812-3456-7890", "62 812 3456 7890", "6281234567890"),
                *("+62 (0)812 3456 7890", "+62 0812 3456 7890", "0062 812 3456 7890"),
                *(
                    "(0812) 3456 7890",
                    "81234567890",
                    "\u202a+62\u00a0812\u20113456\u20117890\u202c",
                ),
            )
        ),
        ("(0361) 123-456", "+62361123456"),
        ("021/555 1234", "+62215551234"),
        ("+65 6123 4567", "+6561234567"),
    ],
)
def test_a_telephone_number_has_one_shape(typed, stored):
    assert rules.phone(typed) == stored
    assert rules.phone(stored) == stored


def test_a_telephone_number_is_shown_in_groups():
    assert rules.phone_shown("+6281234567890") == "+62 812-3456-7890"
    assert rules.phone(rules.phone_shown("+6281234567890")) == "+6281234567890"
    assert rules.phone_shown("+6561234567") == "+6561234567"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "nol delapan", "0812", "08123", "+", "++6281234567890", "0812 3456 7890 ext 2"),
        *(
            "٠٨١٢٣٤٥٦٧٨٩٠",
            "０８１２３４５６７８９０",
            "0812345678901234",
            "0812+34567890",
            "5551234567",
        ),
    ],
)
def test_what_cannot_be_dialled_is_refused(typed):
    assert rules.phone(typed) == ""


@given(st.integers(10**7, 10**12 - 1), st.sampled_from(["0", "+62", "62", "+62 ", "0062", "(0)"]))
def test_each_notation_of_a_mobile_number_is_the_same(number, prefix):
    mobile = f"8{number}"
    spaced = f"{mobile[:3]} {mobile[3:7]}-{mobile[7:]}"
    wanted = f"+62{mobile}"
    for typed in (f"{prefix}{mobile}", f"{prefix}{spaced}"):
        found = rules.phone(typed)
        assert found in {wanted, ""}
        assert found == wanted or sum(char.isdigit() for char in typed) > phones.MAX_DIGITS


@pytest.mark.parametrize(
    "typed",
    [
        *("1234000567891", "1234.0005.67891", "1234-0005-67891", "1234 0005 67891"),
        *("\u200b1234000567891\ufeff", "1234\u00a00005\u201167891", "'1234000567891"),
    ],
)
def test_a_pasted_number_is_read(typed):
    assert rules.plain(typed) == "1234000567891"
    assert rules.check_nib(typed) == rules.FINE


@pytest.mark.parametrize("typed", ["١٢٣٤٠٠٠٥٦٧٨٩١", "１２３４０００５６７８９１", "12340005678x1"])
def test_digits_of_other_scripts_are_refused(typed):
    assert rules.check_nib(typed).is_error
