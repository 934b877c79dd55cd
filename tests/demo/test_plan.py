"""The year is planned so that it could happen, at whatever moment it is asked for."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.demo.hours import OFFICE, SHOP
from marketplace.demo.listings import listings_by_code
from marketplace.demo.plan.acts import Verb
from marketplace.demo.plan.check import violations
from marketplace.demo.plan.final_moments import COUNTS
from marketplace.demo.plan.steps import LEAVES_AFTER, path_to
from marketplace.demo.plan.year import plan_year
from marketplace.demo.tenants import AGENCIES, TENANTS
from marketplace.demo.vendors import vendors_by_code

NOW = datetime(2026, 11, 20, 5, 20, tzinfo=UTC)
WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


def local(zone, *words):
    return datetime(*words, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.fixture(scope="module")
def plan():
    return plan_year(NOW)


@pytest.mark.parametrize(
    "now",
    [
        local(WIB, 2026, 11, 25, 10),
        local(WIB, 2026, 12, 7, 7, 59),
        local(WIB, 2026, 12, 31, 23, 30),
        local(WITA, 2026, 12, 31, 23, 30),
        local(WIT, 2026, 12, 31, 23, 30),
        local(WIB, 2027, 1, 1, 0, 1),
        local(WITA, 2027, 1, 4, 8),
        local(WIB, 2027, 3, 8, 16),
        local(WIB, 2028, 2, 29, 12),
    ],
    ids=str,
)
def test_a_plan_holds_at_any_moment(now):
    assert [str(found) for found in violations(plan_year(now))] == []


def test_there_are_orders_in_every_state_for_everybody(plan):
    assert Counter(s.final_state for s in plan.stories) == COUNTS
    assert {s.tenant for s in plan.stories} == {t.slug for t in TENANTS}
    assert {s.agency for s in plan.stories} == set(AGENCIES)
    assert plan == plan_year(NOW)
    months = {(s.steps[0].at.year, s.steps[0].at.month) for s in plan.stories}
    assert len(months) >= 12
    for story in plan.stories:
        assert tuple(step.state for step in story.steps) == path_to(story.final_state)
        assert (story.reason != "") == (story.final_state in LEAVES_AFTER)
        assert story.steps[0].at > NOW - timedelta(days=366)


def test_every_agency_can_order_now_and_from_november_for_the_next_year(plan):
    for agency in AGENCIES:
        assert {2026, 2027} <= {p.fiscal_year for p in plan.packages if p.agency == agency}
    january = plan_year(local(WIB, 2027, 1, 1, 0, 5))
    for agency in AGENCIES:
        years = {p.fiscal_year for p in january.packages if p.agency == agency}
        assert 2027 in years
        assert 2028 not in years
    assert len({p.rup_code for p in plan.packages}) == len(plan.packages)


def suspended(plan):
    """The act that closes a shop, and a listing of that shop."""
    end = next(act for act in plan.acts if act.verb == Verb.SUSPEND_VENDOR)
    item = next(i for i in listings_by_code().values() if i.vendor == end.subject)
    return end, item


def with_act(plan, act):
    return replace(plan, acts=tuple(sorted((*plan.acts, act), key=lambda one: one.at)))


def test_a_closed_shop_that_acts_is_found(plan):
    end, item = suspended(plan)
    owner = vendors_by_code()[end.subject].email
    price = replace(
        next(act for act in plan.acts if act.verb == Verb.CHANGE_PRICE),
        at=OFFICE.at_or_after(end.at + timedelta(hours=30), end.zone),
        subject=item.code,
        actor=owner,
    )
    found = violations(with_act(plan, price))
    assert found
    assert all(violation.act == price for violation in found)
    assert f"{end.subject} is suspended and may not act" in {one.words for one in found}


@pytest.mark.parametrize(
    ("verb", "change", "words"),
    [
        (Verb.APPROVE, {"at": NOW + timedelta(minutes=1)}, "lies ahead of now"),
        (Verb.APPROVE, {"at": local(WIB, 2026, 11, 14, 10)}, "falls outside the hours of"),
        (Verb.ACCEPT, {"at": local(WIB, 2025, 12, 1, 10)}, "is unknown, not issued"),
    ],
)
def test_a_moved_act_is_found(plan, verb, change, words):
    planted = next(act for act in reversed(plan.acts) if act.verb == verb)
    others = replace(plan, acts=tuple(act for act in plan.acts if act != planted))
    found = violations(with_act(others, replace(planted, **change)))
    assert any(words in str(violation) for violation in found)


def test_an_order_without_a_plan_package_is_found(plan):
    story = plan.stories[0]
    without = tuple(p for p in plan.packages if p.rup_code != story.rup_code)
    found = {one.words for one in violations(replace(plan, packages=without))}
    assert "has no plan package of its fiscal year" in found


def test_working_hours_are_those_of_the_place():
    friday = local(WIB, 2026, 11, 20, 15, 59)
    assert OFFICE.contain(friday, WIB)
    assert not OFFICE.contain(friday, WITA)
    assert SHOP.contain(friday, WITA)
    monday = OFFICE.at_or_after(friday + timedelta(minutes=2), WIB)
    assert monday == local(WIB, 2026, 11, 23, 8, 1)
    back = OFFICE.at_or_before(local(WIB, 2026, 11, 22, 12), WIB, "words", last_minutes=60)
    assert local(WIB, 2026, 11, 20, 15) <= back <= friday
