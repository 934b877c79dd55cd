"""One clock: every moment in the zone of its matter, named, with its year and what is left."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.template import Context, Template
from django.urls import reverse
from django.utils import formats, timezone, translation

from marketplace.accounts.models import Region
from marketplace.core import clock, moments, outbox
from marketplace.core.moments import Style
from marketplace.notices import services
from marketplace.notices.models import Channel, Notice
from marketplace.web import panels
from marketplace.web.api_fields import MomentField
from marketplace.web.templatetags import pasar
from marketplace.web.viewer_zone import viewer_zone
from vendors.queries import owner_of

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)  # 10.00 WIB, 11.00 WITA, 12.00 WIT
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
NBSP = "\u00a0"
WORDS = {"name": "Toko", "number": "1"}


@pytest.fixture(autouse=True)
def _now():
    with clock.moved_to(NOW), translation.override("id"):
        yield


@pytest.mark.parametrize(("zone", "name"), ZONES.items())
@pytest.mark.parametrize("days", [0, 1, -1, 40, -400])
def test_every_way_to_say_a_moment_names_its_zone(zone, name, days):
    at = NOW + timedelta(days=days)
    for said in (
        moments.moment(at, zone),
        moments.full_moment(at, zone),
        moments.near_moment(at, zone),
        moments.paper_moment(at, zone),
        moments.deadline(at + timedelta(minutes=1), zone),
        moments.time_of_day(at, zone),
        pasar.timestamp(at, zone),
        pasar.near_moment(at, zone),
    ):
        assert re.search(rf"\d\d[.:]\d\d.{name}\b", said), said


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("style", list(Style))
def test_a_day_of_another_year_carries_the_year(language, style):
    with translation.override(language):
        said = moments.day(date(2025, 11, 26), style)
        assert ("25" in said) == (style is not Style.MONTH_ONLY)
        assert "2025" in moments.moment(NOW - timedelta(days=365), "Asia/Jakarta")
        assert "2026" not in moments.moment(NOW, "Asia/Jakarta")


def test_the_year_is_another_one_where_the_moment_belongs():
    new_year = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)  # 22.30 WIB, 00.30 WIT
    assert "2027" not in moments.moment(new_year, "Asia/Jakarta")
    assert "1 Jan 2027 00.30" in moments.moment(new_year, "Asia/Jayapura")


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (3, f"hari ini 13.00{NBSP}WIB (3 jam lagi)"),
        (14.5, f"besok 00.30{NBSP}WIB (14 jam 30 menit lagi)"),
        (24 * 3 + 2, f"Minggu 29 Nov 12.00{NBSP}WIB (3 hari 2 jam lagi)"),
        (-1, f"lewat sejak hari ini 09.00{NBSP}WIB"),
        (-12, f"lewat sejak kemarin 22.00{NBSP}WIB"),
        (-24 * 400, f"lewat sejak Rabu 22 Okt 2025 10.00{NBSP}WIB"),
    ],
)
def test_a_deadline_says_the_day_as_people_do_and_what_is_left(hours, said):
    assert moments.deadline(NOW + timedelta(hours=hours, seconds=9), "Asia/Jakarta") == said


def test_today_is_the_agencys_today():
    at = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)  # 23.30 WIB the same day, 01.30 WIT the next
    assert moments.near_moment(at, "Asia/Jakarta").startswith("hari ini 23.30")
    assert moments.near_moment(at, "Asia/Jayapura").startswith("besok 01.30")


def test_papers_are_indonesian_whatever_the_reader_speaks():
    with translation.override("en"):
        assert moments.paper_day(date(2026, 11, 21)) == "Sabtu, 21 November 2026"
        assert (
            moments.paper_moment(NOW, "Asia/Jayapura") == "Kamis, 26 November 2026 pukul 12.00 WIT"
        )


def test_nobody_known_reads_home_time():
    assert viewer_zone() == "Asia/Jakarta"
    page = Template("{% load pasar %}{% timestamp at %}")
    assert f"10.00{NBSP}WIB" in page.render(Context({"at": NOW}))


@pytest.mark.parametrize(("zone", "name"), ZONES.items())
def test_what_belongs_to_nobody_is_read_in_the_zone_of_the_readers_place(client, world, zone, name):
    Region.objects.update(time_zone="Asia/Jakarta")
    Region.objects.filter(pk=world.agency.region_id).update(time_zone=zone)
    notice = _notice_for(world.ani)
    client.force_login(world.ani)
    page = client.get(reverse("inbox")).content.decode()
    assert moments.moment(notice.created_at, zone) in page
    others = set(ZONES.values()) - {name}
    assert not any(re.search(rf"{NBSP}{other}\b", page) for other in others)


def test_a_seller_reads_in_the_zone_of_the_shop(client, world):
    Region.objects.update(time_zone="Asia/Jakarta")
    Region.objects.filter(pk=world.vendor.region_id).update(time_zone="Asia/Jayapura")
    owner = owner_of(world.vendor)
    notice = _notice_for(owner)
    client.force_login(owner)
    page = client.get(reverse("inbox")).content.decode()
    assert moments.moment(notice.created_at, "Asia/Jayapura") in page


def _notice_for(person):
    with transaction.atomic():
        event = outbox.emit("test.shown", subject=person)
    services.notify(event=event, recipients=[person], kind="vendor.approved", params=WORDS, url="/")
    return Notice.objects.get(channel=Channel.INBOX, recipient=person)


def test_a_task_shows_the_deadline_in_the_zone_of_its_matter(client, world, monkeypatch):
    due = NOW + timedelta(hours=3, seconds=59)
    rows = [panels.Task("A", "", "/a/", "Buka", "/a/", due_at=due, zone="Asia/Jayapura")]
    monkeypatch.setitem(panels._providers, "tasks", [lambda request, subject: rows])
    client.force_login(world.ani)
    page = client.get(reverse("tasks")).content.decode()
    assert f"hari ini 15.00{NBSP}WIT (3 jam lagi)" in page


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_administration_prints_year_and_zone_too(language):
    with translation.override(language), timezone.override("Asia/Jayapura"):
        at, day = formats.localize(timezone.localtime(NOW)), formats.localize(NOW.date())
    assert "2026" in at
    assert at.endswith(" WIT")
    assert "2026" in day


def test_a_program_reads_the_moment_in_the_agencys_zone():
    thing = SimpleNamespace(at=NOW, agency=SimpleNamespace(time_zone="Asia/Jayapura"))
    field = MomentField(zone="agency.time_zone")
    field.bind("at", None)
    assert field.to_representation(field.get_attribute(thing)) == "2026-11-26T12:00:00+09:00"
