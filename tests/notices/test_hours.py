"""Quiet hours and the mail of the day, by the clock of the person's own place."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.notices import choices, digests, rules, services, texts
from marketplace.notices.models import Channel, Digest, Group, Notice, Pace, Way
from marketplace.web import viewer_zone
from tests import factories
from tests.accounts.phones import NUMBER, sms_box
from tests.notices.test_choices import choose, tell

__all__ = ["sms_box"]

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


def at(hour, minute=0, day=26):
    """A moment by the clock of Jakarta."""
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour - 7, minutes=minute)


@pytest.mark.parametrize(
    ("moment", "zone", "ends"),
    [
        (at(20, 59), WIB, None),
        (at(21), WIB, at(6, day=27)),
        (at(5, 59), WIB, at(6)),
        (at(6), WIB, None),
        (at(19, 59), WITA, None),
        (at(20), WITA, at(5, day=27)),  # nine in the evening there
        (at(19), WIT, at(4, day=27)),
        (at(3, 59), WIT, at(4)),
        (at(4), WIT, None),
    ],
)
def test_quiet_hours_begin_and_end_by_the_clock_of_the_place(moment, zone, ends):
    assert rules.quiet_end(moment, zone, 21, 6) == ends


def test_quiet_hours_of_the_day_and_none_at_all():
    assert rules.quiet_end(at(12, 30), WIB, 12, 14) == at(14)
    assert rules.quiet_end(at(14), WIB, 12, 14) is None
    assert rules.quiet_end(at(12), WIB, 12, 12) is None


@pytest.mark.parametrize(
    ("moment", "zone", "due"),
    [
        (at(6, 59), WIB, None),
        (at(7), WIB, (date(2026, 11, 26), at(7))),
        (at(6), WITA, (date(2026, 11, 26), at(6))),
        (at(23, 30), WIT, None),  # half past one there, of the day after
    ],
)
def test_the_mail_of_a_day_is_due_from_its_hour_on(moment, zone, due):
    assert rules.digest_of(moment, zone) == due


@pytest.fixture
def mama(db):
    """Mama Yosefa has a telephone and no e-mail."""
    return User.objects.create_by_phone(NUMBER, name="Yosefa Tefa")


def test_an_sms_of_the_night_comes_in_the_morning_and_counts_no_try(mama, sms_box):
    with clock.moved_to(at(22)):
        tell(mama, "order.issued")
        assert texts.send_texts() == 0
        assert texts.send_texts() == 0
    held = Notice.objects.get(channel=Channel.SMS)
    assert (held.held_until, held.attempts, held.sent_at) == (at(6, day=27), 0, None)
    with clock.moved_to(at(6, 1, day=27)):
        assert texts.send_texts() == 1
    assert len(sms_box.to(NUMBER)) == 1


def test_what_is_of_no_use_in_the_morning_comes_at_night(mama, sms_box):
    with clock.moved_to(at(22)):
        tell(mama, "order.issued", needed_by=at(5, day=27))
        assert texts.send_texts() == 1


def test_mail_keeps_quiet_only_for_who_asked(ani, budi):
    choices.choose(actor=ani, paces={}, quiet_mail=True)
    with clock.moved_to(at(22)):
        tell(ani, "order.issued")
        tell(budi, "order.issued")
        assert services.send_mail() == 1
        assert mail.outbox[0].to == [budi.email]
    with clock.moved_to(at(6, 1, day=27)):
        assert services.send_mail() == 1


def test_a_persons_zone_is_that_of_their_office_or_shop(world):
    agency = world.agency.time_zone
    assert viewer_zone.zone_of(User.objects.get(pk=world.ani.pk)) == agency
    assert viewer_zone.zone_of(User.objects.get(pk=world.citra.pk)) == world.vendor.time_zone
    assert viewer_zone.zone_of(factories.make_user("Nona")) == WIB


def test_the_mail_of_the_day_holds_all_of_it_once(ani):
    choose(ani, pace=Pace.DIGEST)
    with clock.moved_to(at(15, day=25)):
        tell(ani)
        tell(ani)
        assert digests.make_digests() == 0  # it came after today's hour
        assert services.send_mail() == 0
    with clock.moved_to(at(5, 59)):  # an hour later at her office
        assert digests.make_digests() == 0
    with clock.moved_to(at(7, 1)):
        tell(ani)  # of tomorrow
        assert digests.make_digests() == 1
        assert digests.make_digests() == 0
        assert services.send_mail() == 1
        assert services.send_mail() == 0
    [sent] = mail.outbox
    assert sent.body.count("PB-1") == 2
    assert "List-Unsubscribe" in sent.extra_headers
    assert Notice.objects.filter(for_digest=True, sent_at=None).count() == 1
    call_command("audit_invariants")  # I-22
    with clock.moved_to(at(7, 1, day=27)):
        assert digests.make_digests() == 1
    with clock.moved_to(at(7, 1, day=28)):
        assert digests.make_digests() == 0  # an empty day has no mail
    assert Digest.objects.count() == 2


def test_hostile_words_add_no_line_and_no_header_to_the_mail_of_the_day(ani):
    choose(ani, Group.LISTS, Way.EMAIL, Pace.DIGEST)
    with clock.moved_to(at(15, day=25)):
        tell(ani, "saved_search.found")
    hostile = {"search": "kain\r\nBcc: x@y.test", "number": "<b>9</b>"}
    Notice.objects.filter(channel=Channel.EMAIL).update(params=hostile)
    with clock.moved_to(at(8)):
        digests.make_digests()
        services.send_mail()
    [sent] = mail.outbox
    assert "kain Bcc: x@y.test" in sent.body
    assert "\nBcc" not in sent.message().as_string()


def test_two_workers_make_one_mail(committed_db):
    ani = factories.make_user("Ani")
    choose(ani, pace=Pace.DIGEST)
    with clock.moved_to(at(15, day=25)):
        tell(ani)
    gate, made = threading.Barrier(2), []

    def work():
        gate.wait(10)
        with clock.moved_to(at(8)):
            made.append(digests.make_digests())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(made) == [0, 1]
    assert Notice.objects.filter(kind=digests.DIGEST).count() == 1
    assert Digest.objects.count() == 1
