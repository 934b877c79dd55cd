"""Citra serves meals on days and rents out chairs by the day, from a Monday in November on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from catalog.day_rules import Days
from marketplace.core import clock
from tests import factories, stories
from tests.catalog.terms.stating import state

MONDAY = date(2026, 11, 9)
WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (11, 12, 13))
SATURDAY = date(2026, 11, 14)
NEXT_MONDAY = date(2026, 11, 16)
NOON = time(12)
LUNCH = Days(THURSDAY, hour=NOON)
EVENT = Days(THURSDAY, SATURDAY)  # three days


def on_that_monday(day: int = 9) -> Any:
    """Ten o'clock in Java, or on a later day of that November."""
    return clock.moved_to(datetime(2026, 11, day, 3, tzinfo=UTC))


@contextmanager
def that_monday() -> Iterator[Any]:
    """The cast on that Monday, with room in plan and purse for small things."""
    with on_that_monday():
        made = factories.make_world()
        made.product = factories.make_product(made.vendor, made.etalase, price_rupiah=20_000)
        made.sku = factories.sku_of(made.product)
        yield made


def serve_meals(world: Any, **terms: Any) -> Any:
    """Citra serves 100 meals a day, two working days after she is asked."""
    return state(world, **{"dating": "day", "capacity_per_day": 100, "lead_days": 2, **terms})


def rent_chairs(world: Any, **terms: Any) -> Any:
    """Citra has 100 chairs, which she hands out at once."""
    return state(world, **{"dating": "rental", "capacity_per_day": 100, "lead_days": 0, **terms})


def item(world: Any, pieces: int, days: Days | None) -> Any:
    """What Ani's checkout would hand over for so many on these days."""
    units = pieces * (max(1, days.number) if days else 1)
    return replace(stories.order_item(world.product, units), wanted=days)


def book(world: Any, pieces: int, days: Days | None, **fields: Any) -> Any:
    """Ani has ordered so many for these days."""
    return stories.submitted(world, items=[item(world, pieces, days)], **fields)
