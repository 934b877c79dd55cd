"""The races of `manage.py trust races`, smaller, and some of their saboteurs."""

import random
from dataclasses import replace

import pytest

from tests.bench.targets import read_targets
from tests.chance import is_whole
from tests.trust.races.experiment import all_races

SMALLER = 128  # attempts; every target holds from 50 buyers on
RACES = all_races()


def missed(figures):
    targets = read_targets("trust", "races")
    return {
        metric: value
        for metric, value in figures.items()
        if metric in targets and not targets[metric].met_by(value, None)
    }


def smaller(race):
    return replace(race.scale, attempts=min(race.scale.attempts, SMALLER))


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
def test_nobody_wins_twice(own_database, race):
    figures = race.run(smaller(race))
    assert missed(figures) == {}


@pytest.mark.parametrize("turn", range(len(RACES) if is_whole() else 5))
def test_a_race_without_its_lock_is_noticed(own_database, turn):
    """A check that stays green when the lock is gone has never looked: five of them in each run."""
    race = random.sample(RACES, len(RACES))[turn]  # the seed begins anew in each test
    with race.saboteur():
        figures = race.run(smaller(race))
    assert missed(figures)
