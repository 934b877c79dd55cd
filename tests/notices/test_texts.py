"""Notices as SMS, to who has no e-mail: few kinds, no name, sent once, patient with the gateway."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import translation

from marketplace.accounts.models import User
from marketplace.core import clock, outbox, sms
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds, services, texts
from marketplace.notices.models import Channel, Notice
from tests import factories
from tests.accounts.phones import NUMBER, sms_box
from tests.sms.process import sms_gateway, sms_process

__all__ = ["sms_box", "sms_gateway", "sms_process"]

ORDER = "order.issued"
NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
WORDS = {"number": "PB-1", "agency": "Dinas", "title": "Kain", "vendor": "Tenun", "amount": "Rp 1"}


@pytest.fixture(autouse=True)
def _by_day():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def mama(db):
    """Mama Yosefa weaves; she has a telephone and no e-mail."""
    return User.objects.create_by_phone(NUMBER, name="Yosefa Tefa")


def told(person, kind=ORDER, url="/pesanan/1/"):
    outbox.emit("text.tested", subject=person)
    event = OutboxEvent.objects.filter(name="text.tested").latest("pk")
    services.notify(event=event, recipients=[person], kind=kind, params=WORDS, url=url)
    return Notice.objects.filter(event=event, recipient=person)


def make_due():
    Notice.objects.update(due_at=Now())


def channels(rows):
    return sorted(rows.values_list("channel", flat=True))


def test_an_order_comes_by_sms_where_no_letter_can(mama, sms_box):
    assert channels(told(mama)) == ["inbox", "sms"]
    assert services.send_mail() == 0
    assert texts.send_texts() == 1
    [text] = sms_box.to(NUMBER)
    assert text.startswith("Pasar Bela: Ada pesanan baru untuk toko Anda.")
    assert text.endswith("/pesanan/1/")
    for word in ("Yosefa", "PB-1", "Kain", "Tenun", "Rp"):
        assert word not in text
    assert Notice.objects.get(channel=Channel.SMS).sent_at is not None
    make_due()
    assert texts.send_texts() == 0


def test_who_has_an_address_gets_a_letter_and_no_sms(mama):
    mama.email = "yosefa@example.test"
    mama.save()
    assert channels(told(mama)) == ["email", "inbox"]


def test_what_a_shop_may_miss_waits_in_the_inbox_alone(mama):
    assert channels(told(mama, "order.accepted")) == ["inbox"]
    call_command("audit_invariants")  # I-22


def test_a_gateway_that_is_away_parks_nothing(mama, sms_gateway):
    told(mama)
    told(mama)
    sms_gateway.knobs(status=503)
    Notice.objects.update(attempts=50)
    assert texts.send_texts() == 0
    assert len(sms_gateway.asked) == 1
    assert not Notice.objects.filter(parked_at__isnull=False).exists()
    sms_gateway.knobs(status=202)
    make_due()
    assert texts.send_texts() == 2
    assert len(sms_gateway.delivered) == 2


def test_what_the_gateway_refuses_is_parked_in_the_end_and_holds_up_nobody(mama, sms_gateway):
    told(mama)
    sms_gateway.knobs(status=422)
    assert texts.send_texts() == 0
    assert Notice.objects.get(channel=Channel.SMS).parked_at is None
    Notice.objects.update(attempts=services.MAX_MAIL_ATTEMPTS)
    make_due()
    texts.send_texts()
    parked = Notice.objects.get(channel=Channel.SMS)
    assert (parked.parked_at is not None, parked.last_error) == (True, "SmsRefused")
    operator = factories.make_user("Operator", is_staff=True, is_superuser=True)
    sms_gateway.knobs(status=202)
    assert services.retry_mail(notice_ids=[parked.pk], actor=operator) == 1
    assert texts.send_texts() == 1


def test_a_message_sent_again_after_a_lost_answer_arrives_once(mama, sms_gateway):
    told(mama)
    sms_gateway.knobs(loses_answer=True)
    assert texts.send_texts() == 0
    sms_gateway.knobs(loses_answer=False)
    make_due()
    assert texts.send_texts() == 1
    assert len(sms_gateway.asked) == 2
    assert len(sms_gateway.delivered) == 1


def test_a_claimed_message_is_left_alone_until_its_lease_ends(mama, sms_box):
    told(mama)
    assert len(services.claim(Channel.SMS, 10)) == 1
    assert texts.send_texts() == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_s_words_fit_into_one_message_that_any_phone_shows(language):
    assert len(kinds.texts()) >= 15
    with translation.override(language):
        for kind, words in kinds.texts().items():
            assert kinds.is_known(kind), kind
            assert "%(" not in str(words)
            assert sms.parts_of(f"Pasar Bela: {words} ") == 1, kind
            assert len(str(words)) <= 70, kind
