"""Notices by WhatsApp: the API's shape, its refusals, and what its webhook may tell us."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import clock, whatsapp
from marketplace.notices import choices, texts
from marketplace.notices.models import Channel, Notice
from tests.accounts.phones import NUMBER, sms_box
from tests.notices.test_choices import tell
from tests.whatsapp.process import whatsapp_api, whatsapp_process

__all__ = ["sms_box", "whatsapp_api", "whatsapp_process"]

SECRET = "app-secret"


@pytest.fixture(autouse=True)
def _by_day():
    with clock.moved_to(datetime(2026, 11, 26, 5, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def mama(db):
    """Mama Yosefa has a telephone, no e-mail, and asked for WhatsApp."""
    person = User.objects.create_by_phone(NUMBER, name="Yosefa Tefa")
    choices.choose(actor=person, paces={}, by_whatsapp=True)
    return person


def the_message():
    return Notice.objects.get(channel=Channel.WHATSAPP)


def test_a_message_is_an_approved_template_with_our_words_and_a_link(mama, whatsapp_api, caplog):
    tell(mama, "order.issued")
    assert texts.send_whatsapps() == 1
    assert texts.send_whatsapps() == 0
    [asked] = whatsapp_api.asked
    assert (asked["to"], asked["type"]) == (NUMBER.removeprefix("+"), "template")
    assert asked["template"]["language"] == {"code": "id"}
    words, link = asked["template"]["components"][0]["parameters"]
    assert words["text"].startswith("Ada pesanan baru")
    assert link["text"].startswith("http")
    assert asked["biz_opaque_callback_data"] == f"notice-{the_message().pk}"
    assert "Yosefa" not in json.dumps(asked)
    assert NUMBER not in caplog.text


@pytest.mark.parametrize(("status", "code"), [(429, 130429), (401, 190), (404, 132001), (500, 2)])
def test_trouble_of_the_account_parks_nothing_and_is_tried_again(mama, whatsapp_api, status, code):
    tell(mama, "order.issued")
    whatsapp_api.knobs(status=status, error=code)
    Notice.objects.update(attempts=50)
    assert texts.send_whatsapps() == 0
    assert (the_message().parked_at, the_message().sent_at) == (None, None)
    whatsapp_api.knobs(error=0)
    Notice.objects.update(due_at=Now())
    assert texts.send_whatsapps() == 1


def test_a_number_without_whatsapp_hears_by_sms_once(mama, whatsapp_api, sms_box):
    tell(mama, "order.issued")
    tell(mama)  # a kind without words for an SMS
    whatsapp_api.knobs(status=400, error=131026)
    for _ in range(2):
        texts.send_whatsapps()
        Notice.objects.update(due_at=Now())
    assert texts.send_texts() == 1
    assert len(sms_box.to(NUMBER)) == 1


def hook(body, signature=None, client=None):
    sent = json.dumps(body).encode() if not isinstance(body, bytes) else body
    made = hmac.new(SECRET.encode(), sent, hashlib.sha256).hexdigest()
    return (client or Client(enforce_csrf_checks=True)).post(
        reverse("whatsapp_hook"),
        sent,
        content_type="application/json",
        HTTP_X_HUB_SIGNATURE_256=f"sha256={made}" if signature is None else signature,
    )


def told(key, status, code=None):
    one = {"id": "wamid.1", "status": status, "biz_opaque_callback_data": key}
    one |= {"errors": [{"code": code}]} if code else {}
    return {"entry": [{"changes": [{"value": {"statuses": [one]}}]}]}


@pytest.fixture
def _hooked(settings):
    settings.WHATSAPP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = SECRET, "kata"


@pytest.mark.usefixtures("_hooked")
def test_a_message_whose_answer_was_lost_is_not_sent_again_once_its_status_came(mama, whatsapp_api):
    tell(mama, "order.issued")
    whatsapp_api.knobs(loses_answer=True)
    assert texts.send_whatsapps() == 0
    assert hook(told(f"notice-{the_message().pk}", "delivered")).status_code == 200
    assert the_message().sent_at is not None
    whatsapp_api.knobs(loses_answer=False)
    Notice.objects.update(due_at=Now())
    assert texts.send_whatsapps() == 0
    assert len(whatsapp_api.asked) == 1


@pytest.mark.usefixtures("_hooked")
def test_what_whatsapp_could_not_bring_comes_by_sms(mama, whatsapp_api, sms_box):
    tell(mama, "order.issued")
    texts.send_whatsapps()
    for _ in range(2):
        hook(told(f"notice-{the_message().pk}", "failed", 131026))
    assert texts.send_texts() == 1


@pytest.mark.usefixtures("_hooked")
@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=x", "é"])
def test_an_unsigned_webhook_changes_nothing(mama, signature):
    tell(mama, "order.issued")
    body = told(f"notice-{the_message().pk}", "delivered")
    assert hook(body, signature=signature.encode().decode("latin-1")).status_code == 401
    assert the_message().sent_at is None


@pytest.mark.usefixtures("_hooked")
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", {"entry": 3}, {"entry": [{"changes": [{"value": 1}]}]}]
)
def test_a_signed_webhook_of_another_shape_is_refused_whole(db, body):
    assert hook(body).status_code == 400


@pytest.mark.usefixtures("_hooked")
def test_a_status_of_no_message_of_ours_is_passed_over(mama):
    tell(mama, "order.issued")
    inbox = Notice.objects.get(channel=Channel.INBOX)
    for key in ("", "notice-0", f"notice-{inbox.pk}", "notice-9" * 9, "notice-x"):
        assert hook(told(key, "delivered")).status_code == 200
    assert not Notice.objects.filter(sent_at__isnull=False).exists()


@pytest.mark.usefixtures("_hooked")
@pytest.mark.parametrize(("token", "status"), [("kata", 200), ("lain", 403), ("", 403)])
def test_the_address_is_proven_by_our_word(db, token, status):
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158"}
    answer = Client().get(reverse("whatsapp_hook"), asked)
    assert answer.status_code == status
    assert (answer.content == b"1158") == (status == 200)


def test_without_a_secret_there_is_no_such_address(db, settings):
    settings.WHATSAPP_SECRET = ""
    assert hook(told("notice-1", "delivered")).status_code == 404


def test_nobody_is_offered_what_reaches_no_phone(settings):
    settings.PRODUCTION, settings.WHATSAPP_URL = True, "console:"
    assert not whatsapp.is_offered()
    settings.WHATSAPP_URL = "https://graph.facebook.com/v23.0/1"
    assert whatsapp.is_offered()


def test_without_the_api_who_chose_it_hears_by_sms(mama, settings):
    settings.PRODUCTION, settings.WHATSAPP_URL = True, "console:"
    assert tell(mama, "order.issued") == [("inbox", False), ("sms", False)]
