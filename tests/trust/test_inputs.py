"""`manage.py trust inputs`, smaller: every field, every door, and its saboteurs."""

import random

import pytest

from tests.trust.inputs import experiment
from tests.trust.inputs.doors import doors, knocks
from tests.trust.inputs.fields import typed_fields

SOME = 25


def chance() -> random.Random:
    return random.Random(7)  # noqa: S311 - repeatable


@pytest.mark.django_db
def test_every_field_reads_what_was_meant():
    assert len(typed_fields()) >= 30
    assert list(experiment.field_faults(chance(), SOME)) == []


def test_no_door_falls_and_none_forgets(world):
    for door in doors(world):
        assert list(knocks(door, chance(), 6)) == []


@pytest.mark.parametrize(
    "name",
    [name for name, (_, notice) in experiment.SABOTEURS.items() if "doors" not in repr(notice)],
)
def test_a_saboteur_in_the_fields_is_noticed(name):
    at_work, notice = experiment.SABOTEURS[name]
    with at_work():
        assert notice()


def test_a_page_that_forgets_is_noticed(world):
    at_work, _notice = experiment.SABOTEURS["a page that forgets"]
    with at_work():
        assert any(list(knocks(door, chance(), 6)) for door in doors(world))
