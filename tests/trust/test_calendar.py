"""`manage.py trust calendar`, smaller: its moments, its saboteurs, and one of its checkouts."""

import random

import pytest

from marketplace.core import clock
from marketplace.demo.plan.check import violations
from marketplace.demo.plan.year import plan_year
from marketplace.orders.models import OrderStatus
from tests import factories
from tests.trust.calendar import SABOTEURS
from tests.trust.checkout import Refused, check_out
from tests.trust.instants import hardest, instants

DATES = 300


def test_the_moments_are_many_different_and_hold_every_hour_of_the_week():
    found = instants(2026, DATES, random.Random(1))  # noqa: S311 - repeatable
    assert len({one.at for one in found}) == DATES
    assert tuple(found[:4]) == hardest(2026)
    hours = {(one.at.weekday(), one.at.hour) for one in found}
    assert len(hours) == 7 * 24
    days = {(one.at.month, one.at.day) for one in found}
    assert {(2, 29), (12, 31), (1, 1), (1, 5)} <= days


@pytest.mark.parametrize("name", SABOTEURS)
def test_a_planted_impossibility_is_found(name):
    plan = plan_year(clock.now())
    assert violations(plan) == []
    assert violations(SABOTEURS[name](plan))


def test_an_officer_orders_through_the_pages(world):
    order = check_out(world.ani.email)
    assert order.status == OrderStatus.SUBMITTED
    assert order.created_by == world.ani


def test_an_officer_without_a_plan_package_is_told_apart(world):
    factories.set_ceiling(world.package, 0)
    with pytest.raises(Refused, match="plan_package"):
        check_out(world.ani.email)
