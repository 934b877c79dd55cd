"""Working days leave out weekends and the days that a decree of the ministers closes offices."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.accounts.models import RegionLevel
from marketplace.core import audit, clock, holidays
from marketplace.core.calendar import after_working_days
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent, DayOff, Deadline, PublicHoliday
from marketplace.notices import operator_tasks
from marketplace.orders import queries
from tests import factories, stories
from tests.clients import signed_in
from tests.vendors.conftest import fill_in
from vendors.queries import REVIEW_DEADLINE
from vendors.services import submit_application

JAKARTA, JAYAPURA = "Asia/Jakarta", "Asia/Jayapura"


@pytest.fixture
def operator(db):
    """Who keeps the table."""
    return factories.make_operator("Oki")


def moment(text, zone_hours=7):
    """A local moment of Jakarta in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=zone_hours)


def day_off(day, **changed):
    words = {"kind": DayOff.JOINT_LEAVE, "name": "Cuti bersama", "legal_source": "SKB 9/2027"}
    return holidays.NewHoliday(day, **{**words, **changed})


# ---- counting


@pytest.mark.parametrize(
    ("begin", "days", "end"),
    [
        # Nyepi and Idulfitri 2026: 18-20 and 23-24 March are closed, 21-22 are a weekend.
        ("2026-03-17 10:00", 1, "2026-03-25 10:00"),
        ("2026-03-17 10:00", 3, "2026-03-27 10:00"),
        ("2026-03-21 09:00", 1, "2026-03-25 09:00"),
        # Thursday and Friday of Ascension, then a weekend.
        ("2026-05-13 08:00", 1, "2026-05-18 08:00"),
        # Christmas with the joint leave before it.
        ("2026-12-23 15:00", 2, "2026-12-29 15:00"),
        # the leave that a later decree added, and an ordinary week
        ("2025-08-15 10:00", 1, "2025-08-19 10:00"),
        ("2026-07-06 10:00", 5, "2026-07-13 10:00"),
        ("2026-07-06 10:00", 0, "2026-07-06 10:00"),
    ],
)
def test_closed_days_do_not_count(db, begin, days, end):
    assert holidays.add_working_days(moment(begin), days, JAKARTA) == moment(end)


def test_a_holiday_is_one_of_the_agencys_own_day(db):
    """At 22:30 UTC it is Wednesday in Jakarta, Thursday in Jayapura."""
    late = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)
    assert holidays.add_working_days(late, 1, JAKARTA).date() == date(2026, 5, 18)
    assert holidays.add_working_days(late, 1, JAYAPURA) == late + timedelta(days=4)


def test_no_deadline_ever_falls_on_a_closed_day(db):
    closed = {new.day for new in holidays.decreed()}
    begin = datetime(2025, 1, 1, 3, tzinfo=UTC)
    for offset in range(700):
        start = begin + timedelta(days=offset)
        for days in (1, 3):
            end = after_working_days(start, days, JAKARTA, closed=closed)
            between = [start.date() + timedelta(days=n) for n in range(1, (end - start).days + 1)]
            open_days = [d for d in between if d.weekday() < 5 and d not in closed]
            assert len(open_days) == days
            assert open_days[-1] == end.date()


def test_the_clocks_of_orders_and_applications_use_the_table(db):
    with clock.moved_to(moment("2026-03-17 10:00", 8)):  # the agency lives in WITA
        world = factories.make_world()
        regency = factories.make_region("Kabupaten Sikka", parent=world.agency.tenant.region)
        district = factories.make_region("Nita", RegionLevel.DISTRICT, parent=regency)
        order = stories.submitted(world)
        shop = fill_in(world.lina, district)
        submit_application(vendor_id=shop.pk, actor=world.lina)
    waiting = Deadline.objects.filter(closed_at=None)
    due = queries.open_deadline(order).due_at
    assert (due.date() - date(2026, 3, 17)).days == 10
    due = waiting.get(kind=REVIEW_DEADLINE, subject_id=shop.pk).due_at
    assert (due.date() - date(2026, 3, 17)).days == 10


# ---- the table


def test_the_decreed_days_are_there_once_with_their_source(db):
    rows = PublicHoliday.objects.all()
    kinds = Counter((row.day.year, row.kind) for row in rows)
    assert kinds == {
        (2025, "national"): 17,
        (2025, "joint_leave"): 11,
        (2026, "national"): 17,
        (2026, "joint_leave"): 8,
    }
    assert all(row.legal_source.startswith("SKB 3 Menteri") for row in rows)
    assert holidays.load_decreed_holidays() == 0


