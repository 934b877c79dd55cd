"""Text messages: what leaves, by which way, and what is said when it does not."""

import json
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from marketplace.core import locks, posting, sms
from tests.factories import make_user
from tests.sms.process import sms_box, sms_gateway, sms_process

__all__ = ["sms_box", "sms_gateway", "sms_process"]

NUMBER = "+6281234567890"


def test_the_console_is_the_default_and_the_log_masks_the_number(settings, capsys, caplog):
    settings.SMS_URL = "console:"
    with caplog.at_level("INFO"):
        sms.send(to=NUMBER, text="Kode Anda 123456")
    assert f"SMS {NUMBER}: Kode Anda 123456" in capsys.readouterr().out
    assert NUMBER not in caplog.text
    assert "123456" not in caplog.text
    assert "7890" in caplog.text


def test_a_file_holds_the_message_whole(sms_box):
    sms.send(to=NUMBER, text="Halo")
    [message] = sms_box.all()
    assert (message["to"], message["text"]) == (NUMBER, "Halo")
    assert sms_box.to(NUMBER) == ["Halo"]


def test_the_gateway_gets_number_text_token_and_key(sms_gateway):
    sms.send(to=NUMBER, text="Halo", key="notice-7")
    assert sms_gateway.asked == [{"to": NUMBER, "text": "Halo", "key": "notice-7"}]
    assert sms_gateway.delivered == [{"to": NUMBER, "text": "Halo"}]


def test_two_messages_without_a_key_are_two(sms_gateway):
    sms.send(to=NUMBER, text="Halo")
    sms.send(to=NUMBER, text="Halo")
    assert len(sms_gateway.delivered) == 2


def test_a_message_whose_answer_was_lost_arrives_once(sms_gateway):
    sms_gateway.knobs(loses_answer=True)
    with pytest.raises(sms.SmsNotSent):
        sms.send(to=NUMBER, text="Halo", key="notice-8")
    sms_gateway.knobs(loses_answer=False)
    sms.send(to=NUMBER, text="Halo", key="notice-8")
    assert len(sms_gateway.asked) == 2
    assert sms_gateway.delivered == [{"to": NUMBER, "text": "Halo"}]


def test_a_slow_gateway_is_left_after_five_seconds(sms_gateway):
    sms_gateway.knobs(hang=True)
    started = time.monotonic()
    with pytest.raises(sms.SmsNotSent, match=r"[Tt]ry again|Coba lagi"):
        sms.send(to=NUMBER, text="Halo")
    assert time.monotonic() - started < posting.DEADLINE_SECONDS + 1


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500, 503])
def test_a_refusing_gateway_is_a_refusal(sms_gateway, status, caplog):
    sms_gateway.knobs(status=status)
    with pytest.raises(sms.SmsNotSent):
        sms.send(to=NUMBER, text="Kode Anda 123456")
    assert len(sms_gateway.asked) == 1
    assert NUMBER not in caplog.text


@pytest.mark.parametrize(
    ("status", "judged"), [(400, True), (422, True), (404, False), (503, False)]
)
def test_what_is_wrong_with_the_message_is_told_apart_from_what_is_wrong_there(
    sms_gateway, status, judged
):
    sms_gateway.knobs(status=status)
    with pytest.raises(sms.SmsNotSent) as refused:
        sms.send(to=NUMBER, text="Halo")
    assert isinstance(refused.value, sms.SmsRefused) is judged


def test_a_wrong_token_is_a_refusal(sms_gateway, settings):
    settings.SMS_TOKEN = "another"
    with pytest.raises(sms.SmsNotSent):
        sms.send(to=NUMBER, text="Halo")


def test_nobody_listens(settings):
    settings.SMS_URL = "http://127.0.0.1:9/messages"
    with pytest.raises(sms.SmsNotSent):
        sms.send(to=NUMBER, text="Halo")


@pytest.mark.django_db
def test_no_message_leaves_while_others_wait_for_a_row(sms_box):
    user = make_user("Ibu Sari")
    with transaction.atomic():
        locks.lock_one(type(user), user.pk)
        with pytest.raises(locks.LockOrderError):
            sms.send(to=NUMBER, text="Halo")
    assert sms_box.all() == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 459, 3), ("€" * 80, 1), ("€" * 81, 2)],
)
def test_parts_are_counted_as_networks_count_them(text, parts):
    assert sms.parts_of(text) == parts


@pytest.mark.parametrize("text", ["", "a" * 460, "“Halo”", "Kode … 1"])
def test_a_text_that_no_phone_shows_is_an_error_of_ours(sms_box, text):
    with pytest.raises(ValueError, match="text message"):
        sms.send(to=NUMBER, text=text)
    assert sms_box.all() == []


@pytest.mark.parametrize("number", ["081234567890", "", "+62 812-3456-7890", "+1"])
def test_a_number_of_another_shape_is_an_error_of_ours(sms_box, number):
    with pytest.raises(ValueError, match=r"E\.164"):
        sms.send(to=number, text="Halo")


@pytest.mark.parametrize("url", ["ftp://x", "http://gateway.example.test", "https:", "console"])
def test_another_way_out_is_named_as_wrong(url):
    with pytest.raises(ImproperlyConfigured):
        posting.way_out("SMS_URL", url)


def test_the_kept_file_is_json(sms_box):
    sms.send(to=NUMBER, text="Halo")
    [path] = sms.folder().iterdir()
    assert set(json.loads(path.read_text())) == {"to", "text", "at"}


def test_in_production_the_console_opens_no_account(settings, capsys):
    settings.SMS_URL, settings.PRODUCTION = "console:", True
    sms.send(to="+6281234567890", text="Pasar Bela: your code is 123456.")
    said = capsys.readouterr().out
    assert "SMS" in said
    assert "123456" not in said
    assert "81234567890" not in said
