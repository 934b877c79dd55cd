"""Mail leaves once, oldest first, and waits out a dead server."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from marketplace.core import outbox
from marketplace.notices import kinds, services
from marketplace.notices.models import Channel, Notice
from tests import factories

KIND = "test.mailed"


class DeadServer(EmailBackend):
    """Nobody listens there."""

    def open(self):
        raise ConnectionRefusedError


class RefusingServer(EmailBackend):
    """Takes everybody's mail except Budi's."""

    def send_messages(self, messages):
        if any("budi" in address for message in messages for address in message.to):
            raise smtplib.SMTPRecipientsRefused({})
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def words(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(KIND, title="Pesanan %(number)s\r\nBcc: x@y", body="Segera dibaca.")


def make_mails(*people) -> list[Notice]:
    for person in people:
        with transaction.atomic():
            event = outbox.emit("test.mailed", subject=person)
        services.notify(
            event=event, recipients=[person], kind=KIND, params={"number": "B-1"}, url="/pesanan/"
        )
    return list(Notice.objects.filter(channel=Channel.EMAIL).order_by("pk"))


def make_due() -> None:
    Notice.objects.update(due_at=Now())


def test_each_mail_is_sent_once_and_oldest_first(ani, budi, settings):
    first, second = make_mails(budi, ani)
    assert services.send_mail() == 2
    assert services.send_mail() == 0
    assert [message.to for message in mail.outbox] == [[budi.email], [ani.email]]
    assert mail.outbox[0].subject == "Pesanan B-1 Bcc: x@y"  # one line: no header can be added
    assert settings.BASE_URL + "/pesanan/" in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<notice-{first.pk}@")
    assert second.pk > first.pk


def test_a_double_can_be_recognised_by_its_message_id(ani):
    (notice,) = make_mails(ani)
    services.send_mail()
    Notice.objects.filter(pk=notice.pk).update(sent_at=None, due_at=Now())  # killed before noting
    services.send_mail()
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_a_claimed_mail_is_left_alone_until_its_lease_ends(ani):
    (notice,) = make_mails(ani)
    assert services.claim(Channel.EMAIL, 10) == [notice.pk]
    assert services.send_mail() == 0
    make_due()
    assert services.send_mail() == 1


def test_a_dead_server_loses_nothing_and_is_asked_less_and_less_often(ani, settings):
    (notice,) = make_mails(ani)
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    waits = []
    for _ in range(3):
        make_due()
        assert services.send_mail() == 0
        row = Notice.objects.annotate(wait=services.F("due_at") - Now()).get(pk=notice.pk)
        waits.append(row.wait)
    assert waits == sorted(waits)
    assert waits[-1] > timedelta(seconds=7)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_due()
    assert services.send_mail() == 1


def test_one_refused_address_does_not_hold_up_the_others(ani, budi, settings):
    make_mails(budi, ani)
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
    assert services.send_mail() == 1
    assert [message.to for message in mail.outbox] == [[ani.email]]
    assert Notice.objects.get(recipient=budi, channel=Channel.EMAIL).sent_at is None


def test_a_mail_that_cannot_be_written_is_parked_and_holds_up_nobody(ani, budi):
    broken, _fine = make_mails(budi, ani)
    Notice.objects.filter(pk=broken.pk).update(params={})
    assert services.send_mail() == 1
    assert [message.to for message in mail.outbox] == [[ani.email]]

    Notice.objects.filter(pk=broken.pk).update(attempts=services.MAX_MAIL_ATTEMPTS)
    make_due()
    assert services.send_mail() == 0
    broken.refresh_from_db()
    assert broken.parked_at is not None
    assert broken.last_error.startswith("KeyError")
    make_due()
    assert services.claim(Channel.EMAIL, 10) == []


def test_an_operator_sees_what_was_parked_and_sends_it_again(client, ani):
    (notice,) = make_mails(ani)
    Notice.objects.filter(pk=notice.pk).update(parked_at=Now(), attempts=12)
    operator = factories.make_operator("Indra Operator")
    client.force_login(operator)
    tasks = client.get(reverse("tasks")).content.decode()
    assert "parked_at__isempty=0" in tasks
    answer = client.post(
        reverse("admin:notices_notice_changelist"),
        {"action": "send_again", "_selected_action": [notice.pk]},
    )
    assert answer.status_code == 302
    assert services.send_mail() == 1
    client.force_login(ani)
    assert "parked_at__isempty=0" not in client.get(reverse("tasks")).content.decode()


def test_a_mail_is_written_in_its_readers_language(db):
    reader = factories.make_user("Kim", language="en")
    (notice,) = make_mails(reader)
    assert "Open it here:" in services.as_mail(notice).body