def test_an_operator_enters_and_takes_back_with_a_reason(operator):
    row = holidays.enter_holiday(day_off(date(2027, 2, 8)), actor=operator, reason="SKB terbit")
    before = moment("2027-02-05 10:00")
    assert holidays.add_working_days(before, 1, JAKARTA) == moment("2027-02-09 10:00")
    holidays.withdraw_holiday(holiday_id=row.pk, actor=operator, reason="SKB diubah")
    assert holidays.add_working_days(before, 1, JAKARTA) == moment("2027-02-08 10:00")
    told = [(line.action, line.actor, line.reason) for line in audit.trail(row)]
    assert told == [
        ("holiday.entered", operator, "SKB terbit"),
        ("holiday.withdrawn", operator, "SKB diubah"),
    ]
    again = day_off(date(2027, 2, 8), kind=DayOff.NATIONAL)
    assert holidays.enter_holiday(again, actor=operator, reason="SKB baru").pk != row.pk


def test_what_was_taken_back_does_not_return_with_the_next_migration(operator):
    row = PublicHoliday.objects.get(day=date(2026, 12, 24))
    holidays.withdraw_holiday(holiday_id=row.pk, actor=operator, reason="SKB diubah")
    assert holidays.load_decreed_holidays() == 0


@pytest.mark.parametrize(
    ("changed", "reason", "error"),
    [
        ({}, " \u200b", RuleViolation),
        ({"name": " "}, "SKB", RuleViolation),
        ({"legal_source": ""}, "SKB", RuleViolation),
        ({"kind": "market_day"}, "SKB", RuleViolation),
        ({"day": date(2026, 12, 25)}, "SKB", Conflict),
    ],
)
def test_what_may_not_be_entered(operator, changed, reason, error):
    count, lines = PublicHoliday.objects.count(), AuditEvent.objects.count()
    new = day_off(
        changed.get("day", date(2027, 3, 1)), **{k: v for k, v in changed.items() if k != "day"}
    )
    with pytest.raises(error):
        holidays.enter_holiday(new, actor=operator, reason=reason)
    assert (PublicHoliday.objects.count(), AuditEvent.objects.count()) == (count, lines)


def test_only_who_keeps_the_rules_keeps_the_table(world):
    row = PublicHoliday.objects.get(day=date(2026, 12, 24))
    for person in (world.hadi, world.joko, factories.make_user("Staf", is_staff=True)):
        with pytest.raises(NotAllowed):
            holidays.enter_holiday(day_off(date(2027, 3, 1)), actor=person, reason="x")
        with pytest.raises(NotAllowed):
            holidays.withdraw_holiday(holiday_id=row.pk, actor=person, reason="x")


@pytest.mark.parametrize(
    "change",
    [
        {"day": date(2026, 12, 28)},
        {"name": "Hari biasa"},
        {"kind": DayOff.NATIONAL},
        {"legal_source": "katanya"},
        {"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_lets_nobody_rewrite_it(db, change):
    rows = PublicHoliday.objects.filter(day=date(2026, 12, 24))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


# ---- pages


def test_it_is_kept_in_the_administration(operator):
    browser = signed_in(operator)
    page = reverse("admin:core_publicholiday_add")
    typed = {
        "day": "2027-03-09",
        "kind": "national",
        "name": "Hari Suci Nyepi",
        "legal_source": "SKB 9/2026",
    }
    refused = browser.post(page, typed)
    assert refused.status_code == 200
    assert "Hari Suci Nyepi" in refused.text
    assert browser.post(page, {**typed, "reason": "SKB terbit"}).status_code == 302
    row = PublicHoliday.objects.get(day=date(2027, 3, 9))
    change = reverse("admin:core_publicholiday_change", args=[row.pk])
    assert browser.post(change, {"reason": "Salah ketik"}).status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_by, row.name) == (operator, "Hari Suci Nyepi")


@pytest.mark.parametrize(
    ("today", "asked"),
    [("2026-09-30", None), ("2026-10-01", 2027), ("2027-01-04", 2027), ("2026-02-01", None)],
)
def test_an_operator_is_asked_for_the_next_year(operator, rf, today, asked):
    request = rf.get("/")
    request.user = operator
    with clock.moved_to(moment(f"{today} 10:00")):
        tasks = operator_tasks.unknown_holidays(request, None)
        assert [str(asked) in task.title for task in tasks] == ([True] if asked else [])
        request.user = factories.make_user("Staf", is_staff=True)
        assert operator_tasks.unknown_holidays(request, None) == []


@pytest.mark.parametrize("year", [1, 2019, 9999])
def test_a_day_off_is_of_a_year_that_somebody_can_mean(operator, year):
    with pytest.raises(RuleViolation, match="2020"):
        holidays.enter_holiday(day_off(date(year, 1, 1)), reason="uji coba tahun", actor=operator)
    assert not PublicHoliday.objects.filter(day__year=year).exists()
