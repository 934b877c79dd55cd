"""The report of a day: every session is counted once, under its day, its counter and its end."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.core import clock
from tests import factories
from tests.vendors.conftest import NIK
from tests.vendors.counter import staging
from vendors.counter import reports, rules, services
from vendors.counter.models import CounterSession
from vendors.counter.services.sessions import end_of_day

REPORT = reverse("counter_report")


@pytest.fixture
def day(desk, lokita, district, tenant, sms_box):
    """One handed in by code after 12 minutes, one unfinished, one given up, one still running."""
    start = clock.now()
    with clock.moved_to(start):
        session = staging.opened(desk, lokita, "A1")
        staging.typed(session, lokita, district)
    with clock.moved_to(start + timedelta(minutes=12)):
        staging.confirmed_by_code(session, lokita, sms_box)
        services.submit(session_id=session.pk, actor=lokita)
        other = staging.opened(desk, lokita, "A2")
        staging.begun(other, lokita)
        services.close_session(session_id=other.pk, actor=lokita)
        third = staging.opened(desk, lokita, "A3")
        services.close_session(session_id=third.pk, actor=lokita)
        staging.opened(staging.make_desk(tenant, "=Loket 4"), lokita, "A4")
    return session.day


def one(found, title):
    return next(row for row in [*found.desks, found.total] if row.title == title)


def test_each_session_is_counted_once(day, tenant):
    found = reports.report(tenant, day, reports.desks_of(tenant))
    mine = one(found, "Loket 3")
    assert (mine.opened, mine.submitted, mine.closed, mine.abandoned) == (3, 1, 1, 1)
    assert (mine.by_sms, mine.by_paper, mine.running, mine.minutes) == (1, 0, 0, 12)
    lacking = dict(mine.lacking)
    assert len(lacking) > 5
    assert set(lacking.values()) == {1}
    assert (found.total.opened, found.total.running) == (4, 1)


def test_what_was_gone_on_with_is_not_unfinished(day, desk, lokita, lukas, tenant, tomorrow):
    left = CounterSession.objects.get(queue_number="A2")
    with tomorrow():
        staging.opened(desk, lukas, "B1", resume=left.vendor.public_id)
    mine = one(reports.report(tenant, day, reports.desks_of(tenant)), "Loket 3")
    assert (mine.closed, mine.carried, mine.abandoned) == (0, 1, 1)
    assert mine.lacking == []
    row = next(iter(reports.table(reports.report(tenant, day, [desk]))))
    assert row[reports.headings().index("Dilanjutkan")] == 1


def test_another_day_is_empty(day, tenant):
    found = reports.report(tenant, day - timedelta(days=1), reports.desks_of(tenant))
    assert (found.total.opened, found.total.minutes, found.total.lacking) == (0, None, [])


def test_days_are_those_of_the_markets_own_zone(desk, lokita):
    # 23.30 in Kupang (WITA) is 15.30 UTC of the same day; half an hour later it is the next one.
    late = clock.now().replace(hour=15, minute=30)
    with clock.moved_to(late):
        session = services.open_session(desk_id=desk.pk, queue_number="N1", actor=lokita)
    assert session.day == late.date()
    assert end_of_day(session) == late.replace(hour=16, minute=0, second=0, microsecond=0)
    services.close_session(session_id=session.pk, actor=lokita)
    with clock.moved_to(late + timedelta(hours=1)):
        session = services.open_session(desk_id=desk.pk, queue_number="N2", actor=lokita)
    assert session.day == late.date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.COUNTER_OFFICER, 200),
        (Role.LEADER, 200),
        (Role.VENDOR_VERIFIER, 200),
        (Role.INTERNAL_AUDITOR, 200),
        (Role.CATALOGUE_MANAGER, 403),
    ],
)
def test_who_reads_it(client, day, tenant, role, status):
    client.force_login(factories.make_tenant_officer("Lea", role, tenant))
    for address in (REPORT, reverse("counter_report_paper")):
        assert client.get(address).status_code == status
    for kind in ("csv", "xlsx"):
        assert client.get(reverse("counter_report_export", args=[kind])).status_code == status


def test_nobody_reads_another_markets_report(client, day, tenant):
    other = factories.make_tenant()
    client.force_login(factories.make_tenant_officer("Lea", Role.LEADER, other))
    page = client.get(REPORT, {"pasar": tenant.pk, "tanggal": day.isoformat()})
    assert page.context["report"].tenant == other
    assert "Loket 3" not in page.content.decode()
    desk = CounterSession.objects.first().desk_id
    page = client.get(REPORT, {"loket": desk, "tanggal": day.isoformat()})
    assert page.context["report"].total.opened == 0


def test_tables_name_nobody_and_carry_nothing_out(client, day, lokita):
    client.force_login(lokita)
    asked = {"tanggal": day.isoformat()}
    text = client.get(reverse("counter_report_export", args=["csv"]), asked)
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]][:2] == ["'=Loket 4", "Loket 3"]
    body = text.content.decode("utf-8-sig")
    for secret in (staging.NAME, staging.PHONE[3:], NIK, "Tenun Mama"):
        assert secret not in body
    book = client.get(reverse("counter_report_export", args=["xlsx"]), asked)
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert {cell.data_type for cell in sheet["C"]} == {"s"}
    assert sheet["D3"].value == 3
    assert "no-store" in book["Cache-Control"]
    assert client.get(reverse("counter_report_export", args=["pdf"])).status_code == 404


def test_wrong_words_in_the_address_show_today(client, day, lokita):
    client.force_login(lokita)
    days = ({"tanggal": "kemarin"}, {"tanggal": "2026-99-99"})
    for typed in (*days, {"loket": "x"}, {"pasar": "0"}):
        page = client.get(REPORT, typed)
        assert page.status_code == 200
        assert page.context["report"].day == day


def test_a_day_of_many_sessions_costs_the_same(client, day, tenant, lokita, desk):
    client.force_login(lokita)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(REPORT)
        return len(seen)

    cost()
    few = cost()
    running = CounterSession.objects.get(queue_number="A4")
    services.close_session(session_id=running.pk, actor=lokita)
    for number in range(5):
        session = staging.opened(desk, lokita, f"B{number}")
        services.close_session(session_id=session.pk, actor=lokita)
    assert cost() <= few
    assert few <= 20


@pytest.mark.parametrize(
    ("minutes", "median"), [([], None), ([7], 7), ([5, 9], 7), ([1, 2, 60], 2), ([4, 5], 4)]
)
def test_the_middle_of_the_minutes(minutes, median):
    assert rules.median_minutes([timedelta(minutes=one) for one in minutes]) == median


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("a012", "A012"),
        (" B 7 ", "B 7"),
        ("C-3/1", "C-3/1"),
        ("-1", ""),
        ("é1", ""),
    ],
)
def test_the_shape_of_a_queue_number(typed, number):
    assert rules.queue_number(typed) == number
