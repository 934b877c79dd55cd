"""Fields that stand in several rooms: numbers as people write them, and reasons."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils import translation

from marketplace.core.errors import RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.web.fields import ReasonField, RupiahField, WholeNumberField


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


@pytest.mark.parametrize("typed", ["0", "1.000.001", "two", "1,5"])
def test_a_wrong_number_is_answered_with_the_bounds(typed):
    words = said(Asked.base_fields["units"], typed)
    assert words == ["Enter a whole number from 1 to 1.000.000."]


def test_what_cannot_be_read_as_rupiah_is_answered_with_an_example():
    assert said(RupiahField(), "12,5") == [
        "Type whole rupiah with digits only, for example 75.000.000."
    ]


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
