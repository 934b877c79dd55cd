"""`manage.py trust races`: what happens when many people do the same thing at the same moment."""

from __future__ import annotations

from dataclasses import replace

from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.bench.targets import read_targets
from tests.trust.races import crossing, money, orders, sanctions, stock
from tests.trust.races.race import Race

ENOUGH = 300  # a saboteur that is caught at all is caught early


def all_races() -> list[Race]:
    """Return every race; each needs a database of its own, with the app's role connected."""
    return [
        *stock.RACES,
        *sanctions.RACES,
        *orders.RACES,
        *crossing.RACES,
        *money.RACES,
    ]


def races(run: Run) -> None:
    """Run each race at full scale on its own copy of the database."""
    for race in all_races():
        run.say(f" {race.name}: {race.scale.threads} threads")
        with database.clone("race"):
            for metric, value in race.run(race.scale).items():
                run.measure(metric, value)


def broken_races(run: Run) -> None:
    """Run each race with its saboteur at work: the very same targets must miss."""
    targets = read_targets("trust", "races")
    for race in all_races():
        with database.clone("sabotage"), race.saboteur():
            figures = race.run(replace(race.scale, attempts=min(race.scale.attempts, ENOUGH)))
        missed = {
            metric: value
            for metric, value in figures.items()
            if metric in targets and not targets[metric].met_by(value, None)
        }
        run.say(f" {race.name}: {', '.join(f'{k} {v}' for k, v in missed.items()) or 'all met'}")
        run.caught(race.name, noticed=bool(missed))


TRUST.add("races", races, help="many at once on stock, cap, approval, money", sabotage=broken_races)
