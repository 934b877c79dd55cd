"""Fields that stand in several rooms: numbers as people write them, and reasons."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils import translation

from marketplace.core.errors import RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.web.fields import (
    KeyField,
    LineField,
    PercentField,
    ReasonField,
    RupiahField,
    TextField,
    WholeNumberField,
)


class Asked(Form):
    reason = ReasonField(missing="Say why.")
    units = WholeNumberField(least=1, most=1_000_000)


def said(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    with translation.override("en"):
        return refused.value.messages


def test_a_number_is_read_as_people_write_it():
    assert WholeNumberField().clean("1.250") == 1250
    assert RupiahField().clean(" Rp 1.840.000 ") == 1_840_000


@pytest.mark.parametrize("typed", ["0", "1.000.001", "two", "1.00.0"])
def test_a_wrong_number_is_answered_with_the_bounds(typed):
    words = said(Asked.base_fields["units"], typed)
    assert words == ["Enter a whole number from 1 to 1.000.000."]


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        (WholeNumberField(), "two", "Type a whole number with digits only"),
        (WholeNumberField(), "9" * 16, "This number is too large to be true."),
        (WholeNumberField(least=5), "4", "Enter 5 or more."),
        (RupiahField(least=1), "0", "Enter 1 or more."),
        (RupiahField(), "9" * 16, "This number is too large to be true."),
    ],
)
def test_a_bound_of_the_machine_is_told_to_nobody(field, typed, answer):
    (words,) = said(field, typed)
    assert words.startswith(answer)
    assert not re.search(r"\d{10,}|(\.\d{3}){3}", words)


def test_what_cannot_be_read_as_rupiah_is_answered_with_an_example():
    assert said(RupiahField(), "twelve") == [
        "Type whole rupiah with digits only, for example 75.000.000."
    ]


def test_a_fraction_is_refused_with_a_sentence_of_its_own():
    assert said(Asked.base_fields["units"], "2,5") == [
        "Enter whole numbers only, without decimals."
    ]
    assert said(RupiahField(), "12.500,50") == [
        "Type whole rupiah, without cents: 75.000 or 75.000,00."
    ]


def test_a_percentage_is_read_and_shown_with_a_comma():
    field = PercentField(required=False)
    assert field.clean("42,5") == Decimal("42.5")
    assert field.clean(" ") is None
    assert field.prepare_value(Decimal("40.00")) == "40"
    assert field.prepare_value(Decimal("42.50")) == "42,5"
    for typed in ("1e1", "٣", "101", "12,555"):
        assert said(field, typed) == [
            "Enter a percentage from 0 to 100 with at most two decimals: 40 or 42,5."
        ]


@pytest.mark.parametrize("typed", ["", "٣", "1.000", "-1", "9" * 30])
def test_only_a_key_of_our_own_page_is_taken(typed):
    assert KeyField().clean("12") == 12
    said(KeyField(), typed)


def test_text_is_cleaned_before_its_length_is_judged():
    assert TextField(max_length=5).clean("a\r\nb\r\nc\r\n") == "a\nb\nc"
    assert LineField(max_length=4).clean(" ko\u200bpi\u00a0") == "kopi"
    assert said(LineField(), "\u200b\u3164") == ["This field is required."]


@pytest.mark.parametrize(("empty", "meant"), [(None, None), (0, 0), (7, 7)])
def test_nothing_typed_means_what_the_form_says(empty, meant):
    assert WholeNumberField(empty=empty, required=False).clean(" ") == meant


def test_a_reason_says_what_is_missing_and_has_an_end():
    assert said(Asked.base_fields["reason"], " ") == ["Say why."]
    assert len(said(Asked.base_fields["reason"], "x" * (REASON_MAX + 1))) == 1


@pytest.mark.parametrize(
    ("details", "place"),
    [({"field": "reason"}, "reason"), ({"field": "other"}, "__all__"), ({}, "__all__")],
)
def test_a_refusal_stands_beside_its_field(details, place):
    form = Asked({"reason": "Because.", "units": "3"})
    RuleViolation("Not like this.", **details).add_to(form)
    assert form.errors == {place: ["Not like this."]}


def test_a_refusal_finds_a_field_by_the_name_the_form_gave_it():
    form = Asked({"reason": "Because.", "units": "3"})
    RuleViolation("Too many.", field="quantity").add_to(form, renamed={"quantity": "units"})
    assert form.errors == {"units": ["Too many."]}
